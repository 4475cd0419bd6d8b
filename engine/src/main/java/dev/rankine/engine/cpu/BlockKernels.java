package dev.rankine.engine.cpu;

import dev.rankine.engine.ConvBlocks;
import java.util.List;

/**
 * Kernels that walk one image after another through a stack of convolution blocks, while it is in
 * cache: the fused form of {@link dev.rankine.engine.Backend#convBlocks}. Like {@link Kernels} they
 * check nothing, and they equal the composition of the single kernels to the bit.
 */
public interface BlockKernels {
  /**
   * A pass over a batch: the arrays that forward and backward share, each with the index of its
   * first element.
   *
   * @param kept what forward keeps, {@link #keptFloats} and {@link #keptInts} for each image
   */
  record Pass(
      ConvBlocks blocks,
      Reals x,
      List<Reals> weights,
      List<Reals> biases,
      Reals kept,
      Ints choices) {}

  /** Real numbers from an index on. */
  record Reals(float[] array, int at) {}

  /** Integers from an index on. */
  record Ints(int[] array, int at) {}

  /** The group of loops that is compiled ahead and has all that these blocks need. */
  WarmLoop.Group group(ConvBlocks blocks);

  /** Real numbers kept for each image. */
  int keptFloats(ConvBlocks blocks);

  /** Integers kept for each image. */
  int keptInts(ConvBlocks blocks);

  /** Computes images {@code from} to {@code to}; arrays begin at image 0. */
  void forward(Pass pass, Reals y, int from, int to);

  /**
   * The gradients of images {@code from} to {@code to}, which are whole groups of every block, or
   * the last images.
   *
   * @param weights of each block (groups, O, C, kernel, kernel), these images' groups overwritten
   * @param biases of each block (groups, O), these images' groups overwritten
   * @param dx where the gradient of x goes, or null if it is not wanted
   * @return whether the result stands; if not, some gradient was infinite or NaN, and the
   *     composition must be computed
   */
  boolean backward(
      Pass pass, Reals dy, List<float[]> weights, List<float[]> biases, Reals dx, int from, int to);
}
