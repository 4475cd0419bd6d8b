package dev.rankine.engine;

/** Normalisations and their gradients in terms of other primitives: what they mean. */
final class NormalizationComposed {
  private NormalizationComposed() {}

  static void standardize(
      Backend backend,
      Tensor x,
      int[] axes,
      double epsilon,
      Tensor mean,
      Tensor variance,
      Tensor factor,
      Tensor y) {
    backend.reduce(Reduction.MEAN, x, axes, mean);
    backend.reduce(Reduction.VARIANCE, x, axes, variance);
    factor(backend, variance, epsilon, factor);
    backend.zip(Binary.SUBTRACT, x, mean, y);
    backend.zip(Binary.MULTIPLY, y, factor, y);
  }

  /** factor ← 1 / √(square + ε). */
  private static void factor(Backend backend, Tensor square, double epsilon, Tensor factor) {
    try (Scope scope = Scope.on(backend)) {
      Tensor number = scope.tensor(factor.shape());
      backend.fill(epsilon, number);
      backend.zip(Binary.ADD, square, number, factor);
      backend.map(Unary.SQRT, factor, factor);
      backend.fill(1, number);
      backend.zip(Binary.DIVIDE, number, factor, factor);
    }
  }

  static void standardizeGradient(
      Backend backend, Tensor y, Tensor factor, Tensor dy, int[] axes, Tensor dx) {
    try (Scope scope = Scope.on(backend)) {
      Tensor level = scope.tensor(factor.shape());
      backend.reduce(Reduction.MEAN, dy, axes, level);
      residuals(backend, y, dy, axes, scope.tensor(factor.shape()), dx);
      backend.zip(Binary.SUBTRACT, dx, level, dx);
      backend.zip(Binary.MULTIPLY, dx, factor, dx);
    }
  }

  /** dx ← dy − y·mean(dy·y). */
  private static void residuals(
      Backend backend, Tensor y, Tensor dy, int[] axes, Tensor slope, Tensor dx) {
    backend.zip(Binary.MULTIPLY, dy, y, dx);
    backend.reduce(Reduction.MEAN, dx, axes, slope);
    backend.zip(Binary.MULTIPLY, y, slope, dx);
    backend.zip(Binary.SUBTRACT, dy, dx, dx);
  }

  static void rmsNormalize(
      Backend backend, Tensor x, int[] axes, double epsilon, Tensor factor, Tensor y) {
    backend.zip(Binary.MULTIPLY, x, x, y);
    backend.reduce(Reduction.MEAN, y, axes, factor);
    factor(backend, factor, epsilon, factor);
    backend.zip(Binary.MULTIPLY, x, factor, y);
  }

  static void rmsNormalizeGradient(
      Backend backend, Tensor y, Tensor factor, Tensor dy, int[] axes, Tensor dx) {
    try (Scope scope = Scope.on(backend)) {
      residuals(backend, y, dy, axes, scope.tensor(factor.shape()), dx);
      backend.zip(Binary.MULTIPLY, dx, factor, dx);
    }
  }
}
