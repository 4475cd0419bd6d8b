package dev.rankine.autograd.train;

import dev.rankine.autograd.ParameterGradients;
import dev.rankine.autograd.Tape;
import dev.rankine.autograd.Var;
import dev.rankine.autograd.data.Batches;
import dev.rankine.autograd.data.Epoch;
import dev.rankine.autograd.nn.Model;
import dev.rankine.autograd.optim.Optimizer;
import dev.rankine.engine.Indices;
import dev.rankine.engine.Philox;
import dev.rankine.engine.Tensor;
import dev.rankine.engine.io.TensorHash;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.DoubleSupplier;
import java.util.function.UnaryOperator;

/**
 * Trains a model, epoch after epoch, and tells listeners. It can be stopped after any step, saved,
 * and resumed by another process to the same bits.
 *
 * <pre>
 * Training.of(model, optimizer, Objective.crossEntropy(model, images, labels))
 *     .epochs(10).batch(64).shuffled(new Philox(seed, 2))
 *     .with(new ProgressLines(System.out), new Checkpoints(file).everySteps(500))
 *     .resumeIfSaved(file)
 *     .run();
 * </pre>
 *
 * <p>Options are given before it runs. It serves one thread; {@link #stop} may come from any.
 */
public final class Training {
  final Model model;
  final Optimizer optimizer;
  final Objective objective;
  final List<TrainingListener> listeners = new ArrayList<>();
  final List<EpochSummary> history = new ArrayList<>();
  Position position = new Position();
  Optional<Philox> order = Optional.empty();
  int batch = 64;
  private final Map<String, DoubleSupplier> measures = new LinkedHashMap<>();
  private UnaryOperator<ParameterGradients> gradients = UnaryOperator.identity();
  private int epochs = 1;
  private double lastLoss = Double.NaN;
  private volatile boolean stopped;

  private Training(Model model, Optimizer optimizer, Objective objective) {
    this.model = model;
    this.optimizer = optimizer;
    this.objective = objective;
  }

  /**
   * One epoch in the data's own order, in batches of 64, unless said otherwise.
   *
   * @throws IllegalArgumentException if there are no examples, or two parameters of the model have
   *     one name: what is saved by name would be one of them
   */
  public static Training of(Model model, Optimizer optimizer, Objective objective) {
    positive("examples", objective.count());
    TrainingState.requireNames(model.parameters());
    return new Training(model, optimizer, objective);
  }

  /** How many epochs there are in all, those before a stop included. */
  public Training epochs(int count) {
    this.epochs = positive("epochs", count);
    return this;
  }

  /** Examples a step; the last step of an epoch may have fewer. */
  public Training batch(int examples) {
    this.batch = positive("batch", examples);
    return this;
  }

  /** A new order of the data in each epoch, drawn from a stream of its own. */
  public Training shuffled(Philox random) {
    this.order = Optional.of(random);
    position.order = random.position();
    return this;
  }

  /** What becomes of the gradients before each update, see {@code Clip}. */
  public Training gradients(UnaryOperator<ParameterGradients> change) {
    this.gradients = change;
    return this;
  }

  /** What is measured at the end of each epoch, such as the accuracy on other examples. */
  public Training measure(String name, DoubleSupplier value) {
    measures.put(name, value);
    return this;
  }

  /** Who hears of it, in this order. */
  public Training with(TrainingListener... more) {
    listeners.addAll(List.of(more));
    return this;
  }

  private static int positive(String name, int value) {
    if (value < 1) {
      throw new IllegalArgumentException("training: " + name + " is " + value + ", at least 1");
    }
    return value;
  }

  /** Trains from where it stands to the end, or until it is stopped. */
  public Training run() {
    stopped = false;
    listeners.forEach(listener -> listener.started(this));
    while (position.epoch <= epochs && !position.finished && !stopped) {
      runEpoch();
    }
    listeners.forEach(listener -> listener.ended(this));
    return this;
  }

  private void runEpoch() {
    double before = position.seconds;
    long start = System.nanoTime();
    Batches batches = batches().skip(position.batches);
    objective.begin(new Epoch(position.epoch, batches));
    for (Indices rows : batches.on(objective.backend())) {
      lastLoss = step(rows);
      position.stepped(rows.size(), lastLoss);
      position.seconds = before + (System.nanoTime() - start) * 1e-9;
      for (TrainingListener listener : listeners) {
        listener.stepped(this);
      }
      settled();
      if (stopped) {
        return;
      }
    }
    endEpoch();
  }

  private Batches batches() {
    if (order.isEmpty()) {
      return Batches.inOrder(objective.count(), batch);
    }
    order.get().moveTo(position.order);
    return Batches.shuffled(objective.count(), batch, order.get());
  }

  /** One update; returns the mean loss over the batch before it. */
  public double step(Indices rows) {
    try (Tape tape = Tape.recording(objective.backend())) {
      Var loss = objective.loss(tape, rows);
      optimizer.step(gradients.apply(tape.backward(loss)));
      return loss.value().item();
    }
  }

  private void endEpoch() {
    long start = System.nanoTime();
    Map<String, Double> measured = new LinkedHashMap<>();
    measures.forEach((name, value) -> measured.put(name, value.getAsDouble()));
    double seconds = (System.nanoTime() - start) * 1e-9;
    EpochSummary summary =
        new EpochSummary(
            position.epoch,
            position.steps,
            meanLoss(),
            position.seconds,
            seconds,
            measured,
            trainedHash());
    history.add(summary);
    position.nextEpoch(order.map(Philox::position).orElse(0L));
    listeners.forEach(listener -> listener.epochEnded(this, summary));
    settled();
  }

  private String trainedHash() {
    Map<String, Tensor> trained = new LinkedHashMap<>();
    model.trainable().forEach(parameter -> trained.put(parameter.name(), parameter.tensor()));
    return TensorHash.sha256(trained);
  }

  private void settled() {
    for (TrainingListener listener : listeners) {
      listener.settled(this);
    }
  }

  /** Ends {@link #run} after the step that is being made, from any thread: to be resumed. */
  public void stop() {
    stopped = true;
  }

  /** For a listener: the epoch that ended was the last one, however many were planned. */
  public void finish() {
    position.finished = true;
  }

  /** Whether all is done, and nothing is left to resume. */
  public boolean done() {
    return position.finished || position.epoch > epochs;
  }

  /** The epoch that is going on or comes next, from 1 up. */
  public int epoch() {
    return position.epoch;
  }

  /** How many epochs there are in all. */
  public int epochs() {
    return epochs;
  }

  /** Updates made since the beginning, those before a stop included. */
  public long steps() {
    return position.steps;
  }

  /** Examples seen in this epoch. */
  public long seen() {
    return position.seen;
  }

  /** Examples of an epoch. */
  public int count() {
    return objective.count();
  }

  /** Seconds that the steps of this epoch took, those before a stop included. */
  public double seconds() {
    return position.seconds;
  }

  /** The mean loss over the batch of the last step; NaN before the first. */
  public double loss() {
    return lastLoss;
  }

  /** The mean loss over the examples seen in this epoch. */
  public double meanLoss() {
    return position.lossSum / position.seen;
  }

  /** The epochs that are done. */
  public List<EpochSummary> history() {
    return List.copyOf(history);
  }

  /** What is trained. */
  public Model model() {
    return model;
  }

  /**
   * Saves all that is needed to go on from here.
   *
   * @throws IOException if it cannot be written; an older file of that name is then unchanged
   */
  public void save(Path file) throws IOException {
    TrainingState.of(this).write(file);
  }

  /**
   * Goes on from a checkpoint of the same training.
   *
   * @throws dev.rankine.engine.io.FormatException if it is a checkpoint of another model,
   *     optimizer, seed or batch size, or none, saying which; begin anew with another training then
   * @throws IOException if it cannot be read
   */
  public Training resume(Path file) throws IOException {
    TrainingState.resume(this, file);
    return this;
  }

  /** As {@link #resume} where there is such a file; otherwise it begins at the beginning. */
  public Training resumeIfSaved(Path file) throws IOException {
    return Files.exists(file) ? resume(file) : this;
  }
}
