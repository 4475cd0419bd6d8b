package dev.rankine.autograd.train;

import java.io.PrintStream;
import java.util.Locale;

/** A line soon after the start, then about one a second, and one an epoch. */
public final class ProgressLines implements TrainingListener {
  private static final long EVERY = 1_000_000_000L;

  private final PrintStream out;
  private long last;

  /** Lines to a stream. */
  public ProgressLines(PrintStream out) {
    this.out = out;
  }

  @Override
  public void started(Training training) {
    last = System.nanoTime() - EVERY / 2;
  }

  @Override
  public void stepped(Training training) {
    if (System.nanoTime() - last >= EVERY) {
      last = System.nanoTime();
      out.printf(
          Locale.ROOT,
          "epoch %d/%d  %3.0f %%  loss %.4f  %,.0f examples/s%n",
          training.epoch(),
          training.epochs(),
          100.0 * training.seen() / training.count(),
          training.meanLoss(),
          training.seen() / training.seconds());
    }
  }

  @Override
  public void epochEnded(Training training, EpochSummary epoch) {
    StringBuilder line = new StringBuilder();
    line.append(
        String.format(
            Locale.ROOT, "epoch %d/%d  loss %.4f", epoch.epoch(), training.epochs(), epoch.loss()));
    epoch
        .measures()
        .forEach(
            (name, value) -> line.append(String.format(Locale.ROOT, "  %s %.4f", name, value)));
    out.println(
        line.append(
            String.format(
                Locale.ROOT, "  %.2f s + %.2f s", epoch.trainSeconds(), epoch.measureSeconds())));
  }
}
