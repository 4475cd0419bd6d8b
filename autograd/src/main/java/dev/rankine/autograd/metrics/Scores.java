package dev.rankine.autograd.metrics;

/**
 * Three answers to how well a class is found, from 0 to 1; 0 where a quotient is 0/0.
 *
 * @param precision the part of the predictions of the class that are right
 * @param recall the part of the class that is predicted
 * @param f1 their harmonic mean
 */
public record Scores(double precision, double recall, double f1) {
  /** From true positives, false positives and false negatives. */
  static Scores of(long truePositives, long falsePositives, long falseNegatives) {
    return new Scores(
        ratio(truePositives, truePositives + falsePositives),
        ratio(truePositives, truePositives + falseNegatives),
        ratio(2 * truePositives, 2 * truePositives + falsePositives + falseNegatives));
  }

  private static double ratio(long part, long whole) {
    return whole == 0 ? 0 : (double) part / whole;
  }
}
