package dev.rankine.engine;

import java.util.ArrayList;
import java.util.List;

/**
 * The numbers of a stack of convolution blocks over images (batch, channels, height, width). A
 * block is a convolution with a square kernel and stride 1, its bias, ReLU, and 2×2 max-pooling
 * with stride 2:
 *
 * <pre>
 * (B, C, H, W) ─ conv ─ + bias ─ ReLU ─► (B, O, H', W') ─ pool ─► (B, O, H'/2, W'/2)
 * </pre>
 */
public record ConvBlocks(int batch, int channels, int height, int width, List<Block> blocks) {
  private static final Plans<ConvBlocks, List<Conv2dGeometry>> CONVOLUTIONS =
      new Plans<>(ConvBlocks::plan);

  /** One block: O, the kernel's extent, and the zeros added on each side. */
  public record Block(int outChannels, int kernel, int padding) {
    @Override
    public boolean equals(Object other) {
      return other instanceof Block b
          && outChannels == b.outChannels
          && kernel == b.kernel
          && padding == b.padding;
    }

    @Override
    public int hashCode() {
      int hash = outChannels;
      hash = 31 * hash + kernel;
      return 31 * hash + padding;
    }
  }

  /**
   * What a backend keeps of a forward pass for the way back, in a form of its own.
   *
   * @param values real numbers
   * @param choices integers
   */
  public record Trace(List<Tensor> values, List<Indices> choices) {}

  /**
   * Checks that every block has an output.
   *
   * @throws ShapeException if an image is too small for a block
   */
  public ConvBlocks {
    blocks = List.copyOf(blocks);
    int c = channels;
    int h = height;
    int w = width;
    for (Block block : blocks) {
      Conv2dGeometry convolution = geometry(batch, c, h, w, block);
      Pool2dGeometry pooling = Pool2dGeometry.of(convolution.outputShape(), 2, 2);
      c = block.outChannels();
      h = pooling.outH();
      w = pooling.outW();
    }
  }

  private static Conv2dGeometry geometry(int batch, int c, int h, int w, Block block) {
    var window = new Conv2dGeometry.Window(1, block.padding(), 1);
    int k = block.kernel();
    return new Conv2dGeometry(batch, c, h, w, block.outChannels(), k, k, window);
  }

  /** The convolution of each block, in order. */
  public List<Conv2dGeometry> convolutions() {
    return CONVOLUTIONS.of(this);
  }

  private List<Conv2dGeometry> plan() {
    List<Conv2dGeometry> convolutions = new ArrayList<>();
    int c = channels;
    int h = height;
    int w = width;
    for (Block block : blocks) {
      Conv2dGeometry convolution = geometry(batch, c, h, w, block);
      convolutions.add(convolution);
      c = block.outChannels();
      h = convolution.outH() / 2;
      w = convolution.outW() / 2;
    }
    return List.copyOf(convolutions);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ConvBlocks c
        && batch == c.batch
        && channels == c.channels
        && height == c.height
        && width == c.width
        && blocks.equals(c.blocks);
  }

  @Override
  public int hashCode() {
    int hash = batch;
    hash = 31 * hash + channels;
    hash = 31 * hash + height;
    hash = 31 * hash + width;
    return 31 * hash + blocks.hashCode();
  }

  /** (B, C, H, W). */
  public Shape inputShape() {
    return Shape.of(batch, channels, height, width);
  }

  /** (B, O, H'/2, W'/2) of the last block. */
  public Shape outputShape() {
    Conv2dGeometry last = convolutions().getLast();
    return Shape.of(batch, last.outChannels(), last.outH() / 2, last.outW() / 2);
  }
}
