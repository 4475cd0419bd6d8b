package dev.rankine.autograd.optim;

import dev.rankine.autograd.Parameter;
import dev.rankine.autograd.ParameterGradients;
import dev.rankine.engine.AdamStep;
import dev.rankine.engine.Tensor;
import java.util.List;
import java.util.Map;

/** Adam (Kingma and Ba 2015), see {@link AdamStep}; β = (0.9, 0.999), ε = 1e-8. */
public final class Adam implements Optimizer {
  private static final double BETA1 = 0.9;
  private static final double BETA2 = 0.999;
  private static final double EPSILON = 1e-8;

  private final Trained trained;
  private final List<Tensor> first;
  private final List<Tensor> second;
  private final Schedule schedule;
  private final double weightDecay;
  private long steps;
  private double power1 = 1;
  private double power2 = 1;

  /**
   * Adam without weight decay.
   *
   * @throws IllegalArgumentException if there are no parameters, one is frozen or given twice, or
   *     the rate is out of its range
   */
  public Adam(List<Parameter> parameters, double rate) {
    this(parameters, Schedule.constant(rate));
  }

  /**
   * As {@link #Adam(List, double)}, with a rate that changes.
   *
   * @throws IllegalArgumentException if there are no parameters, or one is frozen or given twice
   */
  public Adam(List<Parameter> parameters, Schedule schedule) {
    this(parameters, schedule, 0);
  }

  /** For {@link AdamW}: every step multiplies the parameters by 1 − rate·weightDecay first. */
  Adam(List<Parameter> parameters, Schedule schedule, double weightDecay) {
    this.trained = new Trained(parameters);
    this.schedule = schedule;
    this.weightDecay = weightDecay;
    this.first = trained.zeros();
    this.second = trained.zeros();
  }

  @Override
  public List<Parameter> parameters() {
    return trained.parameters();
  }

  @Override
  public Runnable prepare(ParameterGradients gradients) {
    trained.require(gradients);
    double rate = Trained.notNegative("rate", schedule.at(steps));
    return () -> update(gradients, rate);
  }

  /** Names as PyTorch's: {@code exp_avg} and {@code exp_avg_sq}. */
  @Override
  public OptimizerState state() {
    Map<String, Tensor> tensors = trained.named("exp_avg", first);
    tensors.putAll(trained.named("exp_avg_sq", second));
    String method = "adam with weight decay " + weightDecay;
    return OptimizerState.of(method, schedule, steps, tensors);
  }

  @Override
  public void restore(OptimizerState stored) {
    steps = state().take(stored, schedule);
    power1 = 1;
    power2 = 1;
    double before = 0;
    for (long step = 0; step < steps && power2 != before; step++) {
      before = power2;
      power1 *= BETA1;
      power2 *= BETA2;
    }
  }

  private void update(ParameterGradients gradients, double rate) {
    steps++;
    power1 *= BETA1;
    power2 *= BETA2;
    AdamStep step =
        new AdamStep(
            rate / (1 - power1),
            BETA1,
            BETA2,
            EPSILON,
            Math.sqrt(1 - power2),
            1 - rate * weightDecay);
    for (int i = 0; i < first.size(); i++) {
      Parameter parameter = trained.parameters().get(i);
      Tensor tensor = parameter.tensor();
      Tensor gradient = gradients.of(parameter);
      tensor.backend().adamInPlace(step, tensor, gradient, first.get(i), second.get(i));
    }
  }
}
