package dev.rankine.engine;

/** Unsigned bytes in a shape: images as they come, quantised weights. */
public final class Bytes extends NdArray {
  Bytes(Shape shape, Storage storage, int offset) {
    super(shape, storage, offset);
  }

  /** Uninitialised memory outside any scope. */
  public static Bytes allocate(Backend backend, Shape shape) {
    return new Bytes(shape, backend.allocate(Storage.Type.UINT8, shape.size()), 0);
  }

  /** Bytes with these values, row-major, outside any scope. */
  public static Bytes of(Backend backend, Shape shape, byte... values) {
    Bytes bytes = allocate(backend, shape);
    backend.upload(values, bytes);
    return bytes;
  }

  /**
   * Bytes with these values, row-major, outside any scope. Where the backend's memory is Java
   * arrays, this one is used and not copied: leave it alone afterwards.
   *
   * @throws ShapeException if their number is not {@code shape.size()}
   */
  public static Bytes over(Backend backend, Shape shape, byte[] values) {
    if (!(backend instanceof HostBackend)) {
      return of(backend, shape, values);
    }
    Bytes bytes = new Bytes(shape, ArrayStorage.over(backend, values), 0);
    Rules.transfer("bytes", values.length, bytes);
    return bytes;
  }

  /** A view of rows {@code from} (inclusive) to {@code to} (exclusive) of the leading axis. */
  public Bytes slice(int from, int to) {
    int start = sliceOffset(from, to);
    return new Bytes(shape().with(0, to - from), storage(), start);
  }

  /** A copy of the values, row-major. */
  public byte[] toBytes() {
    byte[] values = new byte[size()];
    backend().download(this, values);
    return values;
  }
}
