package dev.rankine.autograd.nn;

import dev.rankine.autograd.Parameter;
import dev.rankine.engine.Philox;
import dev.rankine.engine.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/** What has parameters. */
public interface Model {
  /** The parameters and states, in the order in which they were made. */
  List<Parameter> parameters();

  /** The parameters that train, for an optimizer. */
  default List<Parameter> trainable() {
    return parameters().stream().filter(Parameter::trainable).toList();
  }

  /**
   * The parameters' and states' tensors by name, as files hold them: {@code new
   * Safetensors(model.named(), Map.of()).write(file)}, and {@link Parameters#load} for the way
   * back.
   *
   * @throws IllegalStateException if two of them have one name
   */
  default SequencedMap<String, Tensor> named() {
    SequencedMap<String, Tensor> tensors = new LinkedHashMap<>();
    for (Parameter parameter : parameters()) {
      if (tensors.put(parameter.name(), parameter.tensor()) != null) {
        throw new IllegalStateException(
            "two parameters are called " + parameter.name() + "; build each layer at its own path");
      }
    }
    return tensors;
  }

  /**
   * The random streams that it draws from in training, as dropout does, for a checkpoint: a layer
   * of one's own that draws, or has parts that draw, lists them here. A {@link Composite} does so
   * by itself.
   */
  default List<Philox> streams() {
    return List.of();
  }

  /** A table of the parameters: names, shapes, numbers of elements, and which of them train. */
  default String summary() {
    return Summary.of(parameters());
  }
}
