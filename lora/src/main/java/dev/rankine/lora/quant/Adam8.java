package dev.rankine.lora.quant;

import dev.rankine.autograd.Parameter;
import dev.rankine.autograd.ParameterGradients;
import dev.rankine.autograd.optim.Optimizer;
import dev.rankine.autograd.optim.Schedule;
import dev.rankine.engine.AdamStep;
import dev.rankine.engine.Scope;
import dev.rankine.engine.Tensor;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

/**
 * Adam, β = (0.9, 0.999), ε = 1e-8, with both moments in eight bits between steps (Dettmers et al.
 * 2022): 2.03 bytes for each parameter in place of 8. A step itself runs in float32, see {@link
 * AdamStep}.
 *
 * <p>The error of storing, in each block of 256 elements: the first moment is off by at most
 * 0.9/128 (0.71 %) of the block's largest first moment, the second by at most 0.9/256 (0.36 %) of
 * its largest second moment, each plus one rounding. A second moment that is not zero is never
 * stored as zero, so that no update is divided by ε alone for that reason.
 */
public final class Adam8 implements Optimizer {
  private static final double BETA1 = 0.9;
  private static final double BETA2 = 0.999;
  private static final double EPSILON = 1e-8;

  private final List<Parameter> parameters;
  private final List<Blocks8> first = new ArrayList<>();
  private final List<Blocks8> second = new ArrayList<>();
  private final Schedule schedule;
  private long steps;
  private double power1 = 1;
  private double power2 = 1;

  /**
   * Adam with a constant rate.
   *
   * @throws IllegalArgumentException if there are no parameters, or one is frozen or given twice
   */
  public Adam8(List<Parameter> parameters, double rate) {
    this(parameters, Schedule.constant(rate));
  }

  /** As {@link #Adam8(List, double)}, with a rate that changes. */
  public Adam8(List<Parameter> parameters, Schedule schedule) {
    this.parameters = List.copyOf(parameters);
    this.schedule = schedule;
    boolean frozen = this.parameters.stream().anyMatch(parameter -> !parameter.trainable());
    boolean twice = new HashSet<>(this.parameters).size() < this.parameters.size();
    if (this.parameters.isEmpty() || frozen || twice) {
      throw new IllegalArgumentException(
          "Adam8: "
              + this.parameters
              + ": at least one parameter is needed, none frozen, none given twice");
    }
    for (Parameter parameter : this.parameters) {
      first.add(new Blocks8(DynamicCode.SIGNED, parameter.shape().size()));
      second.add(new Blocks8(DynamicCode.UNSIGNED, parameter.shape().size()));
    }
  }

  @Override
  public List<Parameter> parameters() {
    return parameters;
  }

  /** Bytes of both moments. */
  public long stateBytes() {
    return first.stream().mapToLong(Blocks8::bytes).sum()
        + second.stream().mapToLong(Blocks8::bytes).sum();
  }

  @Override
  public Runnable prepare(ParameterGradients gradients) {
    parameters.forEach(parameter -> gradients.of(parameter).storage());
    double rate = schedule.at(steps);
    if (!(rate >= 0) || Double.isInfinite(rate)) {
      throw new IllegalArgumentException(
          "Adam8: rate " + rate + ": 0 or a positive, finite number is needed");
    }
    return () -> update(gradients, rate);
  }

  private void update(ParameterGradients gradients, double rate) {
    steps++;
    power1 *= BETA1;
    power2 *= BETA2;
    AdamStep step =
        new AdamStep(rate / (1 - power1), BETA1, BETA2, EPSILON, Math.sqrt(1 - power2), 1);
    for (int i = 0; i < parameters.size(); i++) {
      Tensor tensor = parameters.get(i).tensor();
      try (Scope scope = Scope.on(tensor.backend())) {
        Tensor m = scope.tensor(tensor.shape());
        Tensor v = scope.tensor(tensor.shape());
        tensor.backend().upload(first.get(i).decode(), m);
        tensor.backend().upload(second.get(i).decode(), v);
        tensor.backend().adamInPlace(step, tensor, gradients.of(parameters.get(i)), m, v);
        first.get(i).encode(m.toFloats(), false);
        second.get(i).encode(v.toFloats(), true);
      }
    }
  }
}
