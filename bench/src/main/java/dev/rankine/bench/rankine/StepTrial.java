package dev.rankine.bench.rankine;

import dev.rankine.autograd.Gradients;
import dev.rankine.autograd.Tape;
import dev.rankine.autograd.Var;
import dev.rankine.autograd.nn.Conv2d;
import dev.rankine.autograd.nn.Flatten;
import dev.rankine.autograd.nn.Layer;
import dev.rankine.autograd.nn.Linear;
import dev.rankine.autograd.nn.MaxPool2d;
import dev.rankine.autograd.nn.Parameters;
import dev.rankine.autograd.nn.Relu;
import dev.rankine.autograd.nn.Sequential;
import dev.rankine.autograd.op.CrossEntropyOp;
import dev.rankine.autograd.optim.Adam;
import dev.rankine.autograd.optim.Optimizer;
import dev.rankine.bench.work.TrainingStep;
import dev.rankine.bench.work.Trial;
import dev.rankine.engine.Backend;
import dev.rankine.engine.Conv2dGeometry;
import dev.rankine.engine.Indices;
import dev.rankine.engine.Shape;
import dev.rankine.engine.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A training step with Rankine's tape, layers and optimizer. */
final class StepTrial implements Trial {
  private final Backend backend;
  private final Tensor images;
  private final Indices labels;
  private final Layer model;
  private final Optimizer optimizer;
  private final long[] nanos = new long[TrainingStep.STAGES.size()];

  StepTrial(Backend backend, TrainingStep step) {
    this.backend = backend;
    int side = TrainingStep.SIDE;
    images = Tensor.of(backend, Shape.of(step.batch(), 1, side, side), step.images());
    labels = Indices.of(backend, Shape.of(step.batch()), step.labels());
    model = model(backend);
    optimizer = new Adam(model.parameters(), TrainingStep.RATE);
  }

  private static Layer model(Backend backend) {
    Map<String, Tensor> initial = new LinkedHashMap<>();
    TrainingStep.SHAPES.forEach(
        (name, dims) ->
            initial.put(name, Tensor.of(backend, Shape.of(dims), TrainingStep.initial(name))));
    Parameters parameters = Parameters.load(backend, initial);
    Parameters conv = parameters.at("conv");
    Conv2dGeometry.Window same = new Conv2dGeometry.Window(1, 1, 1);
    return Sequential.of(
        Conv2d.of(conv.at(0), 1, 8, 3, same),
        new Relu(),
        new MaxPool2d(2),
        Conv2d.of(conv.at(3), 8, 16, 3, same),
        new Relu(),
        new MaxPool2d(2),
        new Flatten(),
        Linear.of(parameters.at("fc1"), 784, 64),
        new Relu(),
        Linear.of(parameters.at("fc2"), 64, TrainingStep.CLASSES));
  }

  private Var loss(Tape tape) {
    return CrossEntropyOp.of(model.forward(tape, tape.constant(images)), labels);
  }

  @Override
  public void run() {
    long start = System.nanoTime();
    try (Tape tape = Tape.recording(backend)) {
      Var loss = loss(tape);
      long forward = System.nanoTime();
      Gradients gradients = tape.backward(loss);
      long backward = System.nanoTime();
      optimizer.step(gradients);
      long end = System.nanoTime();
      nanos[0] += forward - start;
      nanos[1] += backward - forward;
      nanos[2] += end - backward;
    }
  }

  @Override
  public float[] result() {
    try (Tape tape = Tape.recording(backend)) {
      Var loss = loss(tape);
      Gradients gradients = tape.backward(loss);
      Stream<Tensor> found = model.parameters().stream().map(gradients::of);
      return Parts.concatenation(
          Stream.concat(Stream.of(loss.value()), found).map(Tensor::toFloats));
    }
  }

  @Override
  public List<String> stages() {
    return TrainingStep.STAGES;
  }

  @Override
  public long[] stageNanos() {
    return nanos;
  }
}
