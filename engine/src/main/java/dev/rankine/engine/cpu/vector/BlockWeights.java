package dev.rankine.engine.cpu.vector;

import static dev.rankine.engine.cpu.vector.ChannelLanes.COUNT;

import dev.rankine.engine.cpu.BlockKernels.Pass;
import dev.rankine.engine.cpu.BlockKernels.Reals;
import java.util.Arrays;

/**
 * The weights and biases of a stack of blocks, packed for {@link PoolTile}: for each block, panels
 * of two vectors of output channels (taps, 2·COUNT), a last one of a single vector if their number
 * is odd, then the biases. Lanes without a channel are zero.
 */
final class BlockWeights {
  private BlockWeights() {}

  /** Whether the block is a 3×3 convolution of one channel, whose panels are all of one vector. */
  static boolean single(BlockLayout in) {
    return in.channels() == 1 && in.kernel() == 3;
  }

  /** Elements of one block. */
  static int size(BlockLayout in) {
    int taps = in.kernel() * in.kernel() * in.channels();
    return in.vectors() * COUNT * (taps + 1);
  }

  static float[] pack(BlockLayout[] layouts, Pass pass, Workspace space) {
    int size = 0;
    for (BlockLayout in : layouts) {
      size += size(in);
    }
    float[] packed = space.floats(Workspace.WEIGHTS, size);
    Arrays.fill(packed, 0, size, 0);
    int at = 0;
    for (int i = 0; i < layouts.length; i++) {
      at = pack(layouts[i], pass.weights().get(i), pass.biases().get(i), packed, at);
    }
    return packed;
  }

  private static int pack(BlockLayout in, Reals w, Reals bias, float[] packed, int at) {
    int kernel = in.kernel() * in.kernel();
    int c = in.channels();
    int taps = kernel * c;
    for (int o = 0; o < in.outChannels(); o++) {
      int v = o / COUNT;
      int pair = v - v % 2;
      boolean isPaired = !single(in) && pair < in.vectors() - 1;
      int width = isPaired ? 2 * COUNT : COUNT;
      int first = isPaired ? pair : v;
      int to = at + first * COUNT * taps + o - first * COUNT;
      for (int channel = 0; channel < c; channel++) {
        int from = w.at() + (o * c + channel) * kernel;
        for (int tap = 0; tap < kernel; tap++) {
          packed[to + (tap * c + channel) * width] = w.array()[from + tap];
        }
      }
    }
    int biases = at + in.vectors() * COUNT * taps;
    System.arraycopy(bias.array(), bias.at(), packed, biases, in.outChannels());
    return biases + in.vectors() * COUNT;
  }
}
