package dev.rankine.autograd.train;

import dev.rankine.autograd.Parameter;
import dev.rankine.autograd.data.Augmentation;
import dev.rankine.autograd.data.Augmented;
import dev.rankine.autograd.data.Prepared;
import dev.rankine.autograd.nn.BatchNorm2d;
import dev.rankine.autograd.nn.Conv2d;
import dev.rankine.autograd.nn.Dropout;
import dev.rankine.autograd.nn.Flatten;
import dev.rankine.autograd.nn.Layer;
import dev.rankine.autograd.nn.Linear;
import dev.rankine.autograd.nn.Parameters;
import dev.rankine.autograd.nn.Relu;
import dev.rankine.autograd.nn.Sequential;
import dev.rankine.autograd.optim.Adam;
import dev.rankine.autograd.optim.AdamW;
import dev.rankine.autograd.optim.Optimizer;
import dev.rankine.autograd.optim.ParameterGroups;
import dev.rankine.autograd.optim.Schedule;
import dev.rankine.autograd.optim.Sgd;
import dev.rankine.engine.Backend;
import dev.rankine.engine.Conv2dGeometry;
import dev.rankine.engine.Indices;
import dev.rankine.engine.Philox;
import dev.rankine.engine.Shape;
import dev.rankine.engine.Tensor;
import dev.rankine.engine.io.TensorHash;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A small model with all that a checkpoint must keep: dropout, running statistics, a shuffled
 * order, augmentation with prefetch, moments, a schedule and parameter groups.
 */
final class SmallTraining {
  static final int EXAMPLES = 22;
  static final int BATCH = 4;
  static final int EPOCHS = 3;

  final Layer model;
  final Training training;

  SmallTraining(String method, long seed) {
    Backend backend = Backend.cpu();
    Parameters source = Parameters.initialise(backend, new Philox(seed, 0));
    model =
        Sequential.of(
            Conv2d.of(source.at("conv"), 1, 3, 3, new Conv2dGeometry.Window(1, 1, 1)),
            BatchNorm2d.of(source.at("bn"), 3),
            new Relu(),
            new Dropout(0.2, new Philox(seed, 3)),
            new Flatten(),
            Linear.of(source.at("fc1"), 108, 5),
            new Dropout(0.3, new Philox(seed, 4)),
            Linear.of(source.at("fc2"), 5, 3));
    byte[] pixels = new byte[EXAMPLES * 36];
    int[] labels = new int[EXAMPLES];
    Philox random = new Philox(1, 1);
    for (int i = 0; i < pixels.length; i++) {
      labels[i / 36] = i / 36 % 3;
      pixels[i] = (byte) (random.nextInt(100) + 70 * labels[i / 36]);
    }
    Augmentation movement = Augmentation.elastic(2, 1).then(Augmentation.shift(1));
    Augmented images = new Augmented(pixels, Shape.of(EXAMPLES, 1, 6, 6), 255, movement, seed);
    Objective objective =
        Objective.crossEntropy(
            model,
            Prepared.prefetching(backend, images),
            Indices.of(backend, Shape.of(EXAMPLES), labels));
    training =
        Training.of(model, optimizer(method, model.trainable()), objective)
            .epochs(EPOCHS)
            .batch(BATCH)
            .shuffled(new Philox(seed, 2))
            .measure("norm", () -> model.parameters().getFirst().tensor().toDoubles()[0]);
  }

  private static Optimizer optimizer(String method, List<Parameter> parameters) {
    Schedule schedule = Schedule.cosine(0.02, 0.001, 12).warmedUp(3);
    return switch (method) {
      case "sgd" -> new Sgd(parameters, schedule, 0.9, 0.01, true);
      case "adam" -> new Adam(parameters, schedule);
      case "groups" ->
          new ParameterGroups(
              new AdamW(parameters.subList(0, 3), schedule, 0.1),
              new ParameterGroups(
                  new Sgd(parameters.subList(3, 5), 0.01, 0.5, 0),
                  new Adam(parameters.subList(5, parameters.size()), 0.01)));
      default -> throw new IllegalArgumentException(method);
    };
  }

  String hash() {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    model.parameters().forEach(parameter -> tensors.put(parameter.name(), parameter.tensor()));
    return TensorHash.sha256(tensors);
  }

  /** Stops a training after so many steps in all. */
  static TrainingListener stopAt(long steps) {
    return new TrainingListener() {
      @Override
      public void stepped(Training training) {
        if (training.steps() == steps) {
          training.stop();
        }
      }
    };
  }
}
