package dev.rankine.lora.combine;

import dev.rankine.engine.Philox;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** What PEFT does with the A's, or the B's, of several adapters: sums of tensors of one size. */
final class FactorArithmetic {
  private FactorArithmetic() {}

  /** Σ wᵢ·xᵢ. */
  static double[] sum(List<double[]> tensors, double[] weights) {
    double[] sum = new double[tensors.getFirst().length];
    for (int t = 0; t < weights.length; t++) {
      double[] tensor = tensors.get(t);
      for (int i = 0; i < sum.length; i++) {
        sum[i] += weights[t] * tensor[i];
      }
    }
    return sum;
  }

  /**
   * Of each tensor the largest elements, then of each place the average of what has the sign of the
   * unweighted sum there.
   */
  static double[] ties(List<double[]> tensors, double[] weights, double density) {
    List<double[]> kept = tensors.stream().map(tensor -> largest(tensor, density)).toList();
    double[] merged = new double[tensors.getFirst().length];
    for (int i = 0; i < merged.length; i++) {
      double total = 0;
      for (double[] tensor : kept) {
        total += tensor[i];
      }
      double sign = total >= 0 ? 1 : -1;
      int agreeing = 0;
      for (int t = 0; t < weights.length; t++) {
        if (Math.signum(kept.get(t)[i]) == sign) {
          merged[i] += weights[t] * kept.get(t)[i];
          agreeing++;
        }
      }
      merged[i] /= Math.max(agreeing, 1);
    }
    return merged;
  }

  /** All but the ⌊density·n⌋ elements of largest magnitude set to 0; of equals the first stays. */
  static double[] largest(double[] tensor, double density) {
    double[] kept = new double[tensor.length];
    IntStream.range(0, tensor.length)
        .boxed()
        .sorted(Comparator.comparingDouble(i -> -Math.abs(tensor[i])))
        .limit((long) (density * tensor.length))
        .forEach(i -> kept[i] = tensor[i]);
    return kept;
  }

  /** Each element dropped with probability 1 − density, or divided by the density. */
  static List<double[]> thinned(List<double[]> tensors, double density, Philox random) {
    List<double[]> thinned = new ArrayList<>();
    for (double[] tensor : tensors) {
      double[] kept = tensor.clone();
      Arrays.setAll(kept, i -> random.nextDouble() < density ? tensor[i] / density : 0);
      thinned.add(kept);
    }
    return thinned;
  }
}
