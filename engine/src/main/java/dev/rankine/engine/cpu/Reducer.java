package dev.rankine.engine.cpu;

import dev.rankine.engine.Binary;
import dev.rankine.engine.Reduction;
import java.util.Arrays;

/**
 * Reductions over any axes. Neighbouring axes that are all reduced, or all kept, collapse into one;
 * what remains alternates. Where the innermost run is reduced, each block of a group folds 32
 * interleaved partial results; where it is kept, whole rows are combined in ascending order.
 */
record Reducer(Kernels kernels, int threads) {
  static final int PARTIALS = 32;

  /** Elements whose partial results are folded; a longer group is the sum of such blocks. */
  static final int BLOCK = 1 << 15;

  private static final int GRAIN = 1 << 15;

  /** Columns that are worth a task of their own. */
  private static final int COLUMNS = 384;

  /** The sum of some elements that lie nowhere in a row. */
  interface Sums {
    /** Of elements {@code at} to {@code at + n}, with 32 partial results. */
    float of(int at, int n);
  }

  /** The mean of so many elements, each block of them a task. */
  float mean(int count, Sums sums) {
    int blocks = Math.max(1, Math.ceilDiv(count, BLOCK));
    float[] parts = Scratch.floats(Scratch.BLOCKS, blocks);
    Parallel.run(
        threads,
        blocks,
        task -> parts[task] = sums.of(task * BLOCK, Math.min(BLOCK, count - task * BLOCK)));
    return sum(kernels, parts, 0, blocks) / count;
  }

  /** out ← f over x, whose axes are collapsed into runs. */
  void reduce(Reduction f, float[] x, int xo, Runs runs, float[] out, int oo) {
    if (!runs.innerReduced()) {
      combineRows(f, runs, x, xo, out, oo);
    } else if (runs.reducedCount() > BLOCK) {
      foldBlocks(f, runs, x, xo, out, oo);
    } else {
      foldGroups(f, runs, x, xo, out, oo);
    }
  }

  private void foldGroups(Reduction f, Runs runs, float[] x, int xo, float[] out, int oo) {
    int results = runs.kept();
    int count = runs.reducedCount();
    int perTask = Math.max(1, GRAIN / Math.max(1, count));
    Parallel.run(
        threads,
        Math.ceilDiv(results, perTask),
        task -> {
          int last = Math.min(results, (task + 1) * perTask);
          for (int i = task * perTask; i < last; i++) {
            int base = xo + runs.keptOffset(i);
            out[oo + i] =
                switch (f) {
                  case MAX -> largest(runs, x, base, 0, count);
                  case SUM -> sum(runs, x, base, 0, count);
                  case MEAN -> sum(runs, x, base, 0, count) / count;
                  case VARIANCE -> {
                    float mean = sum(runs, x, base, 0, count) / count;
                    yield squares(runs, mean, x, base, 0, count) / count;
                  }
                };
          }
        });
  }

  /** Groups of several blocks, each of them a task. */
  private void foldBlocks(Reduction f, Runs runs, float[] x, int xo, float[] out, int oo) {
    int results = runs.kept();
    int count = runs.reducedCount();
    int blocks = Math.ceilDiv(count, BLOCK);
    if (f == Reduction.VARIANCE) {
      foldBlocks(Reduction.MEAN, runs, x, xo, out, oo);
    }
    float[] parts = Scratch.floats(Scratch.BLOCKS, results * blocks);
    Parallel.run(
        threads,
        results * blocks,
        task -> {
          int result = task / blocks;
          int from = task % blocks * BLOCK;
          int to = Math.min(count, from + BLOCK);
          int base = xo + runs.keptOffset(result);
          parts[task] =
              switch (f) {
                case MAX -> largest(runs, x, base, from, to);
                case SUM, MEAN -> sum(runs, x, base, from, to);
                case VARIANCE -> squares(runs, out[oo + result], x, base, from, to);
              };
        });
    for (int i = 0; i < results; i++) {
      out[oo + i] =
          switch (f) {
            case MAX -> kernels.max(parts, i * blocks, blocks);
            case SUM -> sum(kernels, parts, i * blocks, blocks);
            case MEAN, VARIANCE -> sum(kernels, parts, i * blocks, blocks) / count;
          };
    }
  }

  private float largest(Runs runs, float[] x, int base, int from, int to) {
    if (runs.isOneRun()) {
      return kernels.max(x, base + from, to - from);
    }
    float[] largest = Scratch.filled(Scratch.PARTIALS, 1, Float.NEGATIVE_INFINITY);
    runs.each(
        from,
        to,
        (at, phase, n) -> largest[0] = Math.max(largest[0], kernels.max(x, base + at, n)));
    return largest[0];
  }

  private float sum(Runs runs, float[] x, int base, int from, int to) {
    float[] partials = Scratch.filled(Scratch.PARTIALS, PARTIALS, 0);
    if (runs.isOneRun()) {
      kernels.sumInto(partials, 0, x, base + from, to - from);
    } else {
      runs.each(from, to, (at, phase, n) -> kernels.sumInto(partials, phase, x, base + at, n));
    }
    return tree(partials);
  }

  private float squares(Runs runs, float mean, float[] x, int base, int from, int to) {
    float[] partials = Scratch.filled(Scratch.PARTIALS, PARTIALS, 0);
    if (runs.isOneRun()) {
      kernels.squaresInto(partials, 0, mean, x, base + from, to - from);
    } else {
      runs.each(
          from, to, (at, phase, n) -> kernels.squaresInto(partials, phase, mean, x, base + at, n));
    }
    return tree(partials);
  }

  /** The sum of a run. */
  static float sum(Kernels kernels, float[] x, int xo, int n) {
    if (n > BLOCK) {
      float[] parts = new float[Math.ceilDiv(n, BLOCK)];
      for (int i = 0; i < parts.length; i++) {
        parts[i] = sum(kernels, x, xo + i * BLOCK, Math.min(BLOCK, n - i * BLOCK));
      }
      return sum(kernels, parts, 0, parts.length);
    }
    float[] partials = Scratch.filled(Scratch.PARTIALS, PARTIALS, 0);
    kernels.sumInto(partials, 0, x, xo, n);
    return tree(partials);
  }

  /** Folds partial i with i + 16, then i + 8, 4, 2, 1. */
  static float tree(float[] p) {
    float even = (four(p, 0) + four(p, 4)) + (four(p, 2) + four(p, 6));
    float odd = (four(p, 1) + four(p, 5)) + (four(p, 3) + four(p, 7));
    return even + odd;
  }

  private static float four(float[] p, int i) {
    return (p[i] + p[i + 16]) + (p[i + 8] + p[i + 24]);
  }

  /** Columns are independent: those of a long group are shared out. */
  private void combineRows(Reduction f, Runs runs, float[] x, int xo, float[] out, int oo) {
    int row = runs.inner();
    if (row == 0) {
      return;
    }
    int count = Math.max(1, runs.reducedCount());
    int wanted = Math.clamp((long) count * row / GRAIN, 1, Math.max(1, row / COLUMNS));
    int width = Math.ceilDiv(row, wanted);
    int strips = Math.ceilDiv(row, width);
    int total = runs.kept() / row * strips;
    int perTask = Math.max(1, GRAIN / Math.max(1, count * width));
    Parallel.run(
        threads,
        Math.ceilDiv(total, perTask),
        task -> {
          int last = Math.min(total, (task + 1) * perTask);
          for (int i = task * perTask; i < last; i++) {
            int column = i % strips * width;
            int at = i / strips * row + column;
            int n = Math.min(width, row - column);
            combineRows(f, runs, n, x, xo + runs.keptOffset(at), out, oo + at);
          }
        });
  }

  private void combineRows(Reduction f, Runs runs, int n, float[] x, int base, float[] out, int o) {
    float[] count = Scratch.filled(Scratch.NUMBERS, 1, runs.reducedCount());
    float start = f == Reduction.MAX ? Float.NEGATIVE_INFINITY : 0;
    Arrays.fill(out, o, o + n, start);
    switch (f) {
      case MAX -> runs.rows(at -> kernels.maxAcross(out, o, x, base + at, n));
      case SUM, MEAN -> addRows(runs, n, x, base, out, o);
      case VARIANCE -> {
        float[] mean = Scratch.filled(Scratch.MEANS, n, 0);
        addRows(runs, n, x, base, mean, 0);
        kernels.zip(Binary.DIVIDE, mean, 0, 1, count, 0, 0, mean, 0, n);
        runs.rows(at -> kernels.squaresAcross(out, o, mean, 0, x, base + at, n));
      }
    }
    if (f == Reduction.MEAN || f == Reduction.VARIANCE) {
      kernels.zip(Binary.DIVIDE, out, o, 1, count, 0, 0, out, o, n);
    }
  }

  private void addRows(Runs runs, int n, float[] x, int base, float[] out, int o) {
    int pitch = runs.pitch();
    if (pitch > 0) {
      kernels.addRows(runs.reducedCount(), n, x, base, pitch, out, o);
    } else {
      runs.rows(at -> kernels.addRows(1, n, x, base + at, 0, out, o));
    }
  }
}
