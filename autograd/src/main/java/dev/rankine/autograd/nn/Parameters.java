package dev.rankine.autograd.nn;

import dev.rankine.autograd.Parameter;
import dev.rankine.engine.Backend;
import dev.rankine.engine.Philox;
import dev.rankine.engine.Shape;
import dev.rankine.engine.ShapeException;
import dev.rankine.engine.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;

/**
 * Where a model under construction gets its parameters: freshly initialised, or loaded. The same
 * constructor of a layer serves both. {@link #at} goes down one step of the dotted path.
 */
public final class Parameters {
  private final Backend backend;
  private final Philox random;
  private final Optional<Map<String, Tensor>> stored;
  private final Map<String, Parameter> made;
  private final String path;

  private Parameters(
      Backend backend,
      Philox random,
      Optional<Map<String, Tensor>> stored,
      Map<String, Parameter> made,
      String path) {
    this.backend = backend;
    this.random = random;
    this.stored = stored;
    this.made = made;
    this.path = path;
  }

  /** New parameters, drawn from a random stream in the order in which they are asked for. */
  public static Parameters initialise(Backend backend, Philox random) {
    return new Parameters(backend, random, Optional.empty(), new LinkedHashMap<>(), "");
  }

  /** Parameters from named tensors, which are copied. */
  public static Parameters load(Backend backend, Map<String, Tensor> tensors) {
    return new Parameters(
        backend, new Philox(0, 0), Optional.of(tensors), new LinkedHashMap<>(), "");
  }

  /** The same source one step down the path: {@code at("fc1").get("weight", …)}. */
  public Parameters at(String step) {
    return new Parameters(backend, random, stored, made, path + step + ".");
  }

  /** As {@link #at(String)}, for a position. */
  public Parameters at(int step) {
    return at(String.valueOf(step));
  }

  /** Where the parameters live. */
  public Backend backend() {
    return backend;
  }

  /**
   * A parameter with this name below the path.
   *
   * @throws IllegalArgumentException if the name was taken, or is not among the stored ones
   * @throws ShapeException if the stored one has another shape
   */
  public Parameter get(String name, Shape shape, Initial initial) {
    return make(name, shape, initial, Parameter::new);
  }

  /**
   * As {@link #get}, for what a layer keeps beside what it learns: stored with the parameters, and
   * always frozen.
   */
  public Parameter state(String name, Shape shape, Initial initial) {
    return make(name, shape, initial, Parameter::state);
  }

  private Parameter make(
      String name, Shape shape, Initial initial, BiFunction<String, Tensor, Parameter> maker) {
    String full = path + name;
    if (made.containsKey(full)) {
      throw new IllegalArgumentException("parameter " + full + " was made twice; rename a layer");
    }
    Tensor tensor =
        stored.isPresent()
            ? Tensor.of(backend, shape, stored(full, shape, stored.get()))
            : Tensor.of(backend, shape, initial.draw(shape, random));
    Parameter parameter = maker.apply(full, tensor);
    made.put(full, parameter);
    return parameter;
  }

  private static double[] stored(String name, Shape shape, Map<String, Tensor> tensors) {
    Tensor tensor = tensors.get(name);
    if (tensor == null) {
      throw new IllegalArgumentException(
          "parameter " + name + " is missing; there are " + tensors.keySet());
    }
    if (!tensor.shape().equals(shape)) {
      throw ShapeException.of(
          "load " + name,
          "the stored shape is not the model's",
          "load the file that belongs to this model",
          tensor.shape(),
          shape);
    }
    return tensor.toDoubles();
  }

  /** All parameters made so far, in order. */
  public List<Parameter> all() {
    return List.copyOf(made.values());
  }

  /**
   * Call after the model is built from stored tensors.
   *
   * @throws IllegalArgumentException if some were not asked for, naming them
   */
  public void requireAllUsed() {
    List<String> unused = new ArrayList<>(stored.orElse(Map.of()).keySet());
    unused.removeAll(made.keySet());
    if (!unused.isEmpty()) {
      throw new IllegalArgumentException(
          "stored tensors " + unused + " belong to no parameter; load the file of this model");
    }
  }
}
