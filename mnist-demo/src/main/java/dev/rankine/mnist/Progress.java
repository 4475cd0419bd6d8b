package dev.rankine.mnist;

import java.io.PrintStream;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.Locale;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** What a person sees while a model trains: a bar on a terminal, plain lines elsewhere. */
interface Progress {
  /** An epoch begins. */
  void begin(int epoch, int epochs, int images);

  /** So many more images were seen; the mean loss so far. */
  void advance(int images, double loss);

  /** An epoch ended. */
  void end(EpochResult result);

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
    public void begin(int epoch, int epochs, int images) {}

    @Override
    public void advance(int images, double loss) {}

    @Override
    public void end(EpochResult result) {}

    @Override
    public void say(String line) {}
  }

  /** A line an epoch. */
  record Lines(PrintStream out) implements Progress {
    @Override
    public void begin(int epoch, int epochs, int images) {}

    @Override
    public void advance(int images, double loss) {}

    @Override
    public void end(EpochResult result) {
      out.println(format(result));
    }

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
    public void begin(int epoch, int epochs, int images) {
      bar =
          new ProgressBarBuilder()
              .setTaskName(epoch + "/" + epochs)
              .setInitialMax(images)
              .setStyle(ProgressBarStyle.ASCII)
              .setUpdateIntervalMillis(100)
              .setUnit("k images", 1_000)
              .showSpeed(new DecimalFormat("0.0", DecimalFormatSymbols.getInstance(Locale.ROOT)))
              .clearDisplayOnFinish()
              .build();
    }

    @Override
    public void advance(int images, double loss) {
      bar.stepBy(images);
      bar.setExtraMessage(String.format(Locale.ROOT, " loss %.4f", loss));
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
}
