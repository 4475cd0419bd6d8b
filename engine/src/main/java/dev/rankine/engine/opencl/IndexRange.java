package dev.rankine.engine.opencl;

/**
 * Bounds of the integers in a stretch of a device's buffer, known because the host uploaded them or
 * because of the op that wrote them. With them rows and labels are checked without waiting for the
 * device; only where they do not suffice are the integers read back.
 */
final class IndexRange {
  private int from;
  private int to;
  private int least;
  private int largest;

  /** So many integers from a position on were written, all of them in these bounds. */
  synchronized void written(int at, int count, int least, int largest) {
    boolean inside = at >= from && at + count <= to;
    this.least = inside ? Math.min(this.least, least) : least;
    this.largest = inside ? Math.max(this.largest, largest) : largest;
    from = inside ? from : at;
    to = inside ? to : at + count;
  }

  /** As {@link #written(int, int, int, int)}, for what was picked from another buffer's stretch. */
  void picked(int at, int count, IndexRange table, int tableAt, int tableCount) {
    if (table.knows(tableAt, tableCount)) {
      written(at, count, table.least, table.largest);
    } else {
      written(at, count, Integer.MIN_VALUE, Integer.MAX_VALUE);
    }
  }

  private synchronized boolean knows(int at, int count) {
    return at >= from && at + count <= to;
  }

  /** Whether a stretch surely holds nothing but 0 … extent − 1. */
  synchronized boolean within(int at, int count, int extent) {
    return knows(at, count) && least >= 0 && largest < extent;
  }
}
