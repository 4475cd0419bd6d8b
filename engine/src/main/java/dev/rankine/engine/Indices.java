package dev.rankine.engine;

/** 32-bit integers in a shape: labels, rows to gather, the arg-maxima of pooling. */
public final class Indices extends NdArray {
  Indices(Shape shape, Storage storage, int offset) {
    super(shape, storage, offset);
  }

  /** Uninitialised memory outside any scope. */
  public static Indices allocate(Backend backend, Shape shape) {
    return new Indices(shape, backend.allocate(Storage.Type.INT32, shape.size()), 0);
  }

  /** Indices with these values, row-major, outside any scope. */
  public static Indices of(Backend backend, Shape shape, int... values) {
    Indices indices = allocate(backend, shape);
    backend.upload(values, indices);
    return indices;
  }

  /**
   * A view of the same elements in another shape.
   *
   * @throws ShapeException if the number of elements differs
   */
  public Indices reshape(Shape shape) {
    return new Indices(requireSameSize(shape), storage(), offset());
  }

  /** A view of rows {@code from} (inclusive) to {@code to} (exclusive) of the leading axis. */
  public Indices slice(int from, int to) {
    int start = sliceOffset(from, to);
    return new Indices(shape().with(0, to - from), storage(), start);
  }

  /** A copy of the values, row-major. */
  public int[] toInts() {
    int[] values = new int[size()];
    backend().download(this, values);
    return values;
  }
}
