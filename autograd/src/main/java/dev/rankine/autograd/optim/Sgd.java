package dev.rankine.autograd.optim;

import dev.rankine.autograd.Gradients;
import dev.rankine.autograd.Parameter;
import dev.rankine.engine.SgdStep;
import dev.rankine.engine.Tensor;
import java.util.List;

/** Stochastic gradient descent with momentum, see {@link SgdStep}. */
public final class Sgd implements Optimizer {
  private final Trained trained;
  private final List<Tensor> velocities;
  private final SgdStep step;

  /** Plain descent. */
  public Sgd(List<Parameter> parameters, double rate) {
    this(parameters, rate, 0, 0);
  }

  /**
   * Descent with momentum, and with weightDecay·p added to each gradient.
   *
   * @throws IllegalArgumentException if there are no parameters, one is frozen or given twice, or a
   *     number is out of its range
   */
  public Sgd(List<Parameter> parameters, double rate, double momentum, double weightDecay) {
    this.trained = new Trained(parameters);
    this.velocities = trained.zeros();
    this.step =
        new SgdStep(
            Trained.positive("rate", rate),
            Trained.notNegative("momentum", momentum),
            Trained.notNegative("weight decay", weightDecay));
  }

  @Override
  public void step(Gradients gradients) {
    List<Tensor> found = trained.of(gradients);
    for (int i = 0; i < found.size(); i++) {
      Tensor tensor = trained.parameters().get(i).tensor();
      tensor.backend().sgdInPlace(step, tensor, found.get(i), velocities.get(i));
    }
  }
}
