package dev.rankine.autograd.optim;

import dev.rankine.engine.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What an optimizer keeps between two updates, with all that a resumed one must agree with.
 *
 * @param method the method with its fixed numbers and its first rate, in words
 * @param steps how many updates were made, of each group
 * @param rates the rate of the next update, of each group
 * @param tensors running averages by name
 */
public record OptimizerState(
    String method, List<Long> steps, List<Double> rates, Map<String, Tensor> tensors) {

  static OptimizerState of(
      String method, Schedule schedule, long steps, Map<String, Tensor> tensors) {
    return new OptimizerState(
        method + ", first rate " + schedule.at(0),
        List.of(steps),
        List.of(schedule.at(steps)),
        tensors);
  }

  /** For an optimizer with one schedule: checks a stored state, copies it, returns its steps. */
  long take(OptimizerState stored, Schedule schedule) {
    requireFits(stored);
    long after = stored.steps.getFirst();
    if (after < 0) {
      throw new IllegalArgumentException(
          "the stored optimizer made %d updates; the file is damaged".formatted(after));
    }
    if (Double.compare(schedule.at(after), stored.rates.getFirst()) != 0) {
      throw new IllegalArgumentException(
          ("the stored optimizer's rate after %d updates is %s, this schedule gives %s;"
                  + " resume with the same schedule")
              .formatted(after, stored.rates.getFirst(), schedule.at(after)));
    }
    tensors.forEach((name, own) -> own.backend().upload(stored.tensors.get(name).toDoubles(), own));
    return after;
  }

  /**
   * Checks that a stored state is one of this optimizer.
   *
   * @throws IllegalArgumentException if it is not, saying what differs
   */
  void requireFits(OptimizerState stored) {
    if (!method.equals(stored.method) || steps.size() != stored.steps.size()) {
      throw new IllegalArgumentException(
          "the stored optimizer is %s, this one is %s; resume with the same optimizer"
              .formatted(stored.method, method));
    }
    boolean same = tensors.keySet().equals(stored.tensors.keySet());
    for (Map.Entry<String, Tensor> own : tensors.entrySet()) {
      same = same && own.getValue().shape().equals(stored.tensors.get(own.getKey()).shape());
    }
    if (!same) {
      throw new IllegalArgumentException(
          "the stored optimizer trains other parameters; resume with the same model, equally"
              + " frozen");
    }
  }

  /** The same, in tensors of its own. */
  OptimizerState copy() {
    Map<String, Tensor> copies = new LinkedHashMap<>();
    tensors.forEach(
        (name, tensor) ->
            copies.put(name, Tensor.of(tensor.backend(), tensor.shape(), tensor.toDoubles())));
    return new OptimizerState(method, steps, rates, copies);
  }

  /** The part of one group: tensors named after its place, steps first (inclusive) to last. */
  OptimizerState group(int place, String ownMethod, int first, int last) {
    String prefix = place + ".";
    Map<String, Tensor> own = new LinkedHashMap<>();
    tensors.forEach(
        (name, tensor) -> {
          if (name.startsWith(prefix)) {
            own.put(name.substring(prefix.length()), tensor);
          }
        });
    return new OptimizerState(
        ownMethod, steps.subList(first, last), rates.subList(first, last), own);
  }
}
