package dev.rankine.autograd.optim;

import dev.rankine.autograd.Parameter;
import dev.rankine.autograd.ParameterGradients;
import java.util.List;

/** Adam with decoupled weight decay (Loshchilov and Hutter 2019). */
public final class AdamW implements Optimizer {
  private final Adam adam;

  /**
   * Adam whose every step first multiplies the parameters by 1 − rate·weightDecay.
   *
   * @throws IllegalArgumentException if there are no parameters, one is frozen or given twice, or a
   *     number is out of its range
   */
  public AdamW(List<Parameter> parameters, double rate, double weightDecay) {
    this(parameters, Schedule.constant(rate), weightDecay);
  }

  /** As {@link #AdamW(List, double, double)}, with a rate that changes. */
  public AdamW(List<Parameter> parameters, Schedule schedule, double weightDecay) {
    Trained.notNegative("weight decay", weightDecay);
    this.adam = new Adam(parameters, schedule, weightDecay);
  }

  @Override
  public List<Parameter> parameters() {
    return adam.parameters();
  }

  @Override
  public Runnable prepare(ParameterGradients gradients) {
    return adam.prepare(gradients);
  }

  @Override
  public OptimizerState state() {
    return adam.state();
  }

  @Override
  public void restore(OptimizerState stored) {
    adam.restore(stored);
  }
}
