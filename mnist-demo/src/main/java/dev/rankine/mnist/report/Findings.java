package dev.rankine.mnist.report;

import dev.rankine.autograd.metrics.ConfusionMatrix;
import dev.rankine.mnist.receipt.Receipt;
import java.util.List;

/**
 * All that a report shows.
 *
 * @param curve the loss while the model trained
 * @param confusion over the test images
 * @param mistakes the test images that were got wrong, the surest first; {@code wrong} of them in
 *     all, of which some are shown
 * @param filters of the first layer
 * @param adapters A and B of each adapted layer
 * @param norms of each adapted layer
 * @param columns that widened a layer
 */
public record Findings(
    Receipt receipt,
    List<Point> curve,
    ConfusionMatrix confusion,
    List<Mistake> mistakes,
    int wrong,
    List<Picture> filters,
    List<Picture> adapters,
    List<Norms> norms,
    List<Picture> columns,
    List<Weight> weights) {

  /**
   * The mean loss of a few batches.
   *
   * @param epoch how far the training was, 1.5 in the middle of the second epoch
   */
  public record Point(double epoch, double loss) {}

  /**
   * A test image that was taken for another digit. Probabilities are from 0 to 1.
   *
   * @param pixels 784 unsigned bytes, row-major, 255 is ink
   */
  public record Mistake(
      int index, byte[] pixels, int label, int answer, double ofAnswer, double ofLabel) {}

  /**
   * Frobenius norms of a layer's frozen weight and of its update (α/R)·B·A.
   *
   * @param layer its dotted path
   */
  public record Norms(String layer, double weight, double update) {}

  /** A parameter. */
  public record Weight(String name, String shape, long elements, boolean trainable) {}
}
