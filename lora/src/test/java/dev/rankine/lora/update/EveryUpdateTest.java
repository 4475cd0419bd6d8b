package dev.rankine.lora.update;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rankine.autograd.GradientCheck;
import dev.rankine.autograd.Tape;
import dev.rankine.autograd.Var;
import dev.rankine.autograd.nn.Conv2d;
import dev.rankine.autograd.nn.Embedding;
import dev.rankine.autograd.nn.Linear;
import dev.rankine.autograd.nn.Parameters;
import dev.rankine.engine.Backend;
import dev.rankine.engine.Conv2dGeometry.Window;
import dev.rankine.engine.Indices;
import dev.rankine.engine.Philox;
import dev.rankine.engine.Shape;
import dev.rankine.engine.Tensor;
import dev.rankine.lora.Nets;
import dev.rankine.lora.config.AdapterConfig;
import dev.rankine.lora.config.InitLoraWeights;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Every kind of update on every kind of layer: its gradients, or that it is refused. */
class EveryUpdateTest {
  private static final Backend EXACT = GradientCheck.backend();
  private static final AdapterConfig CONFIG =
      AdapterConfig.of("at").r(2).loraAlpha(3).initLoraWeights(InitLoraWeights.RANDOM).build();

  private static Map<Class<?>, Function<Base, Update>> updates() {
    Philox random = new Philox(1, 1);
    Map<Class<?>, Function<Base, Update>> updates = new LinkedHashMap<>();
    updates.put(LowRank.class, base -> LowRank.of(base, CONFIG, random));
    updates.put(Dora.class, base -> Dora.of(base, CONFIG, random));
    updates.put(AdaLora.class, base -> AdaLora.of(base, 2, 3, random));
    updates.put(SigmaOnly.class, base -> SigmaOnly.of(base, 2));
    updates.put(FullDelta.class, FullDelta::of);
    return updates;
  }

  private static Map<String, Base> bases() {
    Parameters source = Parameters.initialise(EXACT, new Philox(1, 0)).at("at");
    Map<String, Base> bases = new LinkedHashMap<>();
    bases.put("linear", Bases.of(Linear.of(source.at("l"), 4, 3)).orElseThrow());
    Base many = Bases.of(Linear.of(source.at("sequences"), 4, 3)).orElseThrow();
    bases.put("linear, (B, T, I)", many);
    Window dense = new Window(1, 1, 1);
    bases.put("convolution", Bases.of(Conv2d.of(source.at("c"), 2, 3, 3, dense)).orElseThrow());
    Window groups = new Window(2, 1, 1, 2);
    bases.put("in groups", Bases.of(Conv2d.of(source.at("g"), 4, 4, 3, groups)).orElseThrow());
    bases.put("embedding", Bases.of(Embedding.of(source.at("e"), 5, 3)).orElseThrow());
    return bases;
  }

  /** What does not go together; anything else must. */
  private static final Set<String> REFUSED =
      Set.of(
          "Dora in groups",
          "AdaLora in groups",
          "SigmaOnly in groups",
          "AdaLora embedding",
          "SigmaOnly embedding",
          "FullDelta embedding");

  /** The set of updates is sealed, so that a new one cannot be left out. */
  @Test
  void noneIsForgotten() {
    assertEquals(
        Arrays.stream(Update.class.getPermittedSubclasses()).collect(Collectors.toSet()),
        updates().keySet());
  }

  @TestFactory
  Stream<DynamicTest> eachOnEach() {
    Map<String, Base> bases = bases();
    return updates().entrySet().stream()
        .flatMap(
            update ->
                bases.entrySet().stream()
                    .map(
                        base ->
                            test(
                                update.getKey().getSimpleName() + " " + base.getKey(),
                                update.getValue(),
                                base.getValue())));
  }

  private static DynamicTest test(String name, Function<Base, Update> update, Base base) {
    return DynamicTest.dynamicTest(
        name,
        () -> {
          if (REFUSED.contains(name)) {
            String message =
                assertThrows(
                        IllegalArgumentException.class,
                        () -> {
                          try (Tape tape = Tape.none(EXACT)) {
                            added(update.apply(base), tape, tape.constant(input(base)));
                          }
                        })
                    .getMessage();
            assertTrue(message.contains(base.path()), message);
          } else {
            check(name, moved(update.apply(base)), base);
          }
        });
  }

  private static Update moved(Update update) {
    long seed = 1;
    for (var parameter : update.trainable()) {
      double[] values = parameter.tensor().toDoubles();
      double[] by = Nets.normal(EXACT, parameter.shape(), seed++).toDoubles();
      for (int i = 0; i < values.length; i++) {
        values[i] += 0.3 * by[i];
      }
      EXACT.upload(values, parameter.tensor());
    }
    return update;
  }

  private static void check(String name, Update update, Base base) {
    GradientCheck.of(name, 1)
        .assertGradients(held(update), new TreeMap<>(Map.of("x", input(base))), update.trainable());
  }

  /** DoRA's norm is a constant to the gradient: it is held while elements are moved. */
  private static GradientCheck.Computation held(Update update) {
    if (!(update instanceof Dora dora)) {
      return (tape, v) -> added(update, tape, v.getFirst());
    }
    Base base = dora.base();
    Tensor norm = Dora.norm(base, dora.direction().delta());
    return (tape, v) ->
        base instanceof EmbeddingBase table
            ? dora.addedRows(tape, rows(), () -> table.layer().forward(tape, rows()), norm)
                .mul(v.getFirst())
            : dora.added(
                tape,
                v.getFirst(),
                () -> base.apply(tape, v.getFirst(), java.util.Optional.empty()),
                norm);
  }

  private static Var added(Update update, Tape tape, Var x) {
    return update.base() instanceof EmbeddingBase
        ? update.addedRows(tape, rows(), () -> x).mul(x)
        : update.added(tape, x, () -> x);
  }

  private static Indices rows() {
    return Indices.of(EXACT, Shape.of(2, 2), 3, 0, 3, 1);
  }

  /** The layer's input; of an embedding, what its output is multiplied by. */
  private static Tensor input(Base base) {
    Shape weight = base.weightShape();
    Shape shape =
        switch (base) {
          case EmbeddingBase table -> Shape.of(2, 2, weight.dim(1));
          case ConvBase conv -> Shape.of(2, conv.layer().window().groups() * weight.dim(1), 5, 4);
          default ->
              base.path().equals("at.sequences")
                  ? Shape.of(2, 3, weight.dim(1))
                  : Shape.of(3, weight.dim(1));
        };
    return Nets.normal(EXACT, shape, 5);
  }

  /** The paths of the layers, which messages name. */
  @Test
  void layersHavePaths() {
    assertEquals(
        List.of("at.l", "at.sequences", "at.c", "at.g", "at.e"),
        bases().values().stream().map(Base::path).toList());
  }
}
