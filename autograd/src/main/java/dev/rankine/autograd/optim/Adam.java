package dev.rankine.autograd.optim;

import dev.rankine.autograd.Gradients;
import dev.rankine.autograd.Parameter;
import dev.rankine.engine.AdamStep;
import dev.rankine.engine.Tensor;
import java.util.List;

/** Adam (Kingma and Ba 2015), see {@link AdamStep}; β = (0.9, 0.999), ε = 1e-8. */
public final class Adam implements Optimizer {
  private static final double BETA1 = 0.9;
  private static final double BETA2 = 0.999;
  private static final double EPSILON = 1e-8;

  private final Trained trained;
  private final List<Tensor> first;
  private final List<Tensor> second;
  private final double rate;
  private final double decay;
  private double power1 = 1;
  private double power2 = 1;

  /**
   * Adam without weight decay.
   *
   * @throws IllegalArgumentException if there are no parameters, one is frozen or given twice, or
   *     the rate is out of its range
   */
  public Adam(List<Parameter> parameters, double rate) {
    this(parameters, rate, 1);
  }

  /** For {@link AdamW}: every step multiplies the parameters by decay first. */
  Adam(List<Parameter> parameters, double rate, double decay) {
    this.trained = new Trained(parameters);
    this.rate = Trained.positive("rate", rate);
    this.decay = decay;
    this.first = trained.zeros();
    this.second = trained.zeros();
  }

  @Override
  public void step(Gradients gradients) {
    List<Tensor> found = trained.of(gradients);
    power1 *= BETA1;
    power2 *= BETA2;
    AdamStep step =
        new AdamStep(rate / (1 - power1), BETA1, BETA2, EPSILON, Math.sqrt(1 - power2), decay);
    for (int i = 0; i < found.size(); i++) {
      Tensor tensor = trained.parameters().get(i).tensor();
      tensor.backend().adamInPlace(step, tensor, found.get(i), first.get(i), second.get(i));
    }
  }
}
