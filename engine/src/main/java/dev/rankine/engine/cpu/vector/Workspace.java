package dev.rankine.engine.cpu.vector;

/** Scratch memory of one thread. A buffer grows to the largest request and keeps old content. */
final class Workspace {
  private static final ThreadLocal<Workspace> OF_THREAD = ThreadLocal.withInitial(Workspace::new);

  /** Packed rows of A. */
  static final int ROWS = 0;

  /** Packed panels of B. */
  static final int PANELS = 1;

  /** An image with its padding. */
  static final int IMAGE = 2;

  /** A result with padded rows. */
  static final int RESULT = 3;

  private final float[][] buffers = new float[4][0];

  /** One tile of C. */
  final float[] tile = new float[Tile.BEST.rows() * Tile.COLUMNS];

  static Workspace get() {
    return OF_THREAD.get();
  }

  float[] floats(int which, int size) {
    if (buffers[which].length < size) {
      buffers[which] = new float[size + size / 4];
    }
    return buffers[which];
  }
}
