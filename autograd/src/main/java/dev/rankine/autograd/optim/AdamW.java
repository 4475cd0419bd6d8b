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
   * @throws IllegalArgumentException if weightDecay is negative
   */
  public AdamW(List<Parameter> parameters, double rate, double weightDecay) {
    if (!(weightDecay >= 0)) {
      throw new IllegalArgumentException("optimizer: weight decay " + weightDecay + " is negative");
    }
    this.adam = new Adam(parameters, rate, 1 - rate * weightDecay);
  }

  @Override
  public void step(Gradients gradients) {
    adam.step(gradients);
  }
}
