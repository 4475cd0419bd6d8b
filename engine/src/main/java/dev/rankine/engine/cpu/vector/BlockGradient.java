package dev.rankine.engine.cpu.vector;

import static dev.rankine.engine.cpu.vector.ChannelLanes.COUNT;

import dev.rankine.engine.cpu.BlockKernels.Pass;
import dev.rankine.engine.cpu.BlockKernels.Reals;
import java.util.Arrays;

/**
 * The gradients of one block while images pass: sums for the weights, (taps, lanes) or as {@link
 * ChosenRows} has them, and the biases of the current group, and the gradient of the current
 * image's input in the input's layout.
 *
 * @param weights (O, kernel, span) for the input's gradient, from {@code weightsAt} on; unused if
 *     it is not wanted
 * @param sums sums for the weights, then for the biases, from {@code sumsAt} on
 * @param outputs the gradient of the current image before pooling
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
    long[] words,
    float[] outputs) {

  private static int sumSize(BlockLayout in) {
    return (in.g().taps() + 1) * in.vectors() * COUNT;
  }

  static BlockGradient[] of(
      BlockLayout[] layouts, Pass pass, Workspace space, boolean wantsFirstInput) {
    int weightSize = 0;
    int sumSize = 0;
    int inputSize = 0;
    int listSize = 0;
    int wordSize = 0;
    int outputSize = 0;
    for (BlockLayout in : layouts) {
      weightSize += in.weightSize();
      sumSize += sumSize(in);
      inputSize += in.inputSize();
      listSize = Math.max(listSize, in.pooledW() * in.outChannels() + COUNT);
      listSize = Math.max(listSize, ChosenRows.size(in));
      wordSize = Math.max(wordSize, 2 * in.pooledH());
      outputSize = Math.max(outputSize, 4 * in.pooledH() * in.pooledW() * in.vectors() * COUNT);
    }
    float[] weights = space.floats(Workspace.WEIGHTS, weightSize);
    float[] sums = space.floats(Workspace.SUMS, sumSize);
    float[] inputs = space.floats(Workspace.GRADIENTS, inputSize);
    int[] list = space.ints(Workspace.LIST, listSize);
    long[] words = space.longs(wordSize);
    float[] outputs = space.floats(Workspace.OUTPUTS, outputSize);
    Arrays.fill(weights, 0, weightSize, 0);
    Arrays.fill(sums, 0, sumSize, 0);
    BlockGradient[] gradients = space.gradients(layouts.length);
    int weightsAt = 0;
    int sumsAt = 0;
    int inputAt = 0;
    for (int i = 0; i < layouts.length; i++) {
      BlockLayout in = layouts[i];
      boolean wants = i > 0 || wantsFirstInput;
      gradients[i] =
          new BlockGradient(
              in, wants, weights, weightsAt, sums, sumsAt, inputs, inputAt, list, words, outputs);
      gradients[i].layOut(pass.weights().get(i));
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
          int to = weightsAt + (o * kernel + row) * in.span() + in.lead() + c;
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
    if (ChosenRows.fit(in)) {
      ChosenRows.add(in, dy, at, dyRow, choice, co, x, xo, list, words, sums, sumsAt);
    } else {
      SparseRows.unpool(in, dy, at, dyRow, choice, co, outputs);
      WeightTile.add(in, x, xo, outputs, 0, sums, sumsAt);
    }
    if (!wantsInput) {
      return true;
    }
    Arrays.fill(input, inputAt, inputAt + in.inputSize(), 0);
    return SparseInput.slides(in)
        ? slideInput(dy, at, dyRow, choice, co)
        : addInput(dy, at, dyRow, choice, co);
  }

  private boolean slideInput(float[] dy, int at, int dyRow, int[] choice, int co) {
    boolean stands = true;
    for (int h = 0; h < in.pooledH(); h++) {
      int d = at + h * dyRow;
      int chosen = co + h * in.pooledW() * in.vectors() * 2;
      int to = inputAt + 2 * h * in.pitch();
      stands &= SparseRows.finite(dy, d, in.pooledW() * in.outChannels());
      slideRow(dy, d, choice, chosen, to);
      slideRow(dy, d, choice, chosen + 1, to + in.pitch());
    }
    return stands;
  }

  private void slideRow(float[] dy, int at, int[] choice, int co, int to) {
    SparseInput.sliding(
        in.pooledW(),
        in.vectors(),
        dy,
        at,
        in.outChannels(),
        choice,
        co,
        weights,
        weightsAt,
        input,
        to,
        in.pitch());
  }

  private boolean addInput(float[] dy, int at, int dyRow, int[] choice, int co) {
    int channels = in.outChannels();
    boolean isExact = in.span() == in.kernel() * in.channels();
    boolean stands = true;
    for (int h = 0; h < in.pooledH(); h++) {
      int d = at + h * dyRow;
      int chosen = co + h * in.pooledW() * in.vectors() * 2;
      stands &= isExact || SparseRows.finite(dy, d, in.pooledW() * channels);
      for (int lower = 0; lower < 2; lower++) {
        int n =
            SparseRows.list(
                in.pooledW(), in.vectors(), dy, d, channels, choice, chosen + lower, list);
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
            inputAt + (2 * h + lower) * in.pitch(),
            in.channels(),
            in.pitch());
      }
    }
    return stands;
  }

  /**
   * Writes a group's results, (O, C, kernel, kernel) and (O), and begins the next group.
   *
   * @return whether none of them is NaN
   */
  boolean finish(float[] dw, float[] db, int group) {
    int taps = in.kernel() * in.kernel();
    int lanes = in.vectors() * COUNT;
    int to = group * in.g().weightShape().size();
    boolean chosen = ChosenRows.fit(in);
    boolean stands = true;
    for (int o = 0; o < in.outChannels(); o++) {
      for (int c = 0; c < in.channels(); c++) {
        for (int tap = 0; tap < taps; tap++) {
          int at = tap * in.channels() + c;
          float sum = sums[sumsAt + (chosen ? o * in.g().taps() + at : at * lanes + o)] + 0f;
          stands &= sum == sum;
          dw[to++] = sum;
        }
      }
    }
    int biases = sumsAt + in.g().taps() * (chosen ? in.outChannels() : lanes);
    System.arraycopy(sums, biases, db, group * in.outChannels(), in.outChannels());
    Arrays.fill(sums, sumsAt, sumsAt + sumSize(in), 0);
    return stands;
  }
}
