package dev.rankine.autograd.optim;

import dev.rankine.autograd.Parameter;
import dev.rankine.engine.Tensor;
import java.util.List;

/** Running averages of an optimizer, one for each parameter. */
final class Moments {
  private Moments() {}

  static List<Tensor> zeros(List<Parameter> parameters) {
    return parameters.stream()
        .map(parameter -> Tensor.zeros(parameter.tensor().backend(), parameter.shape()))
        .toList();
  }
}
