package dev.rankine.engine.cpu.vector;

import static dev.rankine.engine.cpu.vector.ChannelLanes.COUNT;

import dev.rankine.engine.Conv2dGeometry;
import dev.rankine.engine.ConvBlocks;
import dev.rankine.engine.Plans;
import java.util.List;

/**
 * How one block's arrays lie in memory. Images are channels-last, so that the channels of a pixel
 * fill vectors, pooling never crosses lanes, and a row of taps is one contiguous run:
 *
 * <pre>
 * input, with its padding   (H + 2p, W + 2p, C)      pitch = (W + 2p)·C
 * weights, for dX           (O, kernel, span)        span = kernel·C in whole vectors, or more
 * choices                   (H'/2, W'/2, vectors, 2)
 * </pre>
 *
 * A choice tells for each lane of a vector of channels which element of its 2×2 window was the
 * largest, if it was positive: bits 0 to 15 of the first number are the upper left, bits 16 to 31
 * the upper right, and those of the second number are the lower row. A lane that is off in all four
 * passes no gradient.
 */
final class BlockLayout {
  private static final Plans<ConvBlocks, BlockLayout[]> PLANS = new Plans<>(BlockLayout::plan);

  private final Conv2dGeometry g;
  private final int kept;
  private final int chosen;
  private final int channels;
  private final int outChannels;
  private final int kernel;
  private final int padding;
  private final int pitch;
  private final int pooledH;
  private final int pooledW;
  private final int vectors;

  private BlockLayout(Conv2dGeometry g, int kept, int chosen) {
    this.g = g;
    this.kept = kept;
    this.chosen = chosen;
    channels = g.inChannels();
    outChannels = g.outChannels();
    kernel = g.kernelH();
    padding = g.window().padding();
    pitch = (g.width() + 2 * padding) * channels;
    pooledH = g.outH() / 2;
    pooledW = g.outW() / 2;
    vectors = Math.ceilDiv(outChannels, COUNT);
  }

  /** The layout of each block; not to be modified. */
  static BlockLayout[] of(ConvBlocks blocks) {
    return PLANS.of(blocks);
  }

  private static BlockLayout[] plan(ConvBlocks blocks) {
    List<Conv2dGeometry> convolutions = blocks.convolutions();
    BlockLayout[] layouts = new BlockLayout[convolutions.size()];
    int kept = 0;
    int chosen = 0;
    for (int i = 0; i < layouts.length; i++) {
      layouts[i] = new BlockLayout(convolutions.get(i), kept, chosen);
      kept += i == 0 ? 0 : layouts[i].inputSize();
      chosen += layouts[i].choices();
    }
    return layouts;
  }

  /** The convolution. */
  Conv2dGeometry g() {
    return g;
  }

  /** Where its input begins among the numbers kept for an image; the first block's is not kept. */
  int kept() {
    return kept;
  }

  /** Where its choices begin among the integers kept for an image. */
  int chosen() {
    return chosen;
  }

  int channels() {
    return channels;
  }

  int outChannels() {
    return outChannels;
  }

  int kernel() {
    return kernel;
  }

  int padding() {
    return padding;
  }

  int pitch() {
    return pitch;
  }

  int pooledH() {
    return pooledH;
  }

  int pooledW() {
    return pooledW;
  }

  /** Vectors that hold the output channels of a pixel. */
  int vectors() {
    return vectors;
  }

  /** Elements of the padded input, and what vectors may read past its end. */
  int inputSize() {
    return (g.height() + 2 * padding) * pitch + COUNT;
  }

  /** Where the first pixel is in the padded input. */
  int interior() {
    return padding * (pitch + channels);
  }

  int choices() {
    return pooledH * pooledW * vectors * 2;
  }

  /** Length of a row of taps in whole vectors, with a vector of zeros on both sides to slide. */
  int span() {
    int taps = Math.ceilDiv(kernel * channels, COUNT) * COUNT;
    return SparseInput.slides(this) ? COUNT + taps + COUNT : taps;
  }

  /** Where the taps begin in a row of them. */
  int lead() {
    return SparseInput.slides(this) ? COUNT : 0;
  }

  /** Elements of the weights laid out as (O, kernel, span). */
  int weightSize() {
    return outChannels * kernel * span();
  }

  /** Elements of the output, and what vectors may write past its end. */
  int outputSize() {
    return pooledH * pooledW * outChannels + COUNT;
  }
}
