package dev.rankine.engine.cpu;

import dev.rankine.engine.Binary;
import dev.rankine.engine.Reduction;
import java.util.Arrays;

/**
 * Reductions over any axes. Neighbouring axes that are all reduced, or all kept, collapse into one;
 * what remains alternates. Where the innermost run is reduced, each result folds 32 interleaved
 * partial results; where it is kept, whole rows are combined in ascending order.
 */
record Reducer(Kernels kernels, int threads) {
  static final int PARTIALS = 32;
  private static final int GRAIN = 1 << 15;

  /** out ← f over x, whose axes are collapsed into runs. */
  void reduce(Reduction f, float[] x, int xo, Runs runs, float[] out, int oo) {
    int results = runs.kept();
    int row = runs.innerReduced() ? 1 : runs.inner();
    int outer = row == 0 ? 0 : results / row;
    int perTask = Math.max(1, GRAIN / Math.max(1, runs.reducedCount() * row));
    Parallel.run(
        threads,
        Math.ceilDiv(outer, perTask),
        task -> {
          int last = Math.min(outer, (task + 1) * perTask);
          for (int i = task * perTask; i < last; i++) {
            if (runs.innerReduced()) {
              out[oo + i] = fold(f, runs, x, xo + runs.keptOffset(i));
            } else {
              combineRows(f, runs, x, xo + runs.keptOffset(i * row), out, oo + i * row);
            }
          }
        });
  }

  private float fold(Reduction f, Runs runs, float[] x, int base) {
    float count = runs.reducedCount();
    return switch (f) {
      case SUM -> sum(runs, x, base);
      case MEAN -> sum(runs, x, base) / count;
      case MAX -> {
        float[] partials = Scratch.filled(Scratch.PARTIALS, PARTIALS, Float.NEGATIVE_INFINITY);
        runs.each((at, phase) -> kernels.maxInto(partials, phase, x, base + at, runs.inner()));
        yield tree(partials, true);
      }
      case VARIANCE -> {
        float mean = sum(runs, x, base) / count;
        float[] partials = Scratch.filled(Scratch.PARTIALS, PARTIALS, 0);
        runs.each(
            (at, phase) -> kernels.squaresInto(partials, phase, mean, x, base + at, runs.inner()));
        yield tree(partials, false) / count;
      }
    };
  }

  private float sum(Runs runs, float[] x, int base) {
    float[] partials = Scratch.filled(Scratch.PARTIALS, PARTIALS, 0);
    runs.each((at, phase) -> kernels.sumInto(partials, phase, x, base + at, runs.inner()));
    return tree(partials, false);
  }

  /** The sum of a run. */
  static float sum(Kernels kernels, float[] x, int xo, int n) {
    float[] partials = Scratch.filled(Scratch.PARTIALS, PARTIALS, 0);
    kernels.sumInto(partials, 0, x, xo, n);
    return tree(partials, false);
  }

  /** The largest of a run. */
  static float max(Kernels kernels, float[] x, int xo, int n) {
    float[] partials = Scratch.filled(Scratch.PARTIALS, PARTIALS, Float.NEGATIVE_INFINITY);
    kernels.maxInto(partials, 0, x, xo, n);
    return tree(partials, true);
  }

  /** Folds partial i with i + 16, then i + 8, 4, 2, 1. */
  static float tree(float[] partials, boolean max) {
    for (int half = PARTIALS / 2; half > 0; half /= 2) {
      for (int i = 0; i < half; i++) {
        partials[i] =
            max
                ? ScalarKernels.larger(partials[i], partials[i + half])
                : partials[i] + partials[i + half];
      }
    }
    return partials[0];
  }

  private void combineRows(Reduction f, Runs runs, float[] x, int base, float[] out, int oo) {
    int n = runs.inner();
    float[] count = Scratch.filled(Scratch.NUMBERS, 1, runs.reducedCount());
    float start = f == Reduction.MAX ? Float.NEGATIVE_INFINITY : 0;
    Arrays.fill(out, oo, oo + n, start);
    switch (f) {
      case MAX -> runs.each((at, phase) -> kernels.maxAcross(out, oo, x, base + at, n));
      case SUM, MEAN ->
          runs.each(
              (at, phase) -> kernels.zip(Binary.ADD, out, oo, 1, x, base + at, 1, out, oo, n));
      case VARIANCE -> {
        float[] mean = Scratch.filled(Scratch.MEANS, n, 0);
        runs.each((at, phase) -> kernels.zip(Binary.ADD, mean, 0, 1, x, base + at, 1, mean, 0, n));
        kernels.zip(Binary.DIVIDE, mean, 0, 1, count, 0, 0, mean, 0, n);
        runs.each((at, phase) -> kernels.squaresAcross(out, oo, mean, 0, x, base + at, n));
      }
    }
    if (f == Reduction.MEAN || f == Reduction.VARIANCE) {
      kernels.zip(Binary.DIVIDE, out, oo, 1, count, 0, 0, out, oo, n);
    }
  }
}
