package dev.rankine.engine;

import static dev.rankine.engine.ArrayStorage.bytes;
import static dev.rankine.engine.ArrayStorage.ints;

/** What backends on Java arrays share: the pool, and everything about indices and bytes. */
@SuppressWarnings("this-escape") // the pool only stores its backend
public abstract class HostBackend implements Backend {
  private final StoragePool pool = new StoragePool(this);

  /** For subclasses. */
  protected HostBackend() {}

  /** New memory for reals in this backend's precision. */
  protected abstract Storage allocateReals(int elements);

  @Override
  public final Storage allocate(Storage.Type type, int elements) {
    return switch (type) {
      case REAL -> allocateReals(elements);
      case INT32 -> ArrayStorage.ints(this, elements);
      case UINT8 -> ArrayStorage.bytes(this, elements);
    };
  }

  @Override
  public final StoragePool pool() {
    return pool;
  }

  @Override
  public final void upload(int[] values, Indices out) {
    Rules.owned("upload", this, out);
    Rules.transfer("upload", values.length, out);
    System.arraycopy(values, 0, ints(out), out.offset(), values.length);
  }

  @Override
  public final void upload(byte[] values, Bytes out) {
    Rules.owned("upload", this, out);
    Rules.transfer("upload", values.length, out);
    System.arraycopy(values, 0, bytes(out), out.offset(), values.length);
  }

  @Override
  public final void download(Indices x, int[] out) {
    Rules.owned("download", this, x);
    Rules.transfer("download", out.length, x);
    System.arraycopy(ints(x), x.offset(), out, 0, out.length);
  }

  @Override
  public final void download(Bytes x, byte[] out) {
    Rules.owned("download", this, x);
    Rules.transfer("download", out.length, x);
    System.arraycopy(bytes(x), x.offset(), out, 0, out.length);
  }

  @Override
  public final void gather(Indices table, Indices rows, Indices out) {
    Rules.owned("gather", this, table, rows, out);
    Rules.gather(table, rows, out);
    copyRows(ints(table), table, rows, ints(out), out);
  }

  /**
   * Copies rows of arrays of any element type. Row numbers are checked before anything is written.
   */
  protected static void copyRows(Object table, NdArray from, Indices rows, Object out, NdArray to) {
    int[] index = ints(rows);
    int first = rows.offset();
    Rules.indices("gather", index, first, rows.size(), from.shape().dim(0));
    int row = from.shape().product(1, from.shape().rank());
    for (int i = 0; i < rows.size(); i++) {
      int source = from.offset() + index[first + i] * row;
      System.arraycopy(table, source, out, to.offset() + i * row, row);
    }
  }
}
