package dev.rankine.engine;

/**
 * The loops of {@link Backend#gatherAlong} and its adjoint: what is before the axis, the axis in
 * the table and in the picked array, and what is inside it.
 */
public record Along(int outer, int extent, int picked, int inner) {
  /** The extents of a table and of what is picked from it along an axis. */
  public static Along of(Shape table, int axis, Shape picked) {
    return new Along(
        table.product(0, axis),
        table.dim(axis),
        picked.dim(axis),
        table.product(axis + 1, table.rank()));
  }

  /** Elements of the picked array in one outer group. */
  public int group() {
    return picked * inner;
  }

  /** Where the table's element is that a picked element stands for. */
  public int source(int element, int index) {
    return (element / group() * extent + index) * inner + element % inner;
  }
}
