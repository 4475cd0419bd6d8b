package dev.rankine.autograd.optim;

import dev.rankine.autograd.Parameter;
import dev.rankine.autograd.ParameterGradients;
import dev.rankine.engine.Tensor;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The parameters of an optimizer, checked once: at least one, none frozen, none twice. */
record Trained(List<Parameter> parameters) {
  Trained {
    parameters = List.copyOf(parameters);
    if (parameters.isEmpty()) {
      throw new IllegalArgumentException("optimizer: no parameters were given; all are frozen?");
    }
    Set<Parameter> seen = new HashSet<>();
    for (Parameter parameter : parameters) {
      if (!parameter.trainable()) {
        throw new IllegalArgumentException(
            "optimizer: parameter " + parameter.name() + " is frozen; leave it out or unfreeze it");
      }
      if (!seen.add(parameter)) {
        throw new IllegalArgumentException(
            "optimizer: parameter " + parameter.name() + " was given twice; list it once");
      }
    }
  }

  /** A running average for each parameter, at its start. */
  List<Tensor> zeros() {
    return parameters.stream()
        .map(parameter -> Tensor.zeros(parameter.tensor().backend(), parameter.shape()))
        .toList();
  }

  /** The running averages by their parameters' names: {@code fc1.weight.exp_avg}. */
  Map<String, Tensor> named(String average, List<Tensor> tensors) {
    Map<String, Tensor> named = new LinkedHashMap<>();
    for (int i = 0; i < tensors.size(); i++) {
      named.put(parameters.get(i).name() + "." + average, tensors.get(i));
    }
    return named;
  }

  /** Fails if the gradient of a parameter is missing, or its tape is closed. */
  void require(ParameterGradients gradients) {
    for (Parameter parameter : parameters) {
      gradients.of(parameter).storage();
    }
  }

  /** A number of an optimizer, checked. */
  static double positive(String name, double value) {
    if (!(value > 0) || Double.isInfinite(value)) {
      throw new IllegalArgumentException(
          "optimizer: " + name + " " + value + ": a positive, finite number is needed");
    }
    return value;
  }

  /** A number of an optimizer that may be 0, checked. */
  static double notNegative(String name, double value) {
    if (!(value >= 0) || Double.isInfinite(value)) {
      throw new IllegalArgumentException(
          "optimizer: " + name + " " + value + ": 0 or a positive, finite number is needed");
    }
    return value;
  }
}
