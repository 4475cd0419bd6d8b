package dev.rankine.bench.work;

import dev.rankine.engine.Conv2dGeometry;
import dev.rankine.engine.ConvBlocks;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A stack of 3×3 convolution with padding 1, bias, ReLU and 2×2 max-pooling, or the gradients of
 * all weights and biases and, unless x are images of one channel, which nobody trains, of x.
 *
 * @param backward whether it is the gradients, given dy and what the forward pass kept
 * @param side height and width of x (B, C, H, H)
 * @param out output channels of each block
 */
public record Blocks(boolean backward, int batch, int in, int side, List<Integer> out)
    implements Workload {
  private static final int KERNEL = 3;

  @Override
  public String name() {
    String channels = out.stream().map(String::valueOf).collect(Collectors.joining("-"));
    String shape = batch + "x" + in + "x" + side + "x" + side + "-" + channels;
    return "blocks " + shape + (backward ? " backward" : " forward");
  }

  /** All its numbers. */
  public ConvBlocks geometry() {
    return new ConvBlocks(
        batch, in, side, side, out.stream().map(o -> new ConvBlocks.Block(o, KERNEL, 1)).toList());
  }

  /** Whether dx is wanted. */
  public boolean inputGradient() {
    return in > 1;
  }

  /** Those of the convolutions. */
  @Override
  public double flops() {
    double forward = geometry().convolutions().stream().mapToDouble(Blocks::flops).sum();
    double first = flops(geometry().convolutions().getFirst());
    return backward ? 2 * forward - (inputGradient() ? 0 : first) : forward;
  }

  private static double flops(Conv2dGeometry g) {
    return 2.0 * g.outputShape().size() * g.inChannels() * KERNEL * KERNEL;
  }

  @Override
  public double bytes() {
    double weights = geometry().convolutions().stream().mapToInt(g -> g.weightShape().size()).sum();
    double x = geometry().inputShape().size();
    double y = geometry().outputShape().size();
    return 4 * (backward ? (inputGradient() ? 2 : 1) * x + 2 * weights + y : x + weights + y);
  }

  /** Another order of summation may move a maximum, and a gradient with it. */
  @Override
  public double tolerance() {
    return 1e-2;
  }

  /** x, row-major. */
  public float[] x() {
    return Values.uniform(geometry().inputShape().size(), 1);
  }

  /** The weights (O, C, 3, 3) of a block, row-major. */
  public float[] w(int block) {
    return Values.uniform(geometry().convolutions().get(block).weightShape().size(), 10 + block);
  }

  /** The biases (O) of a block. */
  public float[] b(int block) {
    return Values.uniform(out.get(block), 20 + block);
  }

  /** dy in the shape of the last block's output, row-major. */
  public float[] dy() {
    return Values.uniform(geometry().outputShape().size(), 2);
  }
}
