package dev.rankine.autograd.optim;

import dev.rankine.autograd.Gradients;
import dev.rankine.autograd.Parameter;
import dev.rankine.engine.AdamStep;
import dev.rankine.engine.Tensor;
import java.util.List;

/** Adam (Kingma and Ba 2015), see {@link AdamStep}; β = (0.9, 0.999), ε = 1e-8. */
public final class Adam implements Optimizer {
  static final double BETA1 = 0.9;
  static final double BETA2 = 0.999;
  static final double EPSILON = 1e-8;

  private final List<Parameter> parameters;
  private final List<Tensor> first;
  private final List<Tensor> second;
  private final double rate;
  private final double decay;
  private double power1 = 1;
  private double power2 = 1;

  /** Adam without weight decay. */
  public Adam(List<Parameter> parameters, double rate) {
    this(parameters, rate, 1);
  }

  /** For {@link AdamW}: every step multiplies the parameters by decay first. */
  Adam(List<Parameter> parameters, double rate, double decay) {
    this.parameters = Optimizer.trainable(parameters);
    this.rate = Optimizer.positive("rate", rate);
    this.decay = decay;
    this.first = Moments.zeros(this.parameters);
    this.second = Moments.zeros(this.parameters);
  }

  @Override
  public void step(Gradients gradients) {
    Optimizer.requireReached(parameters, gradients);
    power1 *= BETA1;
    power2 *= BETA2;
    AdamStep step =
        new AdamStep(rate / (1 - power1), BETA1, BETA2, EPSILON, Math.sqrt(1 - power2), decay);
    for (int i = 0; i < parameters.size(); i++) {
      Tensor tensor = parameters.get(i).tensor();
      Tensor gradient = gradients.of(parameters.get(i));
      tensor.backend().adamInPlace(step, tensor, gradient, first.get(i), second.get(i));
    }
  }
}
