package dev.rankine.engine;

import java.util.IdentityHashMap;
import java.util.Map;
import java.util.stream.IntStream;

/** A {@link Formula} as single primitives, in the order in which it is written. */
final class FormulaComposed {
  private final Backend backend;
  private final Scope scope;
  private final Tensor out;

  /** What is used twice is computed once. */
  private final Map<Formula, Tensor> found = new IdentityHashMap<>();

  private FormulaComposed(Backend backend, Scope scope, Tensor out) {
    this.backend = backend;
    this.scope = scope;
    this.out = out;
  }

  static void compute(Backend backend, Formula formula, Tensor out) {
    try (Scope scope = Scope.on(backend)) {
      FormulaComposed composed = new FormulaComposed(backend, scope, out);
      switch (formula) {
        case Formula.Values(Tensor x) -> backend.copy(View.of(composed.spread(x)), View.of(out));
        case Formula.Number(double value) -> backend.fill(value, out);
        default -> composed.compute(formula, out);
      }
    }
  }

  static void mean(Backend backend, Formula formula, Shape shape, Tensor out) {
    try (Scope scope = Scope.on(backend)) {
      Tensor values = scope.tensor(shape);
      backend.compute(formula, values);
      int[] axes = IntStream.range(0, shape.rank()).toArray();
      backend.reduce(Reduction.MEAN, values, axes, out.reshape(Shape.SCALAR));
    }
  }

  private void compute(Formula formula, Tensor result) {
    switch (formula) {
      case Formula.Mapped(Unary f, Formula x) -> backend.map(f, value(x), result);
      case Formula.Zipped(Binary f, Formula a, Formula b) ->
          backend.zip(f, value(a), value(b), result);
      case Formula.Chosen(Formula mask, Formula a, Formula b) ->
          backend.select(value(mask), value(a), value(b), result);
      case Formula.Values(Tensor _), Formula.Number(double _) ->
          throw new IllegalStateException("an operand is not computed");
    }
  }

  private Tensor value(Formula formula) {
    Tensor value = found.get(formula);
    if (value == null) {
      value =
          switch (formula) {
            case Formula.Values(Tensor x) -> spread(x);
            case Formula.Number(double number) -> number(number);
            default -> {
              Tensor result = scope.tensor(formula.size() == 1 ? one() : out.shape());
              compute(formula, result);
              yield result;
            }
          };
      found.put(formula, value);
    }
    return value;
  }

  /** The shape of what stands for every element. */
  private Shape one() {
    return out.size() == 1 ? out.shape() : Shape.SCALAR;
  }

  private Tensor spread(Tensor x) {
    return x.size() == 1 ? x.reshape(one()) : x;
  }

  private Tensor number(double value) {
    Tensor number = scope.tensor(one());
    backend.fill(value, number);
    return number;
  }
}
