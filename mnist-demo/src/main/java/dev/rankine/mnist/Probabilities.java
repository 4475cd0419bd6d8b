package dev.rankine.mnist;

import java.util.Arrays;

/** A model's answer to one image as probabilities. */
final class Probabilities {
  private Probabilities() {}

  /** Softmax of ten logits. */
  static double[] of(double[] logits) {
    double largest = Arrays.stream(logits).max().orElse(0);
    double[] shares = Arrays.stream(logits).map(x -> StrictMath.exp(x - largest)).toArray();
    double sum = Arrays.stream(shares).sum();
    return Arrays.stream(shares).map(share -> share / sum).toArray();
  }

  /** The first of the largest. */
  static int likeliest(double[] probabilities) {
    int best = 0;
    for (int i = 1; i < probabilities.length; i++) {
      best = probabilities[i] > probabilities[best] ? i : best;
    }
    return best;
  }
}
