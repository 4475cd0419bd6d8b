package dev.rankine.engine;

import java.util.stream.IntStream;

/** Layer normalisation in terms of other primitives: what it means. */
record LayerNormalizationComposed(Backend backend) implements LayerNormalization {
  @Override
  public void forward(
      Tensor x, double epsilon, Tensor scale, Tensor shift, Tensor mean, Tensor factor, Tensor y) {
    int[] axes = LayerNormalization.axes(backend, x, y, y, mean, factor, scale, shift);
    try (Scope scope = Scope.on(backend)) {
      Tensor variance = scope.tensor(mean.shape());
      backend.standardize(x, axes, epsilon, mean, variance, factor, y);
    }
    backend.zip(Binary.MULTIPLY, y, scale, y);
    backend.zip(Binary.ADD, y, shift, y);
  }

  @Override
  public void inputGradient(
      Tensor x, Tensor mean, Tensor factor, Tensor scale, Tensor dy, Tensor dx) {
    int[] axes = LayerNormalization.axes(backend, x, dx, dy, mean, factor, scale);
    try (Scope scope = Scope.on(backend)) {
      Tensor z = normalized(x, mean, factor, scope);
      Tensor g = scope.tensor(x.shape());
      backend.zip(Binary.MULTIPLY, dy, scale, g);
      backend.standardizeGradient(z, factor, g, axes, dx);
    }
  }

  private Tensor normalized(Tensor x, Tensor mean, Tensor factor, Scope scope) {
    Tensor z = scope.tensor(x.shape());
    backend.zip(Binary.SUBTRACT, x, mean, z);
    backend.zip(Binary.MULTIPLY, z, factor, z);
    return z;
  }

  @Override
  public void parameterGradients(
      Tensor x, Tensor mean, Tensor factor, Tensor dy, Tensor dScale, Tensor dShift) {
    int[] axes = LayerNormalization.axes(backend, x, x, dy, mean, factor, dScale, dShift);
    int[] outer = IntStream.range(0, x.shape().rank() - axes.length).toArray();
    try (Scope scope = Scope.on(backend)) {
      Tensor z = normalized(x, mean, factor, scope);
      backend.zip(Binary.MULTIPLY, dy, z, z);
      backend.reduce(Reduction.SUM, z, outer, dScale);
      backend.reduce(Reduction.SUM, dy, outer, dShift);
    }
  }
}
