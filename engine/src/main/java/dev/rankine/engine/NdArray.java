package dev.rankine.engine;

/**
 * What {@link Tensor}, {@link Indices} and {@link Bytes} share: a shape over a contiguous,
 * row-major stretch of a {@link Storage}.
 */
public abstract sealed class NdArray permits Tensor, Indices, Bytes {
  private final Shape shape;
  private final Storage storage;
  private final int offset;
  private final int generation;

  NdArray(Shape shape, Storage storage, int offset) {
    this.shape = shape;
    this.storage = storage;
    this.offset = offset;
    this.generation = storage.generation();
  }

  /** The extents. */
  public final Shape shape() {
    return shape;
  }

  /** Number of elements. */
  public final int size() {
    return shape.size();
  }

  /** Index of the first element in the storage. */
  public final int offset() {
    return offset;
  }

  /** The backend that owns the memory. */
  public final Backend backend() {
    return storage.backend();
  }

  /**
   * The memory.
   *
   * @throws IllegalStateException if the scope that owned it was closed
   */
  public final Storage storage() {
    if (generation != storage.generation()) {
      throw new IllegalStateException(
          this
              + " was used after its scope closed; move it out with Scope.keep before, or copy its"
              + " values");
    }
    return storage;
  }

  /** How often the content was updated in place, see {@link Storage#version()}. */
  public final long version() {
    return storage().version();
  }

  final Shape requireSameSize(Shape other) {
    if (other.size() != size()) {
      throw ShapeException.of(
          "reshape",
          "they have " + size() + " and " + other.size() + " elements, the same number is needed",
          "choose extents with product " + size(),
          shape,
          other);
    }
    return other;
  }

  final int sliceOffset(int from, int to) {
    if (shape.rank() == 0 || from < 0 || to < from || to > shape.dim(0)) {
      throw ShapeException.of(
          "slice",
          "rows " + from + " to " + to + " do not lie in it",
          "choose 0 <= from <= to <= the leading extent",
          shape);
    }
    return offset + from * shape.product(1, shape.rank());
  }

  @Override
  public final String toString() {
    return getClass().getSimpleName() + shape + " on " + storage.backend().name();
  }
}
