package dev.rankine.lora.variant;

import dev.rankine.autograd.Parameter;
import dev.rankine.engine.Tensor;

/**
 * How much each element of a parameter matters to the loss (AdaLoRA, equations 9 to 11): the
 * running average of |w·∂L/∂w| times the running average of how far that is from its average.
 */
final class Importance {
  private final Parameter parameter;
  private final double beta1;
  private final double beta2;
  private final double[] sensitivity;
  private final double[] uncertainty;

  Importance(Parameter parameter, double beta1, double beta2) {
    this.parameter = parameter;
    this.beta1 = beta1;
    this.beta2 = beta2;
    this.sensitivity = new double[parameter.shape().size()];
    this.uncertainty = new double[sensitivity.length];
  }

  Parameter parameter() {
    return parameter;
  }

  void add(Tensor gradient) {
    double[] weights = parameter.tensor().toDoubles();
    double[] slopes = gradient.toDoubles();
    for (int i = 0; i < sensitivity.length; i++) {
      double now = Math.abs(weights[i] * slopes[i]);
      sensitivity[i] = beta1 * sensitivity[i] + (1 - beta1) * now;
      uncertainty[i] = beta2 * uncertainty[i] + (1 - beta2) * Math.abs(now - sensitivity[i]);
    }
  }

  double[] scores() {
    double[] scores = new double[sensitivity.length];
    for (int i = 0; i < scores.length; i++) {
      scores[i] = sensitivity[i] * uncertainty[i];
    }
    return scores;
  }
}
