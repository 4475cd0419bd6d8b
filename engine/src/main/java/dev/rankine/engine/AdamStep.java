package dev.rankine.engine;

/**
 * The numbers of one Adam or AdamW step (Kingma and Ba 2015, algorithm 1; Loshchilov and Hutter
 * 2019), all computed in float64 by the caller and rounded once by a float32 backend:
 *
 * <pre>
 * m ← fma(beta1, m, (1 − beta1)·g)
 * v ← fma(beta2, v, ((1 − beta2)·g)·g)
 * p ← fma(−stepSize, m / (√v / rootCorrection2 + epsilon), p · decay)
 * </pre>
 *
 * @param stepSize rate / (1 − beta1^t)
 * @param rootCorrection2 √(1 − beta2^t)
 * @param decay 1 − rate·weightDecay for AdamW, 1 without
 */
public record AdamStep(
    double stepSize,
    double beta1,
    double beta2,
    double epsilon,
    double rootCorrection2,
    double decay) {}
