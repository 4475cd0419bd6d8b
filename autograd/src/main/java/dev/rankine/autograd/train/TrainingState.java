package dev.rankine.autograd.train;

import dev.rankine.autograd.Parameter;
import dev.rankine.autograd.optim.OptimizerState;
import dev.rankine.engine.Philox;
import dev.rankine.engine.Shape;
import dev.rankine.engine.Tensor;
import dev.rankine.engine.io.FormatException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * A training as a checkpoint, and back. What tells trainings apart is checked before anything
 * changes.
 */
final class TrainingState {
  private TrainingState() {}

  /** Fails if a name stands for two parameters. */
  static void requireNames(List<Parameter> parameters) {
    Map<String, Parameter> named = new HashMap<>();
    for (Parameter parameter : parameters) {
      Parameter other = named.put(parameter.name(), parameter);
      if (other != null && other != parameter) {
        throw new IllegalArgumentException(
            "training: two parameters are called "
                + parameter.name()
                + "; build each layer at its own path");
      }
    }
  }

  static Checkpoint of(Training training) {
    Checkpoint to = new Checkpoint();
    Checkpoint model = to.at("model");
    for (Parameter parameter : training.model.parameters()) {
      model.put(parameter.name(), parameter.tensor());
    }
    Checkpoint optimizer = to.at("optimizer");
    OptimizerState state = training.optimizer.state();
    optimizer.put("method", state.method());
    for (int group = 0; group < state.steps().size(); group++) {
      optimizer.put("steps." + group, state.steps().get(group));
      optimizer.put("rate." + group, state.rates().get(group));
    }
    state.tensors().forEach(optimizer::put);
    plan(training).forEach(to.at("plan")::put);
    positions(training, to.at("random"));
    training.position.save(to.at("position"));
    for (EpochSummary epoch : training.history) {
      epoch.save(to.at("history").at(String.valueOf(epoch.epoch())));
    }
    training.objective.save(to.at("objective"));
    for (int i = 0; i < training.listeners.size(); i++) {
      training.listeners.get(i).save(listener(to, training, i));
    }
    return to;
  }

  /** What must be the same on both sides of a stop. */
  private static Map<String, String> plan(Training training) {
    Map<String, String> plan = new LinkedHashMap<>();
    plan.put("examples", String.valueOf(training.count()));
    plan.put("batch", String.valueOf(training.batch));
    plan.put("order", training.order.map(TrainingState::name).orElse("the data's own"));
    List<String> streams = training.model.streams().stream().map(TrainingState::name).toList();
    plan.put("random", String.join(", ", streams));
    return plan;
  }

  private static String name(Philox random) {
    return "stream " + random.stream() + " of seed " + random.seed();
  }

  private static void positions(Training training, Checkpoint to) {
    List<Philox> streams = training.model.streams();
    for (int i = 0; i < streams.size(); i++) {
      to.put(String.valueOf(i), streams.get(i).position());
    }
  }

  /** Listeners are told apart by their class's name and by their place among those of the name. */
  private static Checkpoint listener(Checkpoint all, Training training, int place) {
    String name = name(training.listeners.get(place));
    long before =
        training.listeners.subList(0, place).stream().filter(l -> name(l).equals(name)).count();
    return all.at("listener").at(name).at(String.valueOf(before));
  }

  /** Empty where the class has none. */
  private static String name(TrainingListener listener) {
    return listener.getClass().getSimpleName();
  }

  static void resume(Training training, Path file) throws IOException {
    try {
      Checkpoint from = Checkpoint.read(file, training.objective.backend());
      restore(training, from);
    } catch (IllegalArgumentException | ArithmeticException unfit) {
      throw new FormatException(file, "it cannot be resumed: " + unfit.getMessage());
    }
  }

  private static void restore(Training training, Checkpoint from) {
    Map<String, Tensor> model = requireModel(training, from.at("model"));
    requirePlan(training, from.at("plan"));
    OptimizerState optimizer = optimizer(from.at("optimizer"));
    Position position = Position.restore(from.at("position"));
    List<EpochSummary> history = new ArrayList<>();
    for (int epoch = 1; epoch < position.epoch; epoch++) {
      history.add(EpochSummary.restore(epoch, from.at("history").at(String.valueOf(epoch))));
    }
    List<Philox> streams = training.model.streams();
    long[] positions = new long[streams.size()];
    for (int i = 0; i < positions.length; i++) {
      positions[i] = from.at("random").integer(String.valueOf(i));
    }
    training.optimizer.restore(optimizer);
    training.objective.restore(from.at("objective"));
    for (int i = 0; i < training.listeners.size(); i++) {
      training.listeners.get(i).restore(listener(from, training, i));
    }
    for (Parameter parameter : training.model.parameters()) {
      if (parameter.trainable() || parameter.isState()) {
        Tensor tensor = parameter.tensor();
        tensor.storage().bumpVersion();
        tensor.backend().upload(model.get(parameter.name()).toFloats(), tensor);
      }
    }
    for (int i = 0; i < positions.length; i++) {
      streams.get(i).moveTo(positions[i]);
    }
    training.position = position;
    training.history.clear();
    training.history.addAll(history);
  }

  private static Map<String, Tensor> requireModel(Training training, Checkpoint from) {
    Map<String, Tensor> stored = from.tensors();
    Map<String, Shape> own = new LinkedHashMap<>();
    training.model.parameters().forEach(p -> own.put(p.name(), p.shape()));
    own.forEach(from::tensor);
    requireSameFrozen(training, stored);
    Set<String> more = new TreeSet<>(stored.keySet());
    more.removeAll(own.keySet());
    if (!more.isEmpty()) {
      throw new IllegalArgumentException(
          "it belongs to another model, which has " + more.iterator().next() + " too");
    }
    return stored;
  }

  /** What does not train is the same before and after: another value is another training. */
  private static void requireSameFrozen(Training training, Map<String, Tensor> stored) {
    for (Parameter parameter : training.model.parameters()) {
      boolean kept = !parameter.trainable() && !parameter.isState();
      float[] own = parameter.tensor().toFloats();
      if (kept && !Arrays.equals(own, stored.get(parameter.name()).toFloats())) {
        throw new IllegalArgumentException(
            "its frozen parameter %s has other values; resume with the model that it began with"
                .formatted(parameter.name()));
      }
    }
  }

  private static void requirePlan(Training training, Checkpoint from) {
    plan(training)
        .forEach(
            (name, own) -> {
              if (!from.text(name).equals(own)) {
                throw new IllegalArgumentException(
                    "its training has %s %s, this one %s; resume with the same options"
                        .formatted(name, from.text(name), own.isEmpty() ? "none" : own));
              }
            });
  }

  private static OptimizerState optimizer(Checkpoint from) {
    List<Long> steps = new ArrayList<>();
    List<Double> rates = new ArrayList<>();
    for (int group = 0; from.has("steps." + group); group++) {
      steps.add(from.integer("steps." + group));
      rates.add(from.real("rate." + group));
    }
    return new OptimizerState(from.text("method"), steps, rates, from.tensors());
  }
}
