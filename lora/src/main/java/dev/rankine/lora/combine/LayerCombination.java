package dev.rankine.lora.combine;

import dev.rankine.engine.Shape;
import dev.rankine.engine.Tensor;
import dev.rankine.engine.linalg.Svd;
import dev.rankine.lora.update.Base;
import dev.rankine.lora.update.Factors;
import dev.rankine.lora.update.LowRank;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * The updates of several adapters on one layer.
 *
 * @param updates plain or PiSSA's, at least one
 * @param weights one each
 */
record LayerCombination(Base base, List<LowRank> updates, double[] weights) {
  /** New factors with scale 1. */
  Factors factors(Method method) {
    return switch (method) {
      case Method.Cat cat -> sum();
      case Method.Truncated svd -> truncated(svd.rank());
      case Method.Linear linear -> arithmetic(FactorArithmetic::sum);
      case Method.Ties ties ->
          arithmetic((tensors, w) -> FactorArithmetic.ties(tensors, w, ties.density()));
      case Method.DareLinear dare ->
          arithmetic(
              (tensors, w) ->
                  FactorArithmetic.sum(
                      FactorArithmetic.thinned(tensors, dare.density(), dare.random()), w));
    };
  }

  /** Σ wᵢ·ΔWᵢ as one product. */
  Factors sum() {
    List<Factors> parts =
        IntStream.range(0, weights.length)
            .mapToObj(
                i -> {
                  Factors own = updates.get(i).factors().orElseThrow();
                  return new Factors(own.a(), own.b(), weights[i] * own.scale());
                })
            .toList();
    return Factors.joined(base, parts);
  }

  /** U·S and Vᵀ of the largest triplets. */
  private Factors truncated(int wanted) {
    Factors sum = sum();
    Tensor delta = base.delta(1, sum.a(), sum.b());
    boolean lookup = base.isLookup();
    int rows = lookup ? delta.shape().dim(0) : base.outputs();
    int columns = delta.size() / rows;
    Svd svd = Svd.of(delta.reshape(rows, columns));
    int k = svd.s().size();
    int largest =
        updates.stream().mapToInt(u -> u.factors().orElseThrow().rank()).max().orElseThrow();
    int rank = Math.min(k, wanted == 0 ? largest : wanted);
    double[] s = svd.s().toDoubles();
    double[] left = svd.u().toDoubles();
    double[] us = new double[rows * rank];
    Arrays.setAll(us, i -> left[i / rank * k + i % rank] * s[i % rank]);
    double[] right = Arrays.copyOf(svd.vT().toDoubles(), rank * columns);
    return lookup
        ? tensors(rank, transposed(us, rank), transposed(right, columns))
        : tensors(rank, right, us);
  }

  private static double[] transposed(double[] x, int columns) {
    int rows = x.length / columns;
    double[] t = new double[x.length];
    Arrays.setAll(t, i -> x[i % rows * columns + i / rows]);
    return t;
  }

  private Factors tensors(int rank, double[] a, double[] b) {
    return new Factors(
        Tensor.of(base.weight().backend(), base.downShape(rank), a),
        Tensor.of(base.weight().backend(), base.upShape(rank), b),
        1);
  }

  /** A and B each for itself, with √|weight·scale| on both and the sign on A. */
  private Factors arithmetic(BiFunction<List<double[]>, double[], double[]> merge) {
    Shape first = updates.getFirst().a().shape();
    for (LowRank update : updates) {
      if (!update.isPlain()) {
        throw new IllegalArgumentException(
            "combine: "
                + base.path()
                + " started from the base's own weight; use cat or svd, which are exact for it");
      }
      if (!update.a().shape().equals(first)) {
        throw new IllegalArgumentException(
            "combine: "
                + base.path()
                + " has ranks "
                + updates.stream().map(u -> u.a().shape().dim(0)).toList()
                + "; this method needs equal ones, cat and svd do not");
      }
    }
    double[] a = merge.apply(values(u -> u.a().tensor()), roots(Math::signum));
    double[] b = merge.apply(values(u -> u.b().tensor()), roots(w -> 1));
    return tensors(first.dim(0), a, b);
  }

  private List<double[]> values(Function<LowRank, Tensor> factor) {
    return updates.stream().map(update -> factor.apply(update).toDoubles()).toList();
  }

  private double[] roots(ToDoubleFunction<Double> sign) {
    double[] roots = new double[weights.length];
    Arrays.setAll(
        roots,
        i -> {
          double product = weights[i] * updates.get(i).scale();
          return Math.sqrt(Math.abs(product)) * sign.applyAsDouble(product);
        });
    return roots;
  }

  /** How far factors are from the sum, relative to it. */
  double error(Factors found) {
    Factors sum = sum();
    double[] wanted = base.delta(sum.scale(), sum.a(), sum.b()).toDoubles();
    double[] got = base.delta(found.scale(), found.a(), found.b()).toDoubles();
    double off = 0;
    double all = 0;
    for (int i = 0; i < wanted.length; i++) {
      off += (wanted[i] - got[i]) * (wanted[i] - got[i]);
      all += wanted[i] * wanted[i];
    }
    return off == 0 ? 0 : Math.sqrt(off / all);
  }
}
