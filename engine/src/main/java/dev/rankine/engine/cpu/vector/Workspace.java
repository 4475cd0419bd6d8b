package dev.rankine.engine.cpu.vector;

/** Scratch memory of one thread. A buffer grows to the largest request and keeps old content. */
final class Workspace {
  private static final ThreadLocal<Workspace> OF_THREAD = ThreadLocal.withInitial(Workspace::new);

  /** Floats of a buffer at most. */
  static final int MOST = 1 << 30;

  /** Packed rows of A. */
  static final int ROWS = 0;

  /** Packed panels of B. */
  static final int PANELS = 1;

  /** An image with its padding. */
  static final int IMAGE = 2;

  /** A result with padded rows. */
  static final int RESULT = 3;

  /** Packed weights of a stack of blocks. */
  static final int WEIGHTS = 4;

  /** Gradients with respect to those weights. */
  static final int SUMS = 5;

  /** Gradients with respect to the images between blocks. */
  static final int GRADIENTS = 6;

  /** The gradient of an image before pooling. */
  static final int OUTPUTS = 7;

  /** Copies of the number that stands for a first operand. */
  static final int LEFT = 8;

  /** Copies of the number that stands for a second operand. */
  static final int RIGHT = 9;

  /** Integers: the nonzero elements of a row of gradients. */
  static final int LIST = 0;

  private final float[][] buffers = new float[10][0];
  private final int[][] integers = new int[1][0];
  private long[] words = {};
  private BlockGradient[] gradients = {};
  private TapProduct[] products = {};

  /** A vector that is filled up with zeros. */
  final float[] vector = new float[Lanes.COUNT];

  /** One for a second operand. */
  final float[] second = new float[Lanes.COUNT];

  /** Three vectors of bits. */
  final int[] bits = new int[3 * Lanes.COUNT];

  /** One tile of C. */
  final float[] tile = new float[16 * MicroKernel.COLUMNS];

  static Workspace get() {
    return OF_THREAD.get();
  }

  /** Room for the gradients of a stack of blocks, and what the last one left there. */
  BlockGradient[] gradients(int blocks) {
    if (gradients.length < blocks) {
      gradients = new BlockGradient[blocks];
    }
    return gradients;
  }

  /** Room for the phases of an input gradient, and what the last one left there. */
  TapProduct[] products(int phases) {
    if (products.length < phases) {
      products = new TapProduct[phases];
    }
    return products;
  }

  long[] longs(int size) {
    if (words.length < size) {
      words = new long[size];
    }
    return words;
  }

  int[] ints(int which, int size) {
    if (integers[which].length < size) {
      integers[which] = new int[size + size / 4];
    }
    return integers[which];
  }

  float[] floats(int which, int size) {
    if (size > MOST) {
      throw new OutOfMemoryError(
          "an op on one image needs "
              + size
              + " floats beside it; 2^30 are the most: use smaller ones");
    }
    if (buffers[which].length < size) {
      buffers[which] = new float[size + size / 4];
    }
    return buffers[which];
  }
}
