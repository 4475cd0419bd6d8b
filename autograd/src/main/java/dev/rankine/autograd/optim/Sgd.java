package dev.rankine.autograd.optim;

import dev.rankine.autograd.Gradients;
import dev.rankine.autograd.Parameter;
import dev.rankine.engine.SgdStep;
import dev.rankine.engine.Tensor;
import java.util.List;

/** Stochastic gradient descent with momentum, see {@link SgdStep}. */
public final class Sgd implements Optimizer {
  private final List<Parameter> parameters;
  private final List<Tensor> velocities;
  private final SgdStep step;

  /** Plain descent. */
  public Sgd(List<Parameter> parameters, double rate) {
    this(parameters, rate, 0, 0);
  }

  /** Descent with momentum and decay towards 0. */
  public Sgd(List<Parameter> parameters, double rate, double momentum, double weightDecay) {
    this.parameters = Optimizer.trainable(parameters);
    this.velocities = Moments.zeros(this.parameters);
    this.step = new SgdStep(Optimizer.positive("rate", rate), momentum, weightDecay);
  }

  @Override
  public void step(Gradients gradients) {
    Optimizer.requireReached(parameters, gradients);
    for (int i = 0; i < parameters.size(); i++) {
      Tensor tensor = parameters.get(i).tensor();
      Tensor gradient = gradients.of(parameters.get(i));
      tensor.backend().sgdInPlace(step, tensor, gradient, velocities.get(i));
    }
  }
}
