package dev.rankine.autograd.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rankine.autograd.Parameter;
import dev.rankine.autograd.Tape;
import dev.rankine.autograd.Var;
import dev.rankine.autograd.data.DataSet;
import dev.rankine.autograd.nn.Composite;
import dev.rankine.autograd.nn.Dropout;
import dev.rankine.autograd.nn.Layer;
import dev.rankine.autograd.nn.Linear;
import dev.rankine.autograd.nn.Parameters;
import dev.rankine.autograd.nn.Relu;
import dev.rankine.autograd.nn.Sequential;
import dev.rankine.autograd.optim.Sgd;
import dev.rankine.engine.Backend;
import dev.rankine.engine.Philox;
import dev.rankine.engine.Shape;
import dev.rankine.engine.Tensor;
import dev.rankine.engine.io.FormatException;
import dev.rankine.engine.io.Safetensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A training that is stopped at any steps and resumed gives the bits of one that is not. */
class ResumeTest {
  private static final int STEPS = 18;

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"sgd", "adam", "groups"})
  void stoppedAfterEachStep(String method) throws IOException {
    SmallTraining whole = new SmallTraining(method, 5);
    whole.training.run();
    assertEquals(STEPS, whole.training.steps());
    Path file = folder.resolve("stopped");
    for (int step = 1; step <= STEPS; step++) {
      SmallTraining begun = new SmallTraining(method, 5);
      begun.training.with(SmallTraining.stopAt(step)).run();
      assertEquals(step, begun.training.steps());
      begun.training.save(file);
      assertSame(whole, resumed(method, file), "step " + step);
    }
  }

  @Test
  void stoppedAtRandomStepsSeveralTimes() throws IOException {
    SmallTraining whole = new SmallTraining("groups", 6);
    whole.training.run();
    Philox random = new Philox(8, 8);
    Path file = folder.resolve("stopped");
    for (int trial = 0; trial < 10; trial++) {
      Files.deleteIfExists(file);
      SmallTraining part;
      do {
        part = new SmallTraining("groups", 6);
        part.training.resumeIfSaved(file);
        part.training.with(SmallTraining.stopAt(part.training.steps() + 1 + random.nextInt(7)));
        part.training.run().save(file);
      } while (!part.training.done());
      assertSame(whole, part, "trial " + trial);
    }
  }

  @Test
  void theCheckpointsOfAListenerAreWhole() throws IOException {
    SmallTraining whole = new SmallTraining("adam", 5);
    whole.training.run();
    Path file = folder.resolve("regular");
    SmallTraining begun = new SmallTraining("adam", 5);
    begun.training.with(new Checkpoints(file).everySteps(4), SmallTraining.stopAt(11)).run();
    SmallTraining again = new SmallTraining("adam", 5);
    again.training.resume(file);
    assertEquals(8, again.training.steps());
    again.training.with(new Checkpoints(file)).run();
    assertSame(whole, again, "resumed at 8");
    SmallTraining over = new SmallTraining("adam", 5);
    over.training.resume(file);
    assertTrue(over.training.done());
    assertSame(whole, over, "resumed at the end");
  }

  private SmallTraining resumed(String method, Path file) throws IOException {
    SmallTraining small = new SmallTraining(method, 5);
    small.training.resume(file).run();
    return small;
  }

  private static void assertSame(SmallTraining whole, SmallTraining other, String when) {
    assertEquals(whole.hash(), other.hash(), when);
    assertEquals(STEPS, other.training.steps(), when);
    List<EpochSummary> history = other.training.history();
    assertEquals(SmallTraining.EPOCHS, history.size());
    for (int i = 0; i < history.size(); i++) {
      EpochSummary expected = whole.training.history().get(i);
      assertEquals(expected.loss(), history.get(i).loss(), when);
      assertEquals(expected.steps(), history.get(i).steps(), when);
      assertEquals(expected.measures(), history.get(i).measures(), when);
    }
  }

  @Test
  void whatDoesNotFitIsRefusedInOneLine() throws IOException {
    Path file = folder.resolve("file");
    SmallTraining saved = new SmallTraining("sgd", 5);
    saved.training.with(SmallTraining.stopAt(7)).run().save(file);
    assertRefused("order stream 2 of seed 5, this one stream 2 of seed 6", "sgd", 6, file);
    assertRefused("the stored optimizer is sgd with momentum 0.9 (Nesterov)", "adam", 5, file);
    SmallTraining batch = new SmallTraining("sgd", 5);
    batch.training.batch(5);
    assertRefused("its training has batch 4, this one 5", batch.training, file);
    Backend backend = Backend.cpu();
    Layer other = Linear.of(Parameters.initialise(backend, new Philox(5, 0)).at("fc9"), 2, 2);
    Objective objective =
        Objective.squaredError(
            other,
            DataSet.of(Tensor.zeros(backend, Shape.of(22, 2))),
            Tensor.zeros(backend, Shape.of(22, 2)));
    Training linear = Training.of(other, new Sgd(other.parameters(), 0.1), objective);
    assertRefused("it belongs to another model", linear, file);
    Path plain = folder.resolve("plain");
    new Safetensors(Map.of(), Map.of()).write(plain);
    assertRefused("is no checkpoint", saved.training, plain);
    assertFalse(Files.exists(folder.resolve("nothing")));
    assertThrows(IOException.class, () -> saved.training.resume(folder.resolve("nothing")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"epoch 0", "batches -1", "steps 0"})
  void aDamagedPlaceIsRefused(String value) throws IOException {
    Path file = folder.resolve("file");
    new SmallTraining("sgd", 5).training.with(SmallTraining.stopAt(7)).run().save(file);
    Safetensors saved = Safetensors.read(file, Backend.cpu());
    Map<String, String> metadata = new HashMap<>(saved.metadata());
    String[] words = value.split(" ");
    metadata.put("position." + words[0], words[1]);
    new Safetensors(saved.tensors(), metadata).write(file);
    assertRefused("its place is epoch ", "sgd", 5, file);
  }

  @Test
  void anotherFrozenValueIsAnotherTraining() throws IOException {
    Path file = folder.resolve("file");
    frozen(1).save(file);
    frozen(1).resume(file);
    assertRefused("its frozen parameter first.weight has other values", frozen(2), file);
  }

  /** Two layers, the first of them frozen. */
  private static Training frozen(long seed) {
    Backend backend = Backend.cpu();
    Parameters source = Parameters.initialise(backend, new Philox(seed, 0));
    Linear first = Linear.of(source.at("first"), 2, 2);
    Layer model = Sequential.of(first, Linear.of(source.at("second"), 2, 2));
    first.parameters().forEach(Parameter::freeze);
    Tensor targets = Tensor.zeros(backend, Shape.of(22, 2));
    Objective objective = Objective.squaredError(model, DataSet.of(targets), targets);
    return Training.of(model, new Sgd(model.trainable(), 0.1), objective);
  }

  @Test
  void twoParametersOfOneNameAreRefusedBeforeOneIsLost() {
    Backend backend = Backend.cpu();
    Philox random = new Philox(5, 0);
    Linear first = Linear.of(Parameters.initialise(backend, random), 2, 2);
    Linear second = Linear.of(Parameters.initialise(backend, random), 2, 2);
    Exception refused =
        assertThrows(IllegalArgumentException.class, () -> trained(Sequential.of(first, second)));
    assertEquals(
        "training: two parameters are called weight; build each layer at its own path",
        refused.getMessage());
    trained(Sequential.of(first, new Relu(), first));
  }

  private static Training trained(Layer model) {
    List<Parameter> parameters = model.parameters().stream().distinct().toList();
    Tensor targets = Tensor.zeros(Backend.cpu(), Shape.of(22, 2));
    Objective objective = Objective.squaredError(model, DataSet.of(targets), targets);
    return Training.of(model, new Sgd(parameters, 0.1), objective);
  }

  @Test
  void aModelOfPartsListsTheirStreams() {
    Philox one = new Philox(1, 1);
    Philox two = new Philox(1, 2);
    record Net(Layer front, Layer back) implements Layer, Composite {
      @Override
      public Net rebuilt(Change change) {
        return new Net(change.apply(front), change.apply(back));
      }

      @Override
      public Var forward(Tape tape, Var x) {
        return back.forward(tape, front.forward(tape, x));
      }

      @Override
      public List<Parameter> parameters() {
        return List.of();
      }
    }
    Net net = new Net(new Dropout(0.1, one), Sequential.of(new Relu(), new Dropout(0.2, two)));
    assertEquals(List.of(one, two), net.streams());
  }

  private static void assertRefused(String message, String method, long seed, Path file) {
    assertRefused(message, new SmallTraining(method, seed).training, file);
  }

  private static void assertRefused(String message, Training training, Path file) {
    Exception refused = assertThrows(FormatException.class, () -> training.resume(file));
    assertTrue(refused.getMessage().contains(message), refused.getMessage());
    assertEquals(1, refused.getMessage().lines().count());
  }
}
