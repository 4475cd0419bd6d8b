package dev.rankine.autograd.optim;

import dev.rankine.autograd.Gradients;
import dev.rankine.autograd.Parameter;
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
    double decay = 1 - rate * Trained.notNegative("weight decay", weightDecay);
    this.adam = new Adam(parameters, rate, decay);
  }

  @Override
  public void step(Gradients gradients) {
    adam.step(gradients);
  }
}
