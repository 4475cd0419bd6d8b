package dev.rankine.engine.cpu.vector;

import static dev.rankine.engine.cpu.vector.Lanes.COUNT;

import dev.rankine.engine.cpu.BlockKernels.Pass;
import dev.rankine.engine.cpu.BlockKernels.Reals;
import java.util.Arrays;

/**
 * The gradients of one block while images pass: sums for the weights (O, kernel, span) and partial
 * results for the biases (32, O) of the current group, and the gradient of the current image's
 * input in the input's layout.
 *
 * @param weights (O, kernel, span) for the input's gradient, from {@code weightsAt} on; unused if
 *     it is not wanted
 * @param sums sums for the weights, then partial results for the biases, from {@code sumsAt} on
 * @param input the input's gradient, from {@code inputAt} on
 */
record BlockGradient(
    BlockLayout in,
    boolean wantsInput,
    float[] weights,
    int weightsAt,
    float[] sums,
    int sumsAt,
    float[] input,
    int inputAt,
    int[] list,
    Dealt dealt) {

  /** The nonzero elements of an image's output gradient by channel, see {@link SparseRows#deal}. */
  record Dealt(int[] counts, int[] places, float[] values) {}

  private static int sumSize(BlockLayout in) {
    return in.weightSize() + 32 * in.outChannels();
  }

  static BlockGradient[] of(
      BlockLayout[] layouts, Pass pass, Workspace space, boolean wantsFirstInput) {
    int weightSize = 0;
    int sumSize = 0;
    int inputSize = 0;
    int listSize = 0;
    int channels = 0;
    int elements = 0;
    for (BlockLayout in : layouts) {
      weightSize += in.weightSize();
      sumSize += sumSize(in);
      inputSize += in.inputSize();
      listSize = Math.max(listSize, in.pooledW() * in.outChannels() + COUNT);
      channels = Math.max(channels, in.outChannels());
      elements = Math.max(elements, in.pooledH() * in.pooledW() * in.outChannels());
    }
    float[] weights = space.floats(Workspace.WEIGHTS, weightSize);
    float[] sums = space.floats(Workspace.SUMS, sumSize);
    float[] inputs = space.floats(Workspace.GRADIENTS, inputSize);
    int[] list = space.ints(Workspace.LIST, listSize);
    Dealt dealt =
        new Dealt(
            space.ints(Workspace.COUNTS, channels),
            space.ints(Workspace.PLACES, elements),
            space.floats(Workspace.VALUES, elements));
    Arrays.fill(weights, 0, weightSize, 0);
    Arrays.fill(sums, 0, sumSize, 0);
    BlockGradient[] gradients = new BlockGradient[layouts.length];
    int weightsAt = 0;
    int sumsAt = 0;
    int inputAt = 0;
    for (int i = 0; i < layouts.length; i++) {
      BlockLayout in = layouts[i];
      boolean wants = i > 0 || wantsFirstInput;
      gradients[i] =
          new BlockGradient(
              in, wants, weights, weightsAt, sums, sumsAt, inputs, inputAt, list, dealt);
      gradients[i].layOut(pass.weights()[i]);
      weightsAt += in.weightSize();
      sumsAt += sumSize(in);
      inputAt += in.inputSize();
    }
    return gradients;
  }

  /** (O, C, kernel, kernel) to (O, kernel, span). */
  private void layOut(Reals w) {
    int kernel = in.kernel();
    int from = w.at();
    for (int o = 0; o < in.outChannels(); o++) {
      for (int c = 0; c < in.channels(); c++) {
        for (int row = 0; row < kernel; row++) {
          int to = weightsAt + (o * kernel + row) * in.span() + c;
          for (int column = 0; column < kernel; column++) {
            weights[to + column * in.channels()] = w.array()[from++];
          }
        }
      }
    }
  }

  /**
   * Adds what one image contributes and computes its input's gradient.
   *
   * @param dy the gradient of the pooled output, rows {@code dyRow} apart
   * @return whether vectors that reach past a row of taps did no harm
   */
  boolean add(float[] dy, int at, int dyRow, float[] x, int xo, int[] choice, int co) {
    int channels = in.outChannels();
    int limit = in.pooledH() * in.pooledW();
    Arrays.fill(dealt.counts(), 0, channels, 0);
    boolean exact = in.span() == in.kernel() * in.channels() || !wantsInput;
    boolean stands = true;
    if (wantsInput) {
      Arrays.fill(input, inputAt, inputAt + in.inputSize(), 0);
    }
    for (int h = 0; h < in.pooledH(); h++) {
      int d = at + h * dyRow;
      int chosen = co + h * in.pooledW() * in.vectors() * 2;
      stands &= exact || SparseRows.finite(dy, d, in.pooledW() * channels);
      for (int lower = 0; lower < 2; lower++) {
        int n =
            SparseRows.list(
                in.pooledW(), in.vectors(), dy, d, channels, choice, chosen + lower, list);
        int row = (2 * h + lower) * in.pitch();
        SparseRows.deal(
            n,
            list,
            dy,
            d,
            channels,
            row,
            in.channels(),
            limit,
            dealt.counts(),
            dealt.places(),
            dealt.values(),
            sums,
            sumsAt + in.weightSize(),
            channels);
        if (wantsInput) {
          SparseInput.add(
              n,
              list,
              dy,
              d,
              channels,
              in.kernel(),
              in.span(),
              weights,
              weightsAt,
              input,
              inputAt + row,
              in.channels(),
              in.pitch());
        }
      }
    }
    for (int o = 0; o < channels; o++) {
      SparseWeights.add(
          dealt.counts()[o],
          dealt.places(),
          dealt.values(),
          o * limit,
          in.kernel(),
          in.span(),
          x,
          xo,
          in.pitch(),
          sums,
          sumsAt + o * in.kernel() * in.span());
    }
    return stands;
  }

  /** Writes a group's results, (O, C, kernel, kernel) and (O), and begins the next group. */
  void finish(float[] dw, float[] db, int group) {
    int kernel = in.kernel();
    int to = group * in.g().weightShape().size();
    for (int o = 0; o < in.outChannels(); o++) {
      for (int c = 0; c < in.channels(); c++) {
        for (int row = 0; row < kernel; row++) {
          int from = sumsAt + (o * kernel + row) * in.span() + c;
          for (int column = 0; column < kernel; column++) {
            dw[to++] = sums[from + column * in.channels()] + 0f;
          }
        }
      }
    }
    int channels = in.outChannels();
    int at = sumsAt + in.weightSize();
    for (int half = 16 * channels; half >= channels; half /= 2) {
      for (int i = 0; i < half; i++) {
        sums[at + i] += sums[at + half + i];
      }
    }
    System.arraycopy(sums, at, db, group * channels, channels);
    Arrays.fill(sums, sumsAt, sumsAt + sumSize(in), 0);
  }
}
