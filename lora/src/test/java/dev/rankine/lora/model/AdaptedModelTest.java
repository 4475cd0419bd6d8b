package dev.rankine.lora.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rankine.autograd.Gradients;
import dev.rankine.autograd.Parameter;
import dev.rankine.autograd.Tape;
import dev.rankine.autograd.Var;
import dev.rankine.autograd.nn.BatchNorm2d;
import dev.rankine.autograd.nn.Conv2d;
import dev.rankine.autograd.nn.Layer;
import dev.rankine.autograd.nn.Parameters;
import dev.rankine.autograd.nn.Relu;
import dev.rankine.autograd.nn.Sequential;
import dev.rankine.engine.Conv2dGeometry;
import dev.rankine.engine.Philox;
import dev.rankine.engine.Shape;
import dev.rankine.engine.Tensor;
import dev.rankine.lora.Nets;
import dev.rankine.lora.check.TrainableCount;
import dev.rankine.lora.config.AdapterConfig;
import dev.rankine.lora.config.Bias;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class AdaptedModelTest {
  private static final Tensor X = Nets.normal(Nets.CPU, Shape.of(6, 9), 1);

  /** Adapters a on both layers, b on fc2 with a bias, whole with fc2 saved. */
  private static AdaptedModel model() {
    AdaptedModel model = AdaptedModel.of(Nets.net(Nets.CPU, 9, 7, 5, 3));
    model.add("a", AdapterConfig.of("fc1", "fc2").r(2).build(), new Philox(1, 1));
    model.add(
        "b",
        AdapterConfig.of("fc2").r(3).bias(Bias.ALL).loraBias(true).useRslora(true).build(),
        new Philox(1, 2));
    model.add("whole", AdapterConfig.of("fc1").modulesToSave("fc2").build(), new Philox(1, 3));
    for (String name : model.names()) {
      Nets.train(model, name, name.hashCode());
    }
    return model;
  }

  private static String message(Executable action) {
    return assertThrows(IllegalArgumentException.class, action).getMessage();
  }

  private static float[] with(AdaptedModel model, String... names) {
    model.activate(names);
    return Nets.outputs(model, X);
  }

  @Test
  void aNewAdapterChangesNoBit() {
    Nets.Net net = Nets.net(Nets.CPU, 9, 7, 5, 3);
    float[] before = Nets.outputs(net, X);
    AdaptedModel model = AdaptedModel.of(net);
    for (boolean dora : List.of(true, false)) {
      AdapterConfig config =
          AdapterConfig.of("fc1", "fc2").useDora(dora).bias(Bias.ALL).loraBias(true).build();
      model.add("dora" + dora, config, new Philox(1, 1));
      assertArrayEquals(before, with(model, "dora" + dora));
    }
  }

  @Test
  void switchingThereAndBackIsBitIdentical() {
    AdaptedModel model = model();
    String hash = Nets.hash(model.base().parameters());
    float[] a = with(model, "a");
    float[] b = with(model, "b");
    float[] none = with(model);
    float[] both = with(model, "a", "b");
    assertFalse(Arrays.equals(a, b));
    assertFalse(Arrays.equals(a, both));
    assertArrayEquals(Nets.outputs(model.base(), X), none);
    assertArrayEquals(a, with(model, "a"));
    assertArrayEquals(b, with(model, "b"));
    assertArrayEquals(both, with(model, "a", "b"));
    assertEquals(hash, Nets.hash(model.base().parameters()));
  }

  @Test
  void disabledIsTheBaseAndEnds() {
    AdaptedModel model = model();
    float[] a = with(model, "a");
    try (var _ = model.disable()) {
      assertArrayEquals(Nets.outputs(model.base(), X), Nets.outputs(model, X));
      try (var _ = model.disable()) {
        assertArrayEquals(Nets.outputs(model.base(), X), Nets.outputs(model, X));
      }
      assertArrayEquals(Nets.outputs(model.base(), X), Nets.outputs(model, X));
    }
    assertArrayEquals(a, Nets.outputs(model, X));
  }

  @Test
  void eachRowHasItsAdapter() {
    AdaptedModel model = model();
    List<String> rows = List.of("b", "__base__", "a", "b", "whole", "a");
    float[] expected = new float[30];
    for (int row = 0; row < 6; row++) {
      String name = rows.get(row);
      float[] alone = name.equals("__base__") ? with(model) : with(model, name);
      System.arraycopy(alone, 5 * row, expected, 5 * row, 5);
    }
    model.activate("a");
    try (Tape tape = Tape.none(Nets.CPU)) {
      assertArrayEquals(expected, model.forward(tape, tape.constant(X), rows).value().toFloats());
      assertTrue(
          message(() -> model.forward(tape, tape.constant(X), List.of("a"))).contains("6 rows"));
      List<String> unknown = List.of("a", "a", "a", "a", "a", "c");
      assertTrue(message(() -> model.forward(tape, tape.constant(X), unknown)).contains("'c'"));
    }
    model.rename("b", "renamed");
    try (Tape tape = Tape.none(Nets.CPU)) {
      assertThrows(
          IllegalArgumentException.class, () -> model.forward(tape, tape.constant(X), rows));
    }
  }

  @Test
  void theActiveAdapterTrainsOnItsRows() {
    AdaptedModel model = model();
    model.activate("a");
    List<Parameter> a = model.trainable();
    float[][] expected = new float[a.size()][];
    try (Tape tape = Tape.recording(Nets.CPU)) {
      Tensor own = X.slice(2, 4);
      Gradients gradients = tape.backward(model.forward(tape, tape.constant(own)).sum());
      Arrays.setAll(expected, i -> gradients.of(a.get(i)).toFloats());
    }
    try (Tape tape = Tape.recording(Nets.CPU)) {
      List<String> rows = List.of("b", "__base__", "a", "a", "whole", "b");
      Gradients gradients = tape.backward(model.forward(tape, tape.constant(X), rows).sum());
      for (int i = 0; i < expected.length; i++) {
        assertArrayEquals(expected[i], gradients.of(a.get(i)).toFloats(), 1e-6f);
      }
      model.adapter("b").parameters().forEach(p -> assertFalse(gradients.reached(p)));
    }
  }

  @Test
  void whatIsActiveTrains() {
    AdaptedModel model = model();
    model.activate("a");
    assertEquals(2 * (9 + 7) + 2 * (7 + 5), Nets.count(model.trainable()));
    model.activate("b");
    // fc2's A, B and its bias; copies of both biases.
    assertEquals(3 * (7 + 5) + 5 + 7 + 5, Nets.count(model.trainable()));
    model.activate("whole");
    assertEquals(8 * (9 + 7) + 7 * 5 + 5, Nets.count(model.trainable()));
    model.activate();
    assertEquals(List.of(), model.trainable());
    model.pin(model.adapter("a").parameters().subList(0, 1));
    model.activate("a");
    assertEquals(2 * 7 + 2 * (7 + 5), Nets.count(model.trainable()));
  }

  @Test
  void adaptersAreDeletedRenamedAndSwapped() {
    AdaptedModel model = model();
    float[] a = with(model, "a");
    model.rename("a", "lora_A.weight");
    assertArrayEquals(a, Nets.outputs(model, X));
    assertEquals(List.of("lora_A.weight", "b", "whole"), model.names());
    assertEquals(List.of("lora_A.weight"), model.active());
    float[] b = with(model, "b");
    model.activate("lora_A.weight");
    model.swap("lora_A.weight", model.adapter("b"));
    assertArrayEquals(b, Nets.outputs(model, X));
    model.delete("lora_A.weight");
    assertArrayEquals(Nets.outputs(model.base(), X), Nets.outputs(model, X));
    assertTrue(message(() -> model.activate("lora_A.weight")).contains("there are"));
    assertTrue(message(() -> model.rename("b", "whole")).contains("already"));
    assertTrue(message(() -> model.rename("b", "__base__")).contains("cannot"));
  }

  @Test
  void whatDoesNotGoTogetherIsRefusedAndChangesNothing() {
    AdaptedModel model = model();
    AdapterConfig dora = AdapterConfig.of("fc1").useDora(true).build();
    model.add("dora", dora, new Philox(1, 4));
    float[] a = with(model, "a");
    assertTrue(message(() -> model.activate("a", "dora")).contains("cannot be active together"));
    assertTrue(message(() -> model.activate("a", "whole")).contains("fc2"));
    assertTrue(message(() -> model.activate("a", "a")).contains("twice"));
    assertTrue(message(() -> model.activate("a", "bb")).contains("there are"));
    assertArrayEquals(a, Nets.outputs(model, X));
    assertEquals(List.of("a"), model.active());
    assertTrue(message(() -> model.add("a", dora, new Philox(1, 1))).contains("already"));
    assertTrue(message(() -> model.add(" ", dora, new Philox(1, 1))).contains("cannot"));
  }

  @Test
  void anAdapterOfAnotherModelIsRefusedAndChangesNothing() {
    Adapter adapter = model().adapter("a");
    AdaptedModel other = AdaptedModel.of(Nets.convNet(Nets.CPU, 1));
    assertTrue(message(() -> other.put("x", adapter)).contains("no layer fc1 here"));
    AdaptedModel narrow = AdaptedModel.of(Nets.net(Nets.CPU, 8, 7, 5, 3));
    String shapes = message(() -> narrow.put("x", adapter));
    assertTrue(shapes.contains("fc1 has a weight of (7, 8) here, the adapter's (7, 9)"), shapes);
    narrow.add("x", AdapterConfig.of("fc1").build(), new Philox(1, 1));
    assertTrue(message(() -> narrow.swap("x", adapter)).contains("another model"));
    assertEquals(List.of("x"), narrow.names());
    assertEquals(List.of(), other.names());
  }

  @Test
  void ofSeveralActiveOnesTheOthersStaySo() {
    AdaptedModel model = model();
    float[] b = with(model, "b");
    model.activate("a", "b");
    model.delete("a");
    assertEquals(List.of("b"), model.active());
    assertArrayEquals(b, Nets.outputs(model, X));
  }

  @Test
  void mergingAThousandTimesDriftsNowhere() {
    AdaptedModel model = model();
    String hash = Nets.hash(model.parameters());
    float[] unmerged = with(model, "a", "b");
    model.merge();
    float[] merged = Nets.outputs(model, X);
    assertFalse(Arrays.equals(unmerged, merged));
    model.unmerge();
    for (int cycle = 0; cycle < 1000; cycle++) {
      model.merge();
      model.unmerge();
    }
    assertEquals(hash, Nets.hash(model.parameters()));
    assertArrayEquals(unmerged, Nets.outputs(model, X));
    model.merge();
    assertArrayEquals(merged, Nets.outputs(model, X));
    assertThrows(IllegalStateException.class, model::merge);
    assertThrows(IllegalStateException.class, () -> model.activate("a"));
    assertThrows(IllegalStateException.class, () -> model.delete("a"));
    model.unmerge();
    assertThrows(IllegalStateException.class, model::unmerge);
  }

  @Test
  void aPlainModelHasTheNamesAndShapesOfTheBase() {
    AdaptedModel model = model();
    for (String name : model.names()) {
      List<Parameter> plain = model.plain(name).parameters();
      assertEquals(
          model.base().parameters().toString().replace(" frozen", ""),
          plain.toString().replace(" frozen", ""));
      model.activate(name);
      model.merge();
      assertArrayEquals(Nets.outputs(model, X), Nets.outputs(model.plain(name), X));
      model.unmerge();
    }
  }

  @Test
  void batchNormalisationKeepsItsBytes() {
    Parameters source = Parameters.initialise(Nets.CPU, new Philox(1, 0));
    BatchNorm2d norm = BatchNorm2d.of(source.at("norm"), 3);
    Layer net =
        Sequential.of(
            Conv2d.of(source.at("conv"), 1, 3, 3, Conv2dGeometry.Window.DENSE), norm, new Relu());
    String before = Nets.hash(net.parameters());
    AdaptedModel model = AdaptedModel.of(net);
    model.add("a", AdapterConfig.of("conv").build(), new Philox(1, 1));
    Tensor images = Nets.normal(Nets.CPU, Shape.of(4, 1, 6, 6), 1);
    try (Tape tape = Tape.recording(Nets.CPU)) {
      Var y = model.forward(tape, tape.constant(images));
      assertArrayEquals(Nets.outputs(net, images), y.value().toFloats());
    }
    assertEquals(before, Nets.hash(net.parameters()));
    assertEquals(3 * 9 + 3 + 3 + 3 + 8 * 9 + 3 * 8, TrainableCount.of(model).all());
  }

  @Test
  void aMergeThatIsNotFiniteIsRefusedAndChangesNothing() {
    for (float broken : new float[] {Float.NaN, Float.POSITIVE_INFINITY, Float.MAX_VALUE}) {
      AdaptedModel model = model();
      model.activate("a");
      Parameter b = model.adapter("a").parameters().get(1);
      float[] values = b.tensor().toFloats();
      values[3] = broken;
      Nets.CPU.upload(values, b.tensor());
      Parameter a = model.adapter("a").parameters().getFirst();
      Nets.CPU.fill(4, a.tensor());
      float[] before = Nets.outputs(model, X);
      String hash = Nets.hash(model.parameters());
      String message = assertThrows(ArithmeticException.class, model::merge).getMessage();
      assertTrue(message.contains("fc1.weight"), message);
      assertFalse(model.isMerged());
      assertArrayEquals(before, Nets.outputs(model, X));
      assertEquals(hash, Nets.hash(model.parameters()));
    }
  }
}
