package dev.rankine.engine.cpu;

import dev.rankine.engine.Shape;
import java.util.Arrays;
import java.util.SplittableRandom;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.RandomDistribution;

/**
 * Makes the decisions of a case from a list of numbers: each picks one of some options, of which
 * the first is the simplest. So a list of zeros gives the simplest case, and jqwik shrinks a
 * failing case by shrinking numbers.
 */
final class Draw {
  /** Lanes ± 1 of every vector width, and what is smaller. */
  private static final int[] EXTENTS = {1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 31, 32, 33, 0};

  /** Beyond a round of partial results. */
  private static final int[] LENGTHS = {63, 64, 65, 255, 256, 257, 1000};

  /** Beyond one and two tasks of an elementwise op. */
  private static final int[] TASKS = {32_768, 32_769, 70_001, 98_305};

  private static final int LARGEST = 20_000;

  private static final float[] EXTREMES = {
    -0f,
    Float.MIN_VALUE,
    -Float.MIN_VALUE,
    0x1p-127f,
    -0x1.8p-130f,
    Float.MIN_NORMAL,
    1e-30f,
    -1e30f,
    Float.MAX_VALUE,
    -Float.MAX_VALUE
  };

  private static final float[] NON_FINITE = {
    Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY
  };

  /**
   * What a case is drawn from.
   *
   * @param special whether every input may hold infinities, NaN and subnormal numbers
   */
  record Choices(int[] decisions, long seed, boolean special) {
    static final Choices SIMPLEST = new Choices(new int[0], 0, false);

    static Arbitrary<Choices> arbitrary(boolean special) {
      Arbitrary<int[]> decisions =
          Arbitraries.integers()
              .between(0, 1 << 20)
              .withDistribution(RandomDistribution.uniform())
              .withoutEdgeCases()
              .array(int[].class)
              .ofSize(40);
      return Combinators.combine(decisions, Arbitraries.longs().withoutEdgeCases())
          .as((list, seed) -> new Choices(list, seed, special));
    }

    @Override
    public String toString() {
      return "seed " + seed + ", decisions " + Arrays.toString(decisions);
    }
  }

  private final Choices choices;
  private final SplittableRandom random;
  private int next;

  Draw(Choices choices) {
    this.choices = choices;
    this.random = new SplittableRandom(choices.seed());
  }

  /** 0 … bound − 1. */
  int below(int bound) {
    boolean exhausted = next >= choices.decisions().length;
    return exhausted ? 0 : choices.decisions()[next++] % bound;
  }

  int pick(int... options) {
    return options[below(options.length)];
  }

  double number(double... options) {
    return options[below(options.length)];
  }

  <T> T one(T[] options) {
    return options[below(options.length)];
  }

  boolean flip() {
    return below(2) == 1;
  }

  int extent() {
    return pick(EXTENTS);
  }

  /** At least 1. */
  int positiveExtent() {
    return Math.max(1, extent());
  }

  /** An extent, or something long. */
  int length() {
    return below(3) == 2 ? pick(LENGTHS) : extent();
  }

  /** A length, or what several threads share. */
  private int size() {
    return below(4) == 3 ? pick(TASKS) : length();
  }

  /** Rank 0 to 4. */
  Shape shape() {
    int rank = pick(1, 2, 3, 4, 0);
    if (rank == 1) {
      return Shape.of(size());
    }
    int[] dims = new int[rank];
    int size = 1;
    for (int axis = 0; axis < rank; axis++) {
      int extent = below(8) == 7 ? pick(LENGTHS) : extent();
      dims[axis] = (long) size * extent <= LARGEST ? extent : 1;
      size *= Math.max(1, dims[axis]);
    }
    return Shape.of(dims);
  }

  /** Rank 3 to 5, so that axes of different kinds alternate, with a last axis that is not round. */
  Shape alternating() {
    int[] dims = new int[pick(3, 4, 5)];
    for (int axis = 0; axis < dims.length - 1; axis++) {
      dims[axis] = pick(2, 3, 4, 5);
    }
    dims[dims.length - 1] = pick(1, 3, 8, 17, 33, 65, 100);
    return Shape.of(dims);
  }

  /** Rank 1 to 3 with this leading extent. */
  Shape rows(int leading) {
    return switch (pick(1, 2, 3)) {
      case 1 -> Shape.of(leading);
      case 2 -> Shape.of(leading, length() % 300);
      default -> Shape.of(leading, positiveExtent(), extent());
    };
  }

  /** Ordinary numbers, or, where special values were asked for, anything. */
  Operand reals(Shape shape) {
    return choices.special() ? any(shape) : new Operand(shape, pick(0, 1, 5), tame(shape.size()));
  }

  /**
   * Small whole numbers, whose sums are exact, or, where special values were asked for, anything.
   */
  Operand whole(Shape shape) {
    if (choices.special()) {
      return any(shape);
    }
    float[] values = new float[shape.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextInt(-2, 3);
    }
    return new Operand(shape, pick(0, 1, 5), values);
  }

  /** Numbers that may be infinite, NaN, subnormal or any pattern of bits. */
  Operand any(Shape shape) {
    int offset = pick(0, 1, 5);
    float[] values = tame(shape.size());
    switch (below(4)) {
      case 1 -> sprinkle(values, EXTREMES, values.length / 4 + 1);
      case 2 -> sprinkle(values, NON_FINITE, values.length / 64 + 1);
      case 3 -> {
        for (int i = 0; i < values.length; i++) {
          values[i] = Float.intBitsToFloat(random.nextInt());
        }
      }
      default -> {}
    }
    return new Operand(shape, offset, values);
  }

  /** NaN everywhere: an output, which must be overwritten and not be read. */
  Operand blank(Shape shape) {
    float[] values = new float[shape.size()];
    Arrays.fill(values, Float.NaN);
    return new Operand(shape, pick(0, 1, 3), values);
  }

  private void sprinkle(float[] values, float[] what, int times) {
    for (int i = 0; i < times && values.length > 0; i++) {
      values[random.nextInt(values.length)] = what[random.nextInt(what.length)];
    }
  }

  /** Zeros, numbers up to 8 in magnitude, and repeated ones, so that maxima tie. */
  private float[] tame(int n) {
    float[] values = new float[n];
    for (int i = 0; i < n; i++) {
      values[i] =
          switch (random.nextInt(8)) {
            case 0 -> 0;
            case 1 -> random.nextInt(-4, 5);
            default -> (random.nextFloat() * 2 - 1) * Math.scalb(1f, random.nextInt(-6, 4));
          };
    }
    return values;
  }

  /** Numbers in 0 … bound − 1. */
  int[] indices(int n, int bound) {
    return random.ints(n, 0, Math.max(1, bound)).toArray();
  }

  /** Any numbers at all. */
  int[] integers(int n) {
    return random.ints(n).toArray();
  }

  double[] doubles(int n) {
    return random.doubles(n, -2, 2).toArray();
  }

  byte[] bytes(int n) {
    byte[] values = new byte[n];
    random.nextBytes(values);
    return values;
  }

  /** A view of a larger operand, at an offset and with a leading dimension of its own. */
  Operand.View view(int rows, int columns, boolean transposed, boolean blank) {
    int storedRows = transposed ? columns : rows;
    int ld = (transposed ? rows : columns) + pick(0, 1, 3);
    int offset = pick(0, 1, 5);
    Shape memory = Shape.of(offset + storedRows * ld);
    Operand data = blank ? blank(memory) : reals(memory);
    return new Operand.View(data, offset, rows, columns, ld, transposed);
  }
}
