package dev.rankine.autograd.data;

import dev.rankine.engine.Shape;

/**
 * Examples that plain Java code makes one at a time: augmented, decoded, generated. {@link
 * Prepared} makes a data set of them. An example depends on nothing but the epoch and its index, so
 * that batches, threads and the order of calls are free.
 */
public interface HostRows {
  /** N. */
  int count();

  /** Of one example. */
  Shape shape();

  /** Whether an example is the same in each epoch. */
  boolean fixed();

  /**
   * Writes an example, row-major. Called by one thread at a time, and not always by the same.
   *
   * @param epoch from 1 up
   * @param out where to, from position {@code at} on
   */
  void write(int epoch, int index, float[] out, int at);
}
