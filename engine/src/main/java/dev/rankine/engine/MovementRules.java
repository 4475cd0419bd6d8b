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

  /** {@link Backend#keep}. */
  public static void keep(double probability) {
    if (!(probability > 0 && probability <= 1)) {
      throw new IllegalArgumentException(
          "keep: probability " + probability + ": choose one above 0 and at most 1");
    }
  }
}
