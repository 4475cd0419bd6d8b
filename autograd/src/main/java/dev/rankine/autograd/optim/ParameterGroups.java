package dev.rankine.autograd.optim;

import dev.rankine.autograd.Parameter;
import dev.rankine.autograd.ParameterGradients;
import dev.rankine.engine.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

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

  /** Each group's, one after another; tensors are named after the group's place, from 0. */
  @Override
  public OptimizerState state() {
    List<String> methods = new ArrayList<>();
    List<Long> steps = new ArrayList<>();
    List<Double> rates = new ArrayList<>();
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    for (int place = 0; place < groups.size(); place++) {
      OptimizerState state = groups.get(place).state();
      methods.add(state.method());
      steps.addAll(state.steps());
      rates.addAll(state.rates());
      String prefix = place + ".";
      state.tensors().forEach((name, tensor) -> tensors.put(prefix + name, tensor));
    }
    return new OptimizerState(methods.toString(), steps, rates, tensors);
  }

  @Override
  public void restore(OptimizerState stored) {
    state().requireFits(stored);
    List<OptimizerState> before = new ArrayList<>();
    try {
      int first = 0;
      for (Optimizer group : groups) {
        OptimizerState own = group.state();
        int last = first + own.steps().size();
        OptimizerState part = stored.group(before.size(), own.method(), first, last);
        before.add(own.copy());
        group.restore(part);
        first = last;
      }
    } catch (RuntimeException refused) {
      for (int place = 0; place < before.size() - 1; place++) {
        groups.get(place).restore(before.get(place));
      }
      throw refused;
    }
  }
}
