package dev.rankine.engine;

/** As {@link Rules}, for the {@link Backend} primitives that move or choose elements. */
public final class MovementRules {
  private MovementRules() {}

  /** {@link Backend#copy(View, View)}. */
  public static void copy(View x, View out) {
    if (!x.shape().equals(out.shape())) {
      throw ShapeException.of(
          "copy",
          "the views must have one shape",
          "permute, slice or expand one",
          x.shape(),
          out.shape());
    }
    if (out.repeats()) {
      throw ShapeException.of(
          "copy",
          "an element of the output would be written more than once",
          "do not expand the output",
          out.shape());
    }
  }

  /** {@link Backend#gatherAlong} and its adjoint: x or out is the table. */
  public static void along(String op, Tensor table, int axis, Indices index, Tensor picked) {
    boolean fits =
        axis >= 0
            && axis < table.shape().rank()
            && index.shape().equals(picked.shape())
            && index.shape().rank() == table.shape().rank()
            && table.shape().with(axis, index.shape().dim(axis)).equals(index.shape());
    if (!fits) {
      throw Rules.misfit(op, "the shapes must be equal but for axis " + axis, table, index, picked);
    }
  }

  /** {@link Backend#select}. */
  public static void select(Tensor mask, Tensor a, Tensor b, Tensor out) {
    Rules.same("select", mask, out);
    boolean fits =
        (a.size() == 1 || a.shape().equals(out.shape()))
            && (b.size() == 1 || b.shape().equals(out.shape()));
    if (!fits) {
      throw Rules.misfit("select", "both choices have the mask's shape or one element", mask, a, b);
    }
  }

  /** {@link Backend#compute}. */
  public static void compute(Backend backend, Formula formula, Tensor out) {
    values("compute", backend, formula, out.shape(), out);
  }

  /** {@link Backend#mean}. */
  public static void mean(Backend backend, Formula formula, Shape shape, Tensor out) {
    values("mean", backend, formula, shape, out);
    if (out.size() != 1) {
      throw ShapeException.of(
          "mean", "the output is one number", "give it a scalar", shape, out.shape());
    }
  }

  private static void values(String op, Backend backend, Formula formula, Shape shape, Tensor out) {
    Rules.owned(op, backend, out);
    if (partsLeft(formula, Formula.MOST_PARTS + 1) == 0) {
      throw new IllegalArgumentException(
          op
              + ": the formula has more than "
              + Formula.MOST_PARTS
              + " parts, where what is used twice counts twice; compute a part of it first");
    }
    operand(op, backend, formula, shape);
    if (formula.size() != shape.size()) {
      throw ShapeException.of(
          op,
          "no operand has the output's shape " + shape,
          "expand one, or fill the output",
          shape);
    }
  }

  /** How many parts a formula leaves over; it is walked only until none is. */
  private static int partsLeft(Formula formula, int parts) {
    if (parts == 0) {
      return 0;
    }
    int left = parts - 1;
    return switch (formula) {
      case Formula.Values _, Formula.Number _ -> left;
      case Formula.Mapped(Unary _, Formula x) -> partsLeft(x, left);
      case Formula.Zipped(Binary _, Formula a, Formula b) -> partsLeft(b, partsLeft(a, left));
      case Formula.Chosen(Formula mask, Formula a, Formula b) ->
          partsLeft(b, partsLeft(a, partsLeft(mask, left)));
    };
  }

  private static void operand(String op, Backend backend, Formula formula, Shape shape) {
    switch (formula) {
      case Formula.Values(Tensor x) -> {
        Rules.owned(op, backend, x);
        if (x.size() != 1 && !x.shape().equals(shape)) {
          throw ShapeException.of(
              op,
              "operands have the output's shape or one element",
              "reshape the operands to match",
              x.shape(),
              shape);
        }
      }
      case Formula.Number(double _) -> {}
      case Formula.Mapped(Unary _, Formula x) -> operand(op, backend, x, shape);
      case Formula.Zipped(Binary _, Formula a, Formula b) -> {
        operand(op, backend, a, shape);
        operand(op, backend, b, shape);
      }
      case Formula.Chosen(Formula mask, Formula a, Formula b) -> {
        operand(op, backend, mask, shape);
        operand(op, backend, a, shape);
        operand(op, backend, b, shape);
        if (mask.size() != shape.size()) {
          throw ShapeException.of(op, "a mask must have the output's shape", "expand it", shape);
        }
      }
    }
  }

  /** {@link Backend#keep}. */
  public static void keep(double probability) {
    if (!(probability > 0 && probability <= 1)) {
      throw new IllegalArgumentException(
          "keep: probability " + probability + ": choose one above 0 and at most 1");
    }
  }
}
