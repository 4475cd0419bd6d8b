package dev.rankine.engine;

import java.util.List;
import java.util.Optional;

/**
 * The primitives that a device must do. Everything above is built from these.
 *
 * <p>Each writes its whole result to an {@code out} argument (or, where the name ends in {@code
 * InPlace}, to the arguments documented as modified) and leaves all else unchanged. Arguments are
 * checked at this door with {@link Rules}; a wrong shape or a tensor of another backend throws
 * {@link ShapeException} before anything is written. The order of floating-point operations is
 * specified in NUMERICS.md.
 */
public interface Backend {
  /**
   * The backend with this name: {@code cpu} (float32, all cores), {@code reference} (float64, plain
   * loops) or {@code opencl} (float32 on an OpenCL device: the first that can be used, or the one
   * in {@code opencl:platform} or {@code opencl:platform:device}, counted from 0).
   *
   * @throws IllegalArgumentException if there is none, or it cannot be had here; the message says
   *     why
   * @throws IllegalStateException if a {@code -Drankine} setting of the cpu backend is not one of
   *     the choices; the message says which there are
   */
  static Backend named(String name) {
    return Backends.named(name);
  }

  /** Every kind of backend, whether it can be had here or not. */
  static Iterable<BackendProvider> providers() {
    return Backends.providers();
  }

  /** The default backend, {@code cpu}. */
  static Backend cpu() {
    return named("cpu");
  }

  /** The name it is found by. */
  String name();

  /** Which kernels it runs, for example {@code vector} or {@code scalar}. */
  String kernels();

  /** Bytes of one element of a {@link Tensor}: 4, or 8 in float64. */
  default int realBytes() {
    return Float.BYTES;
  }

  /** Width of its vectors in bits; 32 or 64 where it computes one element at a time. */
  int vectorBits();

  /**
   * Bounds the threads that it uses, the caller included. Results do not depend on it.
   *
   * @throws IllegalArgumentException if fewer than 1
   */
  void limitThreads(int threads);

  /** New memory of at least this many elements; its content is unspecified. */
  Storage allocate(Storage.Type type, int elements);

  /** Where scopes of this backend get their memory. */
  StoragePool pool();

  /** What was moved to and from a device of its own, and what is held there; empty on the host. */
  default Optional<DeviceUse> deviceUse() {
    return Optional.empty();
  }

  // Transfer. Sizes must be equal.

  /** Copies values in; a float64 backend widens them. */
  void upload(float[] values, Tensor out);

  /** Copies values in; a float32 backend rounds them to nearest. */
  void upload(double[] values, Tensor out);

  /** Copies values in. */
  void upload(int[] values, Indices out);

  /** Copies values in. */
  void upload(byte[] values, Bytes out);

  /** Copies values out; a float64 backend rounds them to nearest. */
  void download(Tensor x, float[] out);

  /** Copies values out. */
  void download(Tensor x, double[] out);

  /** Copies values out. */
  void download(Indices x, int[] out);

  /** Copies values out. */
  void download(Bytes x, byte[] out);

  // Movement.

  /** Sets every element. */
  void fill(double value, Tensor out);

  /** out ← x for matrices of the same shape, either of them possibly transposed. */
  void copy(Matrix x, Matrix out);

  /** out ← x for views of the same shape. out must not repeat an element, nor overlap x. */
  void copy(View x, View out);

  /** out[i] ← table[rows[i]]: table (N, …), rows (M), out (M, …). */
  void gather(Tensor table, Indices rows, Tensor out);

  /** out[i] ← table[rows[i]]: table (N), rows (M), out (M). */
  void gather(Indices table, Indices rows, Indices out);

  /** out[i] ← table[rows[i]] / divisor: table (N, …) of unsigned bytes, rows (M), out (M, …). */
  void gather(Bytes table, Indices rows, double divisor, Tensor out);

  /** out[rows[i]] += x[i], in ascending i: x (M, …), rows (M), out (N, …), modified. */
  void scatterAddInPlace(Tensor x, Indices rows, Tensor out);

  /**
   * out[…, m, …] ← x[…, index[…, m, …], …], where m and the index stand on one axis. index and out
   * have one shape: x's, with any extent on that axis.
   *
   * @throws IndexOutOfBoundsException if an index is not on the axis
   */
  void gatherAlong(Tensor x, int axis, Indices index, Tensor out);

  /**
   * out[…, index[…, m, …], …] += x[…, m, …], in ascending order of x: the adjoint of {@link
   * #gatherAlong}. out is modified.
   *
   * @throws IndexOutOfBoundsException if an index is not on the axis
   */
  void scatterAddAlongInPlace(Tensor x, int axis, Indices index, Tensor out);

  /**
   * out[i] ← mask[i] ≠ 0 ? a[i] : b[i]. NaN counts as not 0. a and b have out's shape or one
   * element; out may be any of those that have its shape.
   */
  void select(Tensor mask, Tensor a, Tensor b, Tensor out);

  /**
   * out[i] ← uᵢ &lt; probability ? 1/probability : 0 for the next {@code out.size()} values uᵢ of
   * {@link Philox#nextFloat()}: what dropout multiplies by.
   *
   * @throws IllegalArgumentException if the probability is not above 0 and at most 1
   */
  void keep(Philox random, double probability, Tensor out);

  // Contractions.

  /**
   * c ← alpha·a·b + beta·c: a (M, K), b (K, N), c (M, N), not transposed. With beta = 0, c is not
   * read. c must not overlap a or b.
   */
  void gemm(double alpha, Matrix a, Matrix b, double beta, Matrix c);

  /**
   * {@link #gemm(double, Matrix, Matrix, double, Matrix)}, then the bias (N) and ReLU if it is
   * asked for, in one pass. The bias must not overlap c.
   */
  void gemm(double alpha, Matrix a, Matrix b, double beta, Matrix c, Epilogue epilogue);

  /**
   * {@link #gemm(double, Matrix, Matrix, double, Matrix)} of each a, b and c of batches of the same
   * count; a and b may repeat one matrix. No c may overlap another matrix.
   */
  default void gemm(double alpha, MatrixBatch a, MatrixBatch b, double beta, MatrixBatch c) {
    Rules.gemm(a, b, c);
    for (int i = 0; i < c.count(); i++) {
      gemm(alpha, a.get(i), b.get(i), beta, c.get(i));
    }
  }

  /** out ← x ∗ w: x (B, C, H, W), w (O, C, kernelH, kernelW), out (B, O, outH, outW). */
  void conv2d(Conv2dGeometry geometry, Tensor x, Tensor w, Tensor out);

  /** dx ← the gradient of {@link #conv2d} with respect to x, given dy (B, O, outH, outW). */
  void conv2dInputGradient(Conv2dGeometry geometry, Tensor dy, Tensor w, Tensor dx);

  /** dw ← the gradient of {@link #conv2d} with respect to w, given dy (B, O, outH, outW). */
  void conv2dWeightGradient(Conv2dGeometry geometry, Tensor x, Tensor dy, Tensor dw);

  /** db (O) ← the sum of dy (B, O, outH, outW) over everything but the channel. */
  void conv2dBiasGradient(Conv2dGeometry geometry, Tensor dy, Tensor db);

  // Pooling.

  /**
   * out ← the largest element of each window, argmax ← its index h·W + w in the plane. The first
   * maximum in row order is taken; the first NaN wins over any number.
   */
  void maxPool2d(Pool2dGeometry geometry, Tensor x, Tensor out, Indices argmax);

  /**
   * dx ← zeros, then dx[argmax] += dy in ascending order within each plane. argmax is what {@link
   * #maxPool2d} wrote; its values are not checked again.
   */
  void maxPool2dGradient(Pool2dGeometry geometry, Tensor dy, Indices argmax, Tensor dx);

  /** out ← the mean of each window: x (B, C, H, W), out (B, C, outH, outW). */
  void averagePool2d(AveragePool2dGeometry geometry, Tensor x, Tensor out);

  /** dx ← zeros, then each window += its dy / its elements, windows in ascending order. */
  void averagePool2dGradient(AveragePool2dGeometry geometry, Tensor dy, Tensor dx);

  /**
   * A stack of {@linkplain ConvBlocks blocks} of convolution, bias, ReLU and 2×2 max-pooling in
   * one: out ← the last block's output. The result is that of the single primitives, to the bit.
   *
   * @param weights of each block (O, C, kernel, kernel)
   * @param biases of each block (O)
   * @param scope gets what is kept for {@link #convBlocksGradient}
   */
  default ConvBlocks.Trace convBlocks(
      ConvBlocks blocks,
      Tensor x,
      List<Tensor> weights,
      List<Tensor> biases,
      Tensor out,
      Scope scope) {
    Rules.convBlocks(this, blocks, x, weights, biases, out);
    return ConvBlocksComposed.forward(this, blocks, x, weights, biases, out, scope);
  }

  /**
   * The gradients of {@link #convBlocks} with respect to the weights, the biases and, if there is a
   * place for it, x, given dy in the shape of its output.
   */
  default void convBlocksGradient(
      ConvBlocks blocks,
      Tensor x,
      List<Tensor> weights,
      List<Tensor> biases,
      ConvBlocks.Trace trace,
      Tensor dy,
      List<Tensor> dWeights,
      List<Tensor> dBiases,
      Optional<Tensor> dx) {
    Rules.convBlocks(this, blocks, x, weights, biases, dy);
    Rules.convBlocks(this, blocks, dx.orElse(x), dWeights, dBiases, dy);
    ConvBlocksComposed.gradient(this, blocks, x, weights, trace, dy, dWeights, dBiases, dx);
  }

  // Elementwise and reductions.

  /** out ← f(x). out may be x. */
  void map(Unary f, Tensor x, Tensor out);

  /**
   * out ← f(a, b) with {@linkplain Shape#broadcast broadcasting}. out may be a or b, but not a part
   * of them.
   */
  void zip(Binary f, Tensor a, Tensor b, Tensor out);

  /**
   * out ← a formula of elementwise functions, with the bits of the single ones. out may be an
   * operand in its shape.
   */
  default void compute(Formula formula, Tensor out) {
    MovementRules.compute(this, formula, out);
    FormulaComposed.compute(this, formula, out);
  }

  /**
   * out ← the mean of a formula's values in a shape, out one element: the bits of {@link #compute}
   * and {@link #reduce} over all axes, and no place for the values.
   */
  default void mean(Formula formula, Shape shape, Tensor out) {
    MovementRules.mean(this, formula, shape, out);
    FormulaComposed.mean(this, formula, shape, out);
  }

  /**
   * out ← x reduced over some axes, given in ascending order. out has x's shape without those axes,
   * or with extent 1 there.
   */
  void reduce(Reduction f, Tensor x, int[] axes, Tensor out);

  /**
   * out ← e^(x − m) / Σ e^(x − m), m the maximum, over some axes, given in ascending order. out may
   * be x.
   */
  default void softmax(Tensor x, int[] axes, Tensor out) {
    Rules.overAxes("softmax", this, x, x, axes, out);
    SoftmaxComposed.softmax(this, x, axes, out);
  }

  /** dx ← y·(dy − Σ y·dy), given the output y of {@link #softmax}. dx may be none of them. */
  default void softmaxGradient(Tensor y, Tensor dy, int[] axes, Tensor dx) {
    Rules.overAxes("softmax", this, y, dy, axes, dx);
    SoftmaxComposed.softmaxGradient(this, y, dy, axes, dx);
  }

  /**
   * out ← (x − m) − ln Σ e^(x − m), m the maximum, over some axes, given in ascending order. out
   * may be x.
   */
  default void logSoftmax(Tensor x, int[] axes, Tensor out) {
    Rules.overAxes("log_softmax", this, x, x, axes, out);
    SoftmaxComposed.logSoftmax(this, x, axes, out);
  }

  /** dx ← dy − e^y·Σ dy, given the output y of {@link #logSoftmax}. dx may be none of them. */
  default void logSoftmaxGradient(Tensor y, Tensor dy, int[] axes, Tensor dx) {
    Rules.overAxes("log_softmax", this, y, dy, axes, dx);
    SoftmaxComposed.logSoftmaxGradient(this, y, dy, axes, dx);
  }

  /**
   * out ← m + ln Σ e^(x − m), m the maximum or 0 where that is infinite, over some axes, given in
   * ascending order. out has x's shape without those axes, or with extent 1 there.
   */
  default void logSumExp(Tensor x, int[] axes, Tensor out) {
    Rules.logSumExp(this, x, axes, out);
    SoftmaxComposed.logSumExp(this, x, axes, out);
  }

  /** dx ← e^(x − y)·dy, given the output y of {@link #logSumExp}. dx may be none of them. */
  default void logSumExpGradient(Tensor x, Tensor y, Tensor dy, int[] axes, Tensor dx) {
    Rules.logSumExp(this, x, axes, y, dy, dx);
    SoftmaxComposed.logSumExpGradient(this, x, y, dy, axes, dx);
  }

  /**
   * y ← (x − mean)·factor with factor = 1 / √(variance + ε), over some axes, given in ascending
   * order. mean, variance and factor have x's shape with extent 1 on the axes. y may be x.
   */
  default void standardize(
      Tensor x, int[] axes, double epsilon, Tensor mean, Tensor variance, Tensor factor, Tensor y) {
    Rules.normalized("standardize", this, x, y, axes, mean, variance, factor);
    NormalizationComposed.standardize(this, x, axes, epsilon, mean, variance, factor, y);
  }

  /**
   * dx ← ((dy − y·mean(dy·y)) − mean(dy))·factor, given what {@link #standardize} wrote. dx may be
   * none of them.
   */
  default void standardizeGradient(Tensor y, Tensor factor, Tensor dy, int[] axes, Tensor dx) {
    Rules.overAxes("standardize", this, y, dy, axes, dx);
    Rules.normalized("standardize", this, y, dy, axes, factor);
    NormalizationComposed.standardizeGradient(this, y, factor, dy, axes, dx);
  }

  /**
   * y ← x·factor with factor = 1 / √(mean(x²) + ε), over some axes, given in ascending order.
   * factor has x's shape with extent 1 on the axes. y may not be x.
   */
  default void rmsNormalize(Tensor x, int[] axes, double epsilon, Tensor factor, Tensor y) {
    Rules.normalized("rms_normalize", this, x, y, axes, factor);
    NormalizationComposed.rmsNormalize(this, x, axes, epsilon, factor, y);
  }

  /**
   * dx ← (dy − y·mean(dy·y))·factor, given what {@link #rmsNormalize} wrote. dx may be none of
   * them.
   */
  default void rmsNormalizeGradient(Tensor y, Tensor factor, Tensor dy, int[] axes, Tensor dx) {
    Rules.overAxes("rms_normalize", this, y, dy, axes, dx);
    Rules.normalized("rms_normalize", this, y, dy, axes, factor);
    NormalizationComposed.rmsNormalizeGradient(this, y, factor, dy, axes, dx);
  }

  /** Normalisation with a scale and a shift, forward and backward. */
  default LayerNormalization layerNormalization() {
    return new LayerNormalizationComposed(this);
  }

  /** out[i] ← the column of the first largest element of row i; NaN wins. x (B, C), out (B). */
  void argmax(Tensor x, Indices out);

  // Losses and optimizers.

  /**
   * Softmax and cross-entropy in one: logits (B, C), labels (B) in 0 … C−1, loss a scalar with the
   * mean over the batch of −ln softmax(logits)[label], probabilities (B, C).
   *
   * @throws IndexOutOfBoundsException if a label is out of range
   */
  void softmaxCrossEntropy(Tensor logits, Indices labels, Tensor loss, Tensor probabilities);

  /** dLogits ← (probabilities − onehot(labels))·(dLoss / B), dLoss a scalar. */
  void softmaxCrossEntropyGradient(
      Tensor probabilities, Indices labels, Tensor dLoss, Tensor dLogits);

  /** One step of {@link SgdStep}. parameter and velocity are modified. */
  void sgdInPlace(SgdStep step, Tensor parameter, Tensor gradient, Tensor velocity);

  /** One step of {@link AdamStep}. parameter and both moments are modified. */
  void adamInPlace(AdamStep step, Tensor parameter, Tensor gradient, Tensor m, Tensor v);
}
