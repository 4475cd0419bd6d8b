package dev.rankine.mnist;

import java.io.IOException;
import java.io.PrintStream;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.Locale;
import java.util.function.LongSupplier;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarConsumer;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;

/** What a person sees while a model trains: a bar on a terminal, plain lines elsewhere. */
interface Progress {
  /** An epoch begins, or goes on after so many images that were seen before. */
  void begin(int epoch, int epochs, int images, long seen);

  /** So many more images were seen; the mean loss so far. */
  void advance(int images, double loss);

  /** An epoch ended. */
  void end(EpochResult result);

  /** The training stopped within an epoch. */
  void interrupted();

  /** A line for the person. */
  void say(String line);

  /** The view for this output. */
  static Progress of(PrintStream out, boolean quiet) {
    if (quiet) {
      return new Quiet();
    }
    return System.console() != null && System.console().isTerminal()
        ? new Bar(out)
        : new Lines(out);
  }

  /** Shows nothing. */
  record Quiet() implements Progress {
    @Override
    public void begin(int epoch, int epochs, int images, long seen) {}

    @Override
    public void advance(int images, double loss) {}

    @Override
    public void end(EpochResult result) {}

    @Override
    public void interrupted() {}

    @Override
    public void say(String line) {}
  }

  /** A line soon after the start, then about one a second, and one an epoch. */
  final class Lines implements Progress {
    private static final double FIRST = 0.1;
    private static final double EVERY = 1;

    private final PrintStream out;
    private final LongSupplier clock;
    private double wait = FIRST;
    private int epoch;
    private int epochs;
    private int images;
    private long seen;

    /** Since the last line, or the beginning of the epoch: when that was, and images since. */
    private long since;

    private long seenSince;
    private long shown;

    Lines(PrintStream out) {
      this(out, System::nanoTime);
    }

    Lines(PrintStream out, LongSupplier clock) {
      this.out = out;
      this.clock = clock;
    }

    @Override
    public void begin(int epoch, int epochs, int images, long seen) {
      this.epoch = epoch;
      this.epochs = epochs;
      this.images = images;
      this.seen = seen;
      since = clock.getAsLong();
      seenSince = 0;
      shown = wait == FIRST ? since : shown;
    }

    @Override
    public void advance(int more, double loss) {
      seen += more;
      seenSince += more;
      long now = clock.getAsLong();
      if (now - shown >= wait * 1e9) {
        show(loss, seenSince / ((now - since) * 1e-9));
        wait = EVERY;
        shown = now;
        since = now;
        seenSince = 0;
      }
    }

    private void show(double loss, double rate) {
      long left = (long) (epochs - epoch + 1) * images - seen;
      out.printf(
          Locale.ROOT,
          "epoch %d/%d  %2.0f %%  loss %.4f  %,.0f images/s%s%n",
          epoch,
          epochs,
          100.0 * seen / images,
          loss,
          rate,
          isEarly() ? "" : String.format(Locale.ROOT, "  %.0f s left", left / rate));
    }

    /** The first steps wait for the JIT and tell nothing about the others. */
    private boolean isEarly() {
      return epoch == 1 && seen < 0.01 * images;
    }

    @Override
    public void end(EpochResult result) {
      out.println(format(result));
    }

    @Override
    public void interrupted() {}

    @Override
    public void say(String line) {
      out.println(line);
    }

    static String format(EpochResult r) {
      return String.format(
          Locale.ROOT,
          "epoch %d  loss %.4f  train %.2f %%  test %.2f %%  %.2f s + %.2f s test",
          r.epoch(),
          r.trainLoss(),
          100 * r.trainAccuracy(),
          100 * r.testAccuracy(),
          r.trainSeconds(),
          r.evalSeconds());
    }
  }

  /** A bar with images/s and loss, replaced by a line when the epoch ends. */
  final class Bar implements Progress {
    private final PrintStream out;
    private ProgressBar bar;

    Bar(PrintStream out) {
      this.out = out;
    }

    @Override
    public void begin(int epoch, int epochs, int images, long seen) {
      bar =
          new ProgressBarBuilder()
              .setTaskName(epoch + "/" + epochs)
              .setInitialMax(images)
              .setStyle(ProgressBarStyle.ASCII)
              .setConsumer(Row.of(System.err))
              .setUpdateIntervalMillis(100)
              .setUnit("k images", 1_000)
              .showSpeed(new DecimalFormat("0.0", DecimalFormatSymbols.getInstance(Locale.ROOT)))
              .clearDisplayOnFinish()
              .build();
      bar.stepTo(seen);
    }

    @Override
    public void advance(int images, double loss) {
      bar.stepBy(images);
      bar.setExtraMessage(String.format(Locale.ROOT, " loss %.4f", loss));
    }

    @Override
    public void interrupted() {
      bar.close();
    }

    @Override
    public void end(EpochResult result) {
      bar.close();
      out.println(Lines.format(result));
    }

    @Override
    public void say(String line) {
      out.println(line);
    }
  }

  /**
   * The row of a terminal where the bar stands. The library's own takes Ctrl-C from the JVM as it
   * asks for the width.
   */
  record Row(PrintStream out, int width) implements ProgressBarConsumer {
    /** A terminal that does not know its width says 0. */
    private static final int NARROWEST = 10;

    private static final int USUAL = 80;

    /** What the terminal shows behind the bar when somebody presses Ctrl-C, and the cursor. */
    private static final int MARGIN = "^C".length() + 1;

    static Row of(PrintStream out) {
      int width = USUAL;
      try (Terminal terminal = TerminalBuilder.builder().dumb(true).nativeSignals(false).build()) {
        width = terminal.getWidth() < NARROWEST ? USUAL : terminal.getWidth();
      } catch (IOException unknown) {
        // as wide as most are
      }
      return new Row(out, width - MARGIN);
    }

    @Override
    public int getMaxRenderedLength() {
      return width;
    }

    @Override
    public void accept(String bar) {
      out.print("\r" + bar.substring(0, Math.min(width, bar.length())));
    }

    @Override
    public void clear() {
      out.print("\r" + " ".repeat(width) + "\r");
    }

    @Override
    public void close() {
      out.flush();
    }
  }
}
