package dev.rankine.engine;

/**
 * A flat buffer that belongs to a backend. Tensors are views of it.
 *
 * <p>Two counters make misuse visible. The <b>generation</b> rises when a {@link Scope} recycles
 * the buffer: a view that remembers an older one fails by name. The <b>version</b> rises when the
 * content is updated in place: backward through a changed parameter fails by name.
 */
public abstract class Storage {
  /** What the elements are. */
  public enum Type {
    /** float32, or float64 on the reference backend. */
    REAL,
    /** int32. */
    INT32,
    /** uint8. */
    UINT8
  }

  private final Backend backend;
  private final Type type;
  private final int capacity;
  private int generation;
  private long version;

  /** The next buffer of the scope that owns this one, or of the pool where it waits. */
  Storage next;

  /**
   * For backends.
   *
   * @param capacity number of elements, at least what any view of it needs
   */
  protected Storage(Backend backend, Type type, int capacity) {
    this.backend = backend;
    this.type = type;
    this.capacity = capacity;
  }

  /** The backend that made this buffer. */
  public final Backend backend() {
    return backend;
  }

  /** What the elements are. */
  public final Type type() {
    return type;
  }

  /** Number of elements that fit. */
  public final int capacity() {
    return capacity;
  }

  /** Memory that the elements take. */
  public long bytes() {
    return (long) capacity * (type == Type.UINT8 ? 1 : Float.BYTES);
  }

  /** How often the buffer was recycled. */
  public final int generation() {
    return generation;
  }

  /** How often the content was updated in place by an optimizer. */
  public final long version() {
    return version;
  }

  /** Marks an in-place update of a value that others may hold. */
  public final void bumpVersion() {
    version++;
  }

  /**
   * Gives the memory back at once, for buffers that wait in a pool: no valid view of them is left.
   * Where the garbage collector owns the memory there is nothing to do.
   */
  protected void discard() {}

  final void recycle() {
    generation++;
  }
}
