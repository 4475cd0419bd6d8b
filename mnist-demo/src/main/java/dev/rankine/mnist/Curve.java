package dev.rankine.mnist;

import dev.rankine.mnist.report.Findings;
import java.util.ArrayList;
import java.util.List;

/**
 * Notes the loss while a model trains, for the report: the mean of a few batches a point, of ever
 * more batches as the training grows, so that it never holds more than {@value #MOST} points.
 */
final class Curve implements Progress {
  private static final int MOST = 240;

  private final Progress shown;
  private final List<Findings.Point> points = new ArrayList<>();
  private int perPoint = 1;
  private int epoch;
  private int total;
  private long seen;
  private double sum;
  private int batches;
  private double pending;

  /** Passes all on to what is shown. */
  Curve(Progress shown) {
    this.shown = shown;
  }

  /** The points of the last training. */
  List<Findings.Point> points() {
    return List.copyOf(points);
  }

  @Override
  public void begin(int epoch, int epochs, int images, long seen) {
    if (epoch == 1) {
      points.clear();
      perPoint = 1;
    }
    this.epoch = epoch;
    total = images;
    this.seen = seen;
    sum = seen == 0 ? 0 : Double.NaN;
    batches = 0;
    pending = 0;
    shown.begin(epoch, epochs, images, seen);
  }

  @Override
  public void advance(int images, double loss) {
    double before = sum;
    seen += images;
    sum = loss * seen;
    if (!Double.isNaN(before)) { // of a resumed epoch, what came before is not known
      pending += (sum - before) / images;
      batches++;
    }
    if (batches == perPoint) {
      points.add(new Findings.Point(epoch - 1 + (double) seen / total, pending / batches));
      batches = 0;
      pending = 0;
      if (points.size() == MOST) {
        halve();
      }
    }
    shown.advance(images, loss);
  }

  /** Joins neighbours. */
  private void halve() {
    for (int i = 0; i < MOST / 2; i++) {
      Findings.Point a = points.get(2 * i);
      Findings.Point b = points.get(2 * i + 1);
      points.set(i, new Findings.Point(b.epoch(), 0.5 * (a.loss() + b.loss())));
    }
    points.subList(MOST / 2, MOST).clear();
    perPoint *= 2;
  }

  @Override
  public void end(EpochResult result) {
    shown.end(result);
  }

  @Override
  public void interrupted() {
    shown.interrupted();
  }

  @Override
  public void say(String line) {
    shown.say(line);
  }
}
