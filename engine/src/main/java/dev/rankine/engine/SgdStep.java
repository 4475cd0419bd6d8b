package dev.rankine.engine;

/**
 * The numbers of one step of stochastic gradient descent with momentum (PyTorch's form):
 *
 * <pre>
 * g ← fma(weightDecay, p, g)
 * v ← fma(momentum, v, g)
 * p ← fma(−rate, v, p)
 * </pre>
 *
 * <p>A momentum of 0 makes v the gradient itself.
 */
public record SgdStep(double rate, double momentum, double weightDecay) {}
