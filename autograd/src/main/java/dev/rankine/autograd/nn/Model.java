package dev.rankine.autograd.nn;

import dev.rankine.autograd.Parameter;
import java.util.List;

/** What has parameters. */
public interface Model {
  /** The parameters and states, in the order in which they were made. */
  List<Parameter> parameters();

  /** The parameters that train, for an optimizer. */
  default List<Parameter> trainable() {
    return parameters().stream().filter(Parameter::trainable).toList();
  }

  /** A table of the parameters: names, shapes, numbers of elements, and which of them train. */
  default String summary() {
    return Summary.of(parameters());
  }
}
