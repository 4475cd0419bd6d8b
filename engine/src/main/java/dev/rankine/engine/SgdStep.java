package dev.rankine.engine;

/**
 * The numbers of one step of stochastic gradient descent with momentum (PyTorch's form):
 *
 * <pre>
 * g ← fma(weightDecay, p, g)
 * v ← fma(momentum, v, g)
 * d ← nesterov ? fma(momentum, v, g) : v
 * p ← fma(−rate, d, p)
 * </pre>
 *
 * <p>A momentum of 0 makes v the gradient itself.
 *
 * @param nesterov whether to look ahead along v (Sutskever, Martens, Dahl and Hinton, "On the
 *     importance of initialization and momentum in deep learning", ICML 2013)
 */
public record SgdStep(double rate, double momentum, double weightDecay, boolean nesterov) {
  /** A step that does not look ahead. */
  public SgdStep(double rate, double momentum, double weightDecay) {
    this(rate, momentum, weightDecay, false);
  }
}
