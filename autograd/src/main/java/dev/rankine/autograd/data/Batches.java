package dev.rankine.autograd.data;

import dev.rankine.engine.Backend;
import dev.rankine.engine.Indices;
import dev.rankine.engine.Philox;
import dev.rankine.engine.Shape;
import java.util.Arrays;
import java.util.Iterator;
import java.util.NoSuchElementException;

/**
 * The examples 0 … n − 1 in batches; the last one may be smaller. Each epoch asks for new batches
 * from the same random stream, so the order of a whole run follows from one seed.
 */
public final class Batches implements Iterable<int[]> {
  private final int[] order;
  private final int batch;

  private final int first;

  private Batches(int[] order, int batch, int first) {
    if (batch < 1) {
      throw new IllegalArgumentException("batch size " + batch + ": at least 1 is needed");
    }
    this.order = order;
    this.batch = batch;
    this.first = first;
  }

  /** In a random order. */
  public static Batches shuffled(int examples, int batch, Philox random) {
    return new Batches(random.permutation(examples), batch, 0);
  }

  /** In their own order. */
  public static Batches inOrder(int examples, int batch) {
    int[] order = new int[examples];
    Arrays.setAll(order, i -> i);
    return new Batches(order, batch, 0);
  }

  /**
   * The same batches as rows on a backend: views of one array, so that a batch allocates none. They
   * live outside any scope.
   */
  public Iterable<Indices> on(Backend backend) {
    Indices rows = Indices.of(backend, Shape.of(order.length), order);
    return () -> new Walk<>(rows::slice);
  }

  /**
   * These without the first ones, for an epoch that was interrupted.
   *
   * @param batches how many are left out, at most all of them
   */
  public Batches skip(int batches) {
    if (batches < 0 || batches > count()) {
      throw new IllegalArgumentException(
          "skip " + batches + " batches: there are " + count() + ", choose 0 to " + count());
    }
    return new Batches(order, batch, first + batches);
  }

  /** Number of batches. */
  public int count() {
    return Math.ceilDiv(order.length, batch) - first;
  }

  @Override
  public Iterator<int[]> iterator() {
    return new Walk<>((from, to) -> Arrays.copyOfRange(order, from, to));
  }

  private interface Part<T> {
    T of(int from, int to);
  }

  private final class Walk<T> implements Iterator<T> {
    private final Part<T> part;
    private int next = (int) Math.min((long) first * batch, order.length);

    private Walk(Part<T> part) {
      this.part = part;
    }

    @Override
    public boolean hasNext() {
      return next < order.length;
    }

    @Override
    public T next() {
      if (!hasNext()) {
        throw new NoSuchElementException("the epoch has ended");
      }
      int from = next;
      next = Math.min(order.length, from + batch);
      return part.of(from, next);
    }
  }
}
