package dev.rankine.engine;

/**
 * Owns the buffers allocated through it and returns them to the backend's pool when it closes.
 * After that every view of them fails by name instead of reading somebody else's numbers.
 *
 * <p>Memory handed out is not cleared: whoever asks for it writes all of it. Not thread-safe.
 */
public final class Scope implements AutoCloseable {
  private final Backend backend;

  /** The youngest owned buffer; each links to the one before it. */
  private Storage owned;

  private long bytes;
  private boolean closed;

  private Scope(Backend backend) {
    this.backend = backend;
  }

  /** A new, empty scope. */
  public static Scope on(Backend backend) {
    return new Scope(backend);
  }

  /** The backend whose memory this scope owns. */
  public Backend backend() {
    return backend;
  }

  /** Memory of the buffers that it owns, as the pool gave them. */
  public long bytes() {
    return bytes;
  }

  /** An uninitialised tensor. */
  public Tensor tensor(Shape shape) {
    return new Tensor(shape, take(Storage.Type.REAL, shape.size()), 0);
  }

  /** An uninitialised tensor with one axis. */
  public Tensor tensor(int size) {
    return tensor(Shape.of(size));
  }

  /** An uninitialised tensor. */
  public Tensor tensor(int... dims) {
    return tensor(Shape.of(dims));
  }

  /** Uninitialised indices. */
  public Indices indices(Shape shape) {
    return new Indices(shape, take(Storage.Type.INT32, shape.size()), 0);
  }

  /** Uninitialised indices with one axis. */
  public Indices indices(int size) {
    return indices(Shape.of(size));
  }

  /** Uninitialised indices. */
  public Indices indices(int... dims) {
    return indices(Shape.of(dims));
  }

  /** Uninitialised bytes. */
  public Bytes bytes(int... dims) {
    Shape shape = Shape.of(dims);
    return new Bytes(shape, take(Storage.Type.UINT8, shape.size()), 0);
  }

  /**
   * Moves an array out of this scope: it outlives the scope, and the garbage collector frees it.
   *
   * @return the same array
   * @throws IllegalStateException if this scope does not own it
   */
  public <T extends NdArray> T keep(T array) {
    Storage storage = array.storage();
    Storage younger = null;
    Storage candidate = owned;
    while (candidate != null && candidate != storage) {
      younger = candidate;
      candidate = candidate.next;
    }
    if (candidate == null) {
      throw new IllegalStateException("keep: " + array + " is not owned by this scope");
    }
    if (younger == null) {
      owned = storage.next;
    } else {
      younger.next = storage.next;
    }
    storage.next = null;
    bytes -= storage.bytes();
    return array;
  }

  /** How many elements the buffers have that it owns, of all types together. */
  public long elements() {
    long elements = 0;
    for (Storage storage = owned; storage != null; storage = storage.next) {
      elements += storage.capacity();
    }
    return elements;
  }

  /** Returns every buffer to the pool. Closing twice does nothing. */
  @Override
  public void close() {
    if (!closed) {
      closed = true;
      bytes = 0;
      while (owned != null) {
        Storage storage = owned;
        owned = storage.next;
        backend.pool().give(storage);
      }
    }
  }

  private Storage take(Storage.Type type, int size) {
    if (closed) {
      throw new IllegalStateException("a closed scope cannot allocate; open a new one");
    }
    Storage storage = backend.pool().take(type, size);
    storage.next = owned;
    owned = storage;
    bytes += storage.bytes();
    return storage;
  }
}
