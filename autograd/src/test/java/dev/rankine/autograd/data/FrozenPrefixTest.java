package dev.rankine.autograd.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rankine.autograd.CountingBackend;
import dev.rankine.autograd.Parameter;
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
import dev.rankine.engine.Backend;
import dev.rankine.engine.Bytes;
import dev.rankine.engine.Conv2dGeometry;
import dev.rankine.engine.Indices;
import dev.rankine.engine.Philox;
import dev.rankine.engine.Shape;
import dev.rankine.engine.Tensor;
import dev.rankine.engine.cpu.CpuBackend;
import dev.rankine.engine.cpu.KernelChoice;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FrozenPrefixTest {
  private static final int IMAGES = 150;
  private static final int FEATURES = 4 * 3 * 3;

  /** A frozen convolution before a linear layer. */
  private record Model(Layer prefix, Layer rest) {
    static Model on(Backend backend) {
      Parameters parameters = Parameters.initialise(backend, new Philox(1, 0));
      Layer prefix =
          Sequential.of(
              Conv2d.of(parameters.at(0), 1, 4, 3, new Conv2dGeometry.Window(1, 1, 1)),
              new Relu(),
              new MaxPool2d(2),
              new Flatten());
      prefix.parameters().forEach(Parameter::freeze);
      return new Model(prefix, Linear.of(parameters.at(4), FEATURES, 2));
    }
  }

  /** A layer without parameters. */
  private record Free(Function<Var, Var> function) implements Layer {
    @Override
    public Var forward(Tape tape, Var x) {
      return function.apply(x);
    }

    @Override
    public List<Parameter> parameters() {
      return List.of();
    }
  }

  private static ScaledBytes images(Backend backend, int count) {
    Philox random = new Philox(5, 0);
    byte[] pixels = new byte[count * 36];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) random.nextInt();
    }
    return new ScaledBytes(Bytes.of(backend, Shape.of(count, 1, 6, 6), pixels), 255);
  }

  private static Indices rows(Backend backend, int... rows) {
    return Indices.of(backend, Shape.of(rows.length), rows);
  }

  private static double[] gathered(DataSet data, int... rows) {
    try (Tape tape = Tape.none(data.backend())) {
      return data.gather(tape, rows(data.backend(), rows)).toDoubles();
    }
  }

  private static double[] computed(Layer prefix, DataSet data, int... rows) {
    try (Tape tape = Tape.none(data.backend())) {
      Tensor batch = data.gather(tape, rows(data.backend(), rows));
      return prefix.forward(tape, tape.constant(batch)).value().toDoubles();
    }
  }

  /** What the library logs meanwhile. */
  private static List<String> logged(Runnable body) {
    List<String> lines = new ArrayList<>();
    Logger logger = Logger.getLogger("dev.rankine.autograd");
    Handler handler =
        new Handler() {
          @Override
          public void publish(LogRecord line) {
            lines.add(line.getMessage());
          }

          @Override
          public void flush() {}

          @Override
          public void close() {}
        };
    logger.addHandler(handler);
    logger.setUseParentHandlers(false);
    try {
      body.run();
    } finally {
      logger.removeHandler(handler);
      logger.setUseParentHandlers(true);
    }
    return lines;
  }

  @ParameterizedTest
  @ValueSource(strings = {"cpu", "reference"})
  void aRowHasTheBitsOfAnyBatch(String name) {
    Backend backend = Backend.named(name);
    Layer prefix = Model.on(backend).prefix();
    ScaledBytes data = images(backend, IMAGES);
    FrozenPrefix features = FrozenPrefix.of(prefix, data);
    assertTrue(features.cached() && features.fixed());
    assertEquals(IMAGES, features.count());
    assertEquals(FEATURES, features.features());
    assertEquals((long) IMAGES * FEATURES * (name.equals("cpu") ? 4 : 8), features.bytes());
    assertArrayEquals(computed(prefix, data, 149, 3, 3, 77), gathered(features, 149, 3, 3, 77));
  }

  @Test
  void keptOutputsAreNotComputedAgain() {
    CountingBackend counting = new CountingBackend(Backend.cpu());
    Layer prefix = new Free(x -> x.scale(2));
    ScaledBytes data = images(Backend.cpu(), IMAGES);
    List<FrozenPrefix> ways = new ArrayList<>(List.of(FrozenPrefix.of(prefix, data)));
    logged(() -> ways.add(FrozenPrefix.of(prefix, data, 0)));
    List<Map<String, Integer>> calls = new ArrayList<>();
    for (FrozenPrefix features : ways) {
      try (Tape tape = Tape.recording(counting.backend())) {
        features.gather(tape, rows(Backend.cpu(), 8, 1));
        assertEquals(List.of(), tape.ops());
      }
      calls.add(counting.take());
    }
    assertEquals(List.of(Map.of(), Map.of("zip", 1)), calls);
  }

  @Test
  void pastTheBoundEachBatchIsComputedAndOneLineSaysSo() {
    Model model = Model.on(Backend.cpu());
    ScaledBytes data = images(Backend.cpu(), IMAGES);
    List<FrozenPrefix> made = new ArrayList<>();
    List<String> lines =
        logged(
            () -> {
              made.add(FrozenPrefix.of(model.prefix(), data, 150 * FEATURES * 4 - 1));
              assertArrayEquals(
                  computed(model.prefix(), data, 9, 0), gathered(made.getFirst(), 9, 0));
              gathered(made.getFirst(), 5);
            });
    assertFalse(made.getFirst().cached());
    assertEquals(
        List.of(
            "Frozen outputs are computed again for each batch: 150 x 36 would take 21,600 bytes,"
                + " the bound is 21,599"),
        lines);
    assertEquals(
        List.of(), logged(() -> FrozenPrefix.of(model.prefix(), data, 150 * FEATURES * 4)));
    assertTrue(FrozenPrefix.defaultBound() <= Runtime.getRuntime().maxMemory() / 4);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void theRestLearnsTheSameBits(int threads) {
    Backend backend = new CpuBackend(KernelChoice.best(), threads, CpuBackend.Convolution.IMPLICIT);
    ScaledBytes data = images(backend, IMAGES);
    Model whole = Model.on(backend);
    Model cached = Model.on(backend);
    Model bounded = Model.on(backend);
    train(Sequential.of(whole.prefix(), whole.rest()), data);
    train(cached.rest(), FrozenPrefix.of(cached.prefix(), data));
    logged(() -> train(bounded.rest(), FrozenPrefix.of(bounded.prefix(), data, 0)));
    assertArrayEquals(weights(whole), weights(cached));
    assertArrayEquals(weights(whole), weights(bounded));
    assertFalse(Arrays.equals(weights(whole), weights(Model.on(backend))));
  }

  private static void train(Layer model, DataSet data) {
    Backend backend = data.backend();
    Adam optimizer =
        new Adam(model.parameters().stream().filter(Parameter::trainable).toList(), 0.01);
    for (int[] rows : Batches.shuffled(data.count(), 16, new Philox(2, 0))) {
      try (Tape tape = Tape.recording(backend)) {
        int[] labels = Arrays.stream(rows).map(row -> row % 2).toArray();
        Tensor batch = data.gather(tape, rows(backend, rows));
        Var loss =
            CrossEntropyOp.of(model.forward(tape, tape.constant(batch)), rows(backend, labels));
        optimizer.step(tape.backward(loss));
      }
    }
  }

  private static double[] weights(Model model) {
    return ((Linear) model.rest()).weight().tensor().toDoubles();
  }

  private static void assertRefused(String message, Layer prefix, DataSet data) {
    var thrown = assertThrows(IllegalArgumentException.class, () -> FrozenPrefix.of(prefix, data));
    assertTrue(thrown.getMessage().contains(message), thrown.getMessage());
  }

  @Test
  void whatMayChangeIsRefused() {
    ScaledBytes data = images(Backend.cpu(), 40);
    assertRefused(
        "parameter 4.weight is trainable; freeze it", Model.on(Backend.cpu()).rest(), data);
    assertRefused("is empty", new Flatten(), images(Backend.cpu(), 0));
    assertRefused("is not fixed", new Flatten(), new Augmented(data));
    assertRefused("one row an example", new Free(x -> x.sum()), data);
    assertRefused("one row an example", new Free(x -> x.sum(0)), data);
    Philox random = new Philox(3, 0);
    assertRefused(
        "example 31 gave two different outputs",
        new Free(x -> x.scale(1 + random.nextDouble())),
        images(Backend.cpu(), 40));
    assertRefused("example 31 gave two", new Free(x -> x.sub(x.mean())), data);
  }

  /** Examples that say of themselves that they change. */
  private record Augmented(DataSet of) implements DataSet {
    @Override
    public Backend backend() {
      return of.backend();
    }

    @Override
    public int count() {
      return of.count();
    }

    @Override
    public boolean fixed() {
      return false;
    }

    @Override
    public Tensor gather(Tape tape, Indices rows) {
      return of.gather(tape, rows);
    }
  }

  @Test
  void aPrefixThatChangedSinceFailsByName() {
    Layer prefix = Model.on(Backend.cpu()).prefix();
    ScaledBytes data = images(Backend.cpu(), 40);
    FrozenPrefix features = FrozenPrefix.of(prefix, data);
    prefix.parameters().getLast().unfreeze();
    assertStale("0.bias", features);
    try (Tape tape = Tape.recording(Backend.cpu())) {
      Var x = tape.constant(data.gather(tape, rows(Backend.cpu(), 1)));
      new Adam(List.of(prefix.parameters().getLast()), 0.1)
          .step(tape.backward(prefix.forward(tape, x).sum()));
    }
    prefix.parameters().getLast().freeze();
    assertStale("0.bias", features);
  }

  private static void assertStale(String parameter, FrozenPrefix features) {
    var thrown = assertThrows(IllegalStateException.class, () -> gathered(features, 0));
    assertTrue(
        thrown.getMessage().contains(parameter + " was unfrozen or updated"), thrown.getMessage());
  }
}
