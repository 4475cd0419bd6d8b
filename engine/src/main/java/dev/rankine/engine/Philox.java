package dev.rankine.engine;

/**
 * The counter-based random number generator Philox4x32-10 (Salmon, Moraes, Dror and Shaw, "Parallel
 * random numbers: as easy as 1, 2, 3", SC 2011).
 *
 * <p>The 64-bit seed is the key. The 128-bit counter holds the block number in its low half and the
 * stream in its high half, so that each purpose (data order, initialisation, dropout) draws from a
 * stream of its own and none disturbs another. A stream is fully described by seed, stream and
 * {@link #position()}.
 */
public final class Philox {
  private static final int M0 = 0xD2511F53;
  private static final int M1 = 0xCD9E8D57;
  private static final int W0 = 0x9E3779B9;
  private static final int W1 = 0xBB67AE85;

  private final long seed;
  private final long stream;
  private long position;
  private final int[] block = new int[4];

  /** The start of a stream. */
  public Philox(long seed, long stream) {
    this(seed, stream, 0);
  }

  /** A stream from a position on, as {@link #position()} gave it. */
  public Philox(long seed, long stream, long position) {
    this.seed = seed;
    this.stream = stream;
    this.position = position;
    restoreBlock();
  }

  /** The key. */
  public long seed() {
    return seed;
  }

  /** Which of the seed's streams this is: the high half of the counter. */
  public long stream() {
    return stream;
  }

  /**
   * Goes to a position, as {@link #position()} gave it: what is drawn next is what was drawn next
   * there.
   */
  public void moveTo(long position) {
    this.position = position;
    restoreBlock();
  }

  /** Number of 32-bit words drawn so far. */
  public long position() {
    return position;
  }

  /** Leaves so many words out, as if they had been drawn. */
  public void skip(long words) {
    moveTo(position + words);
  }

  /** 32 random bits. */
  public int nextInt() {
    int lane = (int) (position & 3);
    if (lane == 0) {
      fill();
    }
    position++;
    return block[lane];
  }

  /**
   * A uniform integer in 0 … bound − 1, without bias (Lemire 2019).
   *
   * @throws IllegalArgumentException if bound is not positive
   */
  public int nextInt(int bound) {
    if (bound <= 0) {
      throw new IllegalArgumentException("random bound " + bound + ": it must be positive");
    }
    long product = Integer.toUnsignedLong(nextInt()) * bound;
    if (Integer.compareUnsigned((int) product, bound) < 0) {
      int threshold = Integer.remainderUnsigned(-bound, bound);
      while (Integer.compareUnsigned((int) product, threshold) < 0) {
        product = Integer.toUnsignedLong(nextInt()) * bound;
      }
    }
    return (int) (product >>> 32);
  }

  /** A uniform multiple of 2⁻²⁴ in [0, 1). */
  public float nextFloat() {
    return (nextInt() >>> 8) * 0x1p-24f;
  }

  /** A uniform multiple of 2⁻⁵³ in [0, 1). */
  public double nextDouble() {
    long high = nextInt() >>> 5;
    long low = nextInt() >>> 6;
    return ((high << 26) | low) * 0x1p-53;
  }

  /** A standard normal value (Box and Muller 1958, cosine branch). */
  public double nextGaussian() {
    double u = 1 - nextDouble();
    double angle = 2 * Math.PI * nextDouble();
    return StrictMath.sqrt(-2 * StrictMath.log(u)) * StrictMath.cos(angle);
  }

  /** A uniform permutation of 0 … n − 1 (Fisher and Yates). */
  public int[] permutation(int n) {
    int[] order = new int[n];
    for (int i = 0; i < n; i++) {
      order[i] = i;
    }
    for (int i = n - 1; i > 0; i--) {
      int j = nextInt(i + 1);
      int swap = order[i];
      order[i] = order[j];
      order[j] = swap;
    }
    return order;
  }

  private void restoreBlock() {
    if ((position & 3) != 0) {
      fill();
    }
  }

  private void fill() {
    block(position >>> 2, stream, seed, block);
  }

  /** One block: four words from counter (low, high) under a key. */
  static void block(long counterLow, long counterHigh, long key, int[] out) {
    int c0 = (int) counterLow;
    int c1 = (int) (counterLow >>> 32);
    int c2 = (int) counterHigh;
    int c3 = (int) (counterHigh >>> 32);
    int k0 = (int) key;
    int k1 = (int) (key >>> 32);
    for (int round = 0; round < 10; round++) {
      long p0 = Integer.toUnsignedLong(M0) * Integer.toUnsignedLong(c0);
      long p1 = Integer.toUnsignedLong(M1) * Integer.toUnsignedLong(c2);
      c0 = (int) (p1 >>> 32) ^ c1 ^ k0;
      c2 = (int) (p0 >>> 32) ^ c3 ^ k1;
      c1 = (int) p1;
      c3 = (int) p0;
      k0 += W0;
      k1 += W1;
    }
    out[0] = c0;
    out[1] = c1;
    out[2] = c2;
    out[3] = c3;
  }
}
