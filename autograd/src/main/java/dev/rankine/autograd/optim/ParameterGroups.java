package dev.rankine.autograd.optim;

import dev.rankine.autograd.Parameter;
import dev.rankine.autograd.ParameterGradients;
import java.util.List;

/**
 * Several optimizers as one: groups of parameters with a rate, a decay or a method of their own.
 *
 * <pre>
 * new ParameterGroups(new AdamW(weights, schedule, 0.01), new Adam(biases, 1e-3))
 * </pre>
 */
public final class ParameterGroups implements Optimizer {
  private final List<Optimizer> groups;
  private final List<Parameter> parameters;

  /**
   * Groups that have no parameter in common.
   *
   * @throws IllegalArgumentException if there are no groups, or a parameter is in two
   */
  public ParameterGroups(Optimizer... groups) {
    this.groups = List.of(groups);
    this.parameters =
        new Trained(this.groups.stream().flatMap(group -> group.parameters().stream()).toList())
            .parameters();
  }

  @Override
  public List<Parameter> parameters() {
    return parameters;
  }

  @Override
  public Runnable prepare(ParameterGradients gradients) {
    List<Runnable> updates = groups.stream().map(group -> group.prepare(gradients)).toList();
    return () -> updates.forEach(Runnable::run);
  }
}
