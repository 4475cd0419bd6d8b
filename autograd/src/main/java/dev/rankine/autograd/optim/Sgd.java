package dev.rankine.autograd.optim;

import dev.rankine.autograd.Parameter;
import dev.rankine.autograd.ParameterGradients;
import dev.rankine.engine.SgdStep;
import dev.rankine.engine.Tensor;
import java.util.List;

/** Stochastic gradient descent with momentum, see {@link SgdStep}. */
public final class Sgd implements Optimizer {
  private final Trained trained;
  private final List<Tensor> velocities;
  private final Schedule schedule;
  private final double momentum;
  private final double weightDecay;
  private final boolean nesterov;
  private long steps;

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
    this(parameters, Schedule.constant(rate), momentum, weightDecay, false);
  }

  /**
   * As {@link #Sgd(List, double, double, double)}, with a rate that changes.
   *
   * @param nesterov whether to look ahead along the velocity
   */
  public Sgd(
      List<Parameter> parameters,
      Schedule schedule,
      double momentum,
      double weightDecay,
      boolean nesterov) {
    this.trained = new Trained(parameters);
    this.velocities = trained.zeros();
    this.schedule = schedule;
    this.momentum = Trained.notNegative("momentum", momentum);
    this.weightDecay = Trained.notNegative("weight decay", weightDecay);
    this.nesterov = nesterov;
  }

  @Override
  public List<Parameter> parameters() {
    return trained.parameters();
  }

  @Override
  public Runnable prepare(ParameterGradients gradients) {
    trained.require(gradients);
    double rate = Trained.notNegative("rate", schedule.at(steps));
    SgdStep step = new SgdStep(rate, momentum, weightDecay, nesterov);
    return () -> {
      steps++;
      for (int i = 0; i < velocities.size(); i++) {
        Parameter parameter = trained.parameters().get(i);
        Tensor tensor = parameter.tensor();
        tensor.backend().sgdInPlace(step, tensor, gradients.of(parameter), velocities.get(i));
      }
    };
  }

  /** Named as PyTorch's: {@code momentum_buffer}. */
  @Override
  public OptimizerState state() {
    String method =
        "sgd with momentum %s%s, weight decay %s"
            .formatted(momentum, nesterov ? " (Nesterov)" : "", weightDecay);
    return OptimizerState.of(method, schedule, steps, trained.named("momentum_buffer", velocities));
  }

  @Override
  public void restore(OptimizerState stored) {
    steps = state().take(stored, schedule);
  }
}
