package dev.rankine.bench.rankine;

import dev.rankine.autograd.Gradients;
import dev.rankine.autograd.Tape;
import dev.rankine.autograd.Var;
import dev.rankine.autograd.nn.Layer;
import dev.rankine.autograd.op.CrossEntropyOp;
import dev.rankine.autograd.optim.Adam;
import dev.rankine.autograd.optim.Optimizer;
import dev.rankine.bench.work.Network;
import dev.rankine.bench.work.TrainingStep;
import dev.rankine.bench.work.Trial;
import dev.rankine.engine.Backend;
import dev.rankine.engine.Indices;
import dev.rankine.engine.Shape;
import dev.rankine.engine.Tensor;
import java.util.List;
import java.util.stream.Stream;

/** A training step with Rankine's tape, layers and optimizer. */
final class StepTrial implements Trial {
  private final Backend backend;
  private final Tensor inputs;
  private final Indices labels;
  private final Model model;
  private final Layer trained;
  private final Optimizer optimizer;
  private final long[] nanos = new long[TrainingStep.STAGES.size()];

  StepTrial(Backend backend, TrainingStep step) {
    this.backend = backend;
    int side = Network.SIDE;
    Tensor images = Tensor.of(backend, Shape.of(step.batch(), 1, side, side), step.images());
    labels = Indices.of(backend, Shape.of(step.batch()), step.labels());
    model = Model.of(backend, step.network());
    trained = step.cached() ? model.rest() : model.layer();
    inputs = step.cached() ? computed(model.prefix(), images) : images;
    optimizer = new Adam(model.trained(), TrainingStep.RATE);
  }

  private static Tensor computed(Layer prefix, Tensor images) {
    try (Tape tape = Tape.none(images.backend())) {
      Tensor features = prefix.forward(tape, tape.constant(images)).value();
      return Tensor.of(images.backend(), features.shape(), features.toFloats());
    }
  }

  private Var loss(Tape tape) {
    return CrossEntropyOp.of(trained.forward(tape, tape.constant(inputs)), labels);
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
      Stream<Tensor> found = model.trained().stream().map(gradients::of);
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
