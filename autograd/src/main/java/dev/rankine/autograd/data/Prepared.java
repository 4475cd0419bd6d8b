package dev.rankine.autograd.data;

import dev.rankine.autograd.Tape;
import dev.rankine.engine.Backend;
import dev.rankine.engine.Indices;
import dev.rankine.engine.Shape;
import dev.rankine.engine.Tensor;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * {@link HostRows} as a data set. Prefetching, another thread prepares the next batch while this
 * one trains; the bits are the same without. It is worth it where an example costs work, as
 * augmentation does; bytes that are only scaled ({@link ScaledBytes}) gain nothing from it.
 */
public final class Prepared implements DataSet {
  /** A batch on the host. */
  private record Batch(int[] rows, float[] values) {}

  private final Backend backend;
  private final HostRows source;
  private final boolean prefetch;
  private int epoch = 1;
  private Iterator<int[]> coming = Collections.emptyIterator();
  private CompletableFuture<Batch> next;

  private Prepared(Backend backend, HostRows source, boolean prefetch) {
    this.backend = backend;
    this.source = source;
    this.prefetch = prefetch;
  }

  /** Each batch is prepared when it is asked for. */
  public static Prepared of(Backend backend, HostRows source) {
    return new Prepared(backend, source, false);
  }

  /** Each batch is prepared while the one before it is used. */
  public static Prepared prefetching(Backend backend, HostRows source) {
    return new Prepared(backend, source, true);
  }

  @Override
  public Backend backend() {
    return backend;
  }

  @Override
  public int count() {
    return source.count();
  }

  @Override
  public boolean fixed() {
    return source.fixed();
  }

  @Override
  public void begin(Epoch begun) {
    settle();
    epoch = begun.number();
    coming = begun.batches().iterator();
    prefetchNext();
  }

  /**
   * Rows other than those that come next in the epoch are prepared on the spot; what is prepared
   * ahead waits for its turn.
   */
  @Override
  public Tensor gather(Tape tape, Indices rows) {
    int[] wanted = rows.toInts();
    Batch ready = settle();
    boolean isOther = ready != null && !Arrays.equals(ready.rows(), wanted);
    if (isOther) {
      next = CompletableFuture.completedFuture(ready);
    }
    Batch values = ready == null || isOther ? prepare(epoch, wanted) : ready;
    Tensor batch = tape.allocate(batchShape(wanted.length));
    backend.upload(values.values(), batch);
    if (!isOther) {
      prefetchNext();
    }
    return batch;
  }

  private void prefetchNext() {
    if (prefetch && coming.hasNext()) {
      int[] rows = coming.next();
      int number = epoch;
      next = CompletableFuture.supplyAsync(() -> prepare(number, rows));
    }
  }

  /** Waits for the batch in preparation; null if there is none. */
  private Batch settle() {
    CompletableFuture<Batch> pending = next;
    next = null;
    try {
      return pending == null ? null : pending.join();
    } catch (CompletionException failed) {
      throw failed.getCause() instanceof RuntimeException cause ? cause : failed;
    }
  }

  private Batch prepare(int number, int[] rows) {
    int size = source.shape().size();
    float[] values = new float[Math.multiplyExact(rows.length, size)];
    for (int i = 0; i < rows.length; i++) {
      source.write(number, rows[i], values, i * size);
    }
    return new Batch(rows, values);
  }

  private Shape batchShape(int count) {
    Shape one = source.shape();
    int[] dims = new int[one.rank() + 1];
    dims[0] = count;
    for (int axis = 0; axis < one.rank(); axis++) {
      dims[axis + 1] = one.dim(axis);
    }
    return Shape.of(dims);
  }
}
