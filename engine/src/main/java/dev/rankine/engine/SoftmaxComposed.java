package dev.rankine.engine;

/** Softmax, its logarithm and their gradients in terms of other primitives: what they mean. */
final class SoftmaxComposed {
  private SoftmaxComposed() {}

  static void softmax(Backend backend, Tensor x, int[] axes, Tensor out) {
    try (Scope scope = Scope.on(backend)) {
      shift(backend, x, axes, out, scope);
      backend.map(Unary.EXP, out, out);
      Tensor sum = scope.tensor(Rules.reduced(x.shape(), axes));
      backend.reduce(Reduction.SUM, out, axes, sum);
      backend.zip(Binary.DIVIDE, out, sum, out);
    }
  }

  static void logSoftmax(Backend backend, Tensor x, int[] axes, Tensor out) {
    try (Scope scope = Scope.on(backend)) {
      shift(backend, x, axes, out, scope);
      Tensor powers = scope.tensor(x.shape());
      backend.map(Unary.EXP, out, powers);
      Tensor sum = scope.tensor(Rules.reduced(x.shape(), axes));
      backend.reduce(Reduction.SUM, powers, axes, sum);
      backend.map(Unary.LOG, sum, sum);
      backend.zip(Binary.SUBTRACT, out, sum, out);
    }
  }

  /** out ← x − its maximum. */
  private static void shift(Backend backend, Tensor x, int[] axes, Tensor out, Scope scope) {
    Tensor max = scope.tensor(Rules.reduced(x.shape(), axes));
    backend.reduce(Reduction.MAX, x, axes, max);
    backend.zip(Binary.SUBTRACT, x, max, out);
  }

  static void softmaxGradient(Backend backend, Tensor y, Tensor dy, int[] axes, Tensor dx) {
    try (Scope scope = Scope.on(backend)) {
      backend.zip(Binary.MULTIPLY, y, dy, dx);
      Tensor sum = scope.tensor(Rules.reduced(y.shape(), axes));
      backend.reduce(Reduction.SUM, dx, axes, sum);
      backend.zip(Binary.SUBTRACT, dy, sum, dx);
      backend.zip(Binary.MULTIPLY, dx, y, dx);
    }
  }

  static void logSumExp(Backend backend, Tensor x, int[] axes, Tensor out) {
    try (Scope scope = Scope.on(backend)) {
      Tensor max = scope.tensor(Rules.reduced(x.shape(), axes));
      backend.reduce(Reduction.MAX, x, axes, max);
      Tensor sum = out.reshape(max.shape());
      backend.zip(Binary.SUBTRACT, max, max, sum);
      Tensor zero = scope.tensor(Shape.SCALAR);
      backend.fill(0, zero);
      backend.select(sum, zero, max, max);
      Tensor powers = scope.tensor(x.shape());
      backend.zip(Binary.SUBTRACT, x, max, powers);
      backend.map(Unary.EXP, powers, powers);
      backend.reduce(Reduction.SUM, powers, axes, sum);
      backend.map(Unary.LOG, sum, sum);
      backend.zip(Binary.ADD, max, sum, sum);
    }
  }

  static void logSumExpGradient(
      Backend backend, Tensor x, Tensor y, Tensor dy, int[] axes, Tensor dx) {
    Shape kept = Rules.reduced(x.shape(), axes);
    backend.zip(Binary.SUBTRACT, x, y.reshape(kept), dx);
    backend.map(Unary.EXP, dx, dx);
    backend.zip(Binary.MULTIPLY, dx, dy.reshape(kept), dx);
  }

  static void logSoftmaxGradient(Backend backend, Tensor y, Tensor dy, int[] axes, Tensor dx) {
    try (Scope scope = Scope.on(backend)) {
      Tensor sum = scope.tensor(Rules.reduced(y.shape(), axes));
      backend.reduce(Reduction.SUM, dy, axes, sum);
      backend.map(Unary.EXP, y, dx);
      backend.zip(Binary.MULTIPLY, dx, sum, dx);
      backend.zip(Binary.SUBTRACT, dy, dx, dx);
    }
  }
}
