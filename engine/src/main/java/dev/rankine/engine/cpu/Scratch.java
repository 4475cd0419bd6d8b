package dev.rankine.engine.cpu;

import java.util.Arrays;

/**
 * Scratch memory of one thread for what stands between the backend and the kernels. A buffer grows
 * to the largest request; nobody keeps one beyond the call that asked for it.
 */
final class Scratch {
  /** Partial results of a reduction. */
  static final int PARTIALS = 0;

  /** Losses of a batch. */
  static final int LOSSES = 1;

  /** One or two numbers that a kernel reads from memory. */
  static final int NUMBERS = 2;

  /** Means of a row. */
  static final int MEANS = 3;

  /** Results of the blocks of a reduction. */
  static final int BLOCKS = 4;

  private static final ThreadLocal<Scratch> OF_THREAD = ThreadLocal.withInitial(Scratch::new);

  private final float[][] buffers = new float[5][0];

  private float[][] blocks = {};

  private Scratch() {}

  /** At least so many arrays of one length with old content. */
  static float[][] blocks(int count, int length) {
    Scratch scratch = OF_THREAD.get();
    if (scratch.blocks.length < count) {
      scratch.blocks = new float[count][length];
    }
    return scratch.blocks;
  }

  /** At least this many floats with old content. */
  static float[] floats(int which, int size) {
    float[][] buffers = OF_THREAD.get().buffers;
    if (buffers[which].length < size) {
      buffers[which] = new float[size];
    }
    return buffers[which];
  }

  /** At least this many floats, the first size of them set to a value. */
  static float[] filled(int which, int size, float value) {
    float[] buffer = floats(which, size);
    Arrays.fill(buffer, 0, size, value);
    return buffer;
  }
}
