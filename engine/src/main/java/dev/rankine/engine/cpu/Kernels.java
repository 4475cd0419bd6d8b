package dev.rankine.engine.cpu;

import dev.rankine.engine.AdamStep;
import dev.rankine.engine.Binary;
import dev.rankine.engine.Conv2dGeometry;
import dev.rankine.engine.Pool2dGeometry;
import dev.rankine.engine.SgdStep;
import dev.rankine.engine.Unary;
import java.util.Optional;

/**
 * The inner loops of the cpu backend: arrays, offsets, lengths. All but {@code gemm}, which shares
 * its packing, are single-threaded. There are two implementations, plain loops ({@link
 * ScalarKernels}) and SIMD, equal to the last bit. The plain loops state the order of operations,
 * see NUMERICS.md.
 *
 * <p>Kernels check nothing. They assume that every index they form from their arguments is inside
 * the arrays, that an output does not overlap an input unless it is the same range, and that
 * extents are not negative.
 */
public interface Kernels {
  /** {@code scalar} or {@code vector}. */
  String name();

  /** Width of the vectors in bits; 32 for the scalar kernels. */
  int vectorBits();

  /** The fused kernels for stacks of convolution blocks; none if they are composed. */
  default Optional<BlockKernels> blocks() {
    return Optional.empty();
  }

  /** The kernels of what goes a row at a time. */
  default RowKernels rows() {
    return ScalarRows.PLAIN;
  }

  /** The inner loops that are worth compiling ahead of their first use, if any. */
  default Optional<WarmLoop.Plan> warmLoops() {
    return Optional.empty();
  }

  /** The group of loops that is compiled ahead and has all that this product needs. */
  default WarmLoop.Group group(Gemm product) {
    return WarmLoop.Group.HEAVY;
  }

  /**
   * c[i,j] ← chain over p of fma(alpha·a[i,p], b[p,j], ·) that starts at beta·c[i,j], or at +0 if
   * beta = 0; then the finish. The team shares the work in phases.
   */
  void gemm(Team team, Gemm product);

  /**
   * {@link #gemm(Team, Gemm)} on the calling thread. Elements are a[ao + i·aRow + p·aColumn], b[bo
   * + p·bRow + j·bColumn], c[co + i·ldc + j]; one of each pair of strides is 1.
   */
  default void gemm(
      int m,
      int n,
      int k,
      float alpha,
      float[] a,
      int ao,
      int aRow,
      int aColumn,
      float[] b,
      int bo,
      int bRow,
      int bColumn,
      float beta,
      float[] c,
      int co,
      int ldc) {
    Gemm.Operand left = new Gemm.Operand(a, ao, m, k, aRow, aColumn);
    Gemm.Operand right = new Gemm.Operand(b, bo, k, n, bRow, bColumn);
    Gemm.Operand out = new Gemm.Operand(c, co, m, n, ldc, 1);
    gemm(Team.ALONE, new Gemm(alpha, left, right, beta, out, Gemm.Finish.NONE));
  }

  /** Convolves images {@code from} to {@code to}; arrays begin at image 0. */
  void conv2d(
      Conv2dGeometry g, int from, int to, float[] x, int xo, float[] w, int wo, float[] y, int yo);

  /**
   * The gradient with respect to images {@code from} to {@code to}. This and {@link
   * #conv2dWeightGradient} may multiply where dy is zero instead of leaving the term out: {@link
   * #settle} repairs the one difference that can be repaired, and tells of the other.
   */
  void conv2dInputGradient(
      Conv2dGeometry g,
      int from,
      int to,
      float[] dy,
      int dyo,
      float[] w,
      int wo,
      float[] dx,
      int dxo);

  /** The weight gradient of one group, images {@code from} to {@code to}, as one chain. */
  void conv2dWeightGradient(
      Conv2dGeometry g,
      int from,
      int to,
      float[] x,
      int xo,
      float[] dy,
      int dyo,
      float[] dw,
      int dwo);

  /** sums[so + c] += x[xo + c·pitch + i] in ascending i, for each of some chains c. */
  void chainSums(int chains, int n, float[] x, int xo, int pitch, float[] sums, int so);

  /**
   * Adds +0 to every element, so that a zero is +0.
   *
   * @return whether no element is NaN
   */
  boolean settle(float[] x, int xo, int n);

  /** Pools planes {@code from} to {@code to}; arrays begin at plane 0. */
  void maxPool2d(
      Pool2dGeometry g,
      int from,
      int to,
      float[] x,
      int xo,
      float[] y,
      int yo,
      int[] argmax,
      int ao);

  /** out[i] ← x[i] / divisor, bytes being 0 … 255. */
  void quotients(byte[] x, int xo, float divisor, float[] out, int oo, int n);

  /** out[i] ← f(x[i]). */
  void map(Unary f, float[] x, int xo, float[] out, int oo, int n);

  /** out[i] ← f(a[i·aStep], b[i·bStep]), steps 0 or 1. */
  void zip(
      Binary f,
      float[] a,
      int ao,
      int aStep,
      float[] b,
      int bo,
      int bStep,
      float[] out,
      int oo,
      int n);

  /** out[i] ← MINIMUM of high and MAXIMUM of x[i] and low; the bounds are not NaN. */
  default void clamp(float[] x, int xo, float low, float high, float[] out, int oo, int n) {
    float[] bounds = {low, high};
    zip(Binary.MAXIMUM, x, xo, 1, bounds, 0, 0, out, oo, n);
    zip(Binary.MINIMUM, out, oo, 1, bounds, 1, 0, out, oo, n);
  }

  /** out[i] ← mask[i] ≠ 0 ? a[i·aStep] : b[i·bStep], steps 0 or 1; NaN is not 0. */
  default void select(
      float[] mask,
      int mo,
      float[] a,
      int ao,
      int aStep,
      float[] b,
      int bo,
      int bStep,
      float[] out,
      int oo,
      int n) {
    for (int i = 0; i < n; i++) {
      out[oo + i] = mask[mo + i] != 0 ? a[ao + i * aStep] : b[bo + i * bStep];
    }
  }

  /** out[i] += x[row·pitch + i] for each of some rows, in ascending order. */
  default void addRows(int rows, int n, float[] x, int xo, int pitch, float[] out, int oo) {
    for (int row = 0; row < rows; row++) {
      zip(Binary.ADD, out, oo, 1, x, xo + row * pitch, 1, out, oo, n);
    }
  }

  /** partials[(phase + i) mod 32] += x[i] in ascending i. */
  void sumInto(float[] partials, int phase, float[] x, int xo, int n);

  /** partials[(phase + i) mod 32] ← fma(d, d, ·) with d = x[i] − mean, in ascending i. */
  void squaresInto(float[] partials, int phase, float mean, float[] x, int xo, int n);

  /** The largest x[i], −∞ of none; NaN wins, and +0 is larger than −0. */
  float max(float[] x, int xo, int n);

  /** out[i] ← fma(d, d, out[i]) with d = x[i] − mean[i]. */
  void squaresAcross(float[] out, int oo, float[] mean, int mo, float[] x, int xo, int n);

  /** out[i] ← the larger of it and x[i]; NaN wins, and +0 is larger than −0. */
  void maxAcross(float[] out, int oo, float[] x, int xo, int n);

  /** See {@link SgdStep}. */
  void sgd(SgdStep step, float[] p, int po, float[] g, int go, float[] v, int vo, int n);

  /** See {@link AdamStep}. */
  void adam(
      AdamStep step,
      float[] p,
      int po,
      float[] g,
      int go,
      float[] m,
      int mo,
      float[] v,
      int vo,
      int n);
}
