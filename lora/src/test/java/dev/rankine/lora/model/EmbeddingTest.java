package dev.rankine.lora.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rankine.autograd.GradientCheck;
import dev.rankine.autograd.Parameter;
import dev.rankine.autograd.Tape;
import dev.rankine.autograd.Var;
import dev.rankine.autograd.nn.Composite;
import dev.rankine.autograd.nn.Embedding;
import dev.rankine.autograd.nn.IndexLayer;
import dev.rankine.autograd.nn.Layer;
import dev.rankine.autograd.nn.LayerNorm;
import dev.rankine.autograd.nn.Linear;
import dev.rankine.autograd.nn.Model;
import dev.rankine.autograd.nn.Parameters;
import dev.rankine.autograd.optim.Adam;
import dev.rankine.engine.Backend;
import dev.rankine.engine.Indices;
import dev.rankine.engine.Philox;
import dev.rankine.engine.Shape;
import dev.rankine.engine.Tensor;
import dev.rankine.engine.io.Safetensors;
import dev.rankine.lora.Nets;
import dev.rankine.lora.combine.Combination;
import dev.rankine.lora.combine.Method;
import dev.rankine.lora.combine.Weighted;
import dev.rankine.lora.config.AdapterConfig;
import dev.rankine.lora.config.Bias;
import dev.rankine.lora.io.AdapterFolder;
import dev.rankine.lora.update.FullDelta;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/** Adapters on a model that begins with an embedding, and on one that normalises. */
class EmbeddingTest {
  /** Words (B, 2) to (B, 3): two rows of 4, normalised, side by side. */
  private record Text(IndexLayer words, Layer norm, Layer out) implements IndexLayer, Composite {
    @Override
    public Var forward(Tape tape, Indices rows) {
      Var x = norm.forward(tape, words.forward(tape, rows));
      return out.forward(tape, x.reshape(rows.shape().dim(0), 8));
    }

    @Override
    public Text rebuilt(Change change) {
      return new Text(change.apply(words), change.apply(norm), change.apply(out));
    }

    @Override
    public List<Parameter> parameters() {
      return Stream.of(words, norm, out).flatMap(part -> part.parameters().stream()).toList();
    }
  }

  private static Text text(Backend backend) {
    Parameters source = Parameters.initialise(backend, new Philox(3, 0));
    return new Text(
        Embedding.of(source.at("words"), 11, 4),
        LayerNorm.of(source.at("norm"), 4),
        Linear.of(source.at("out"), 8, 3));
  }

  private static Indices rows(Backend backend) {
    return Indices.of(backend, Shape.of(5, 2), 3, 10, 0, 0, 7, 3, 1, 2, 3, 9);
  }

  private static double[] outputs(Model model) {
    Backend backend = model.parameters().getFirst().tensor().backend();
    try (Tape tape = Tape.none(backend)) {
      return ((IndexLayer) model).forward(tape, rows(backend)).value().toDoubles();
    }
  }

  private static AdaptedModel model(Backend backend, boolean dora) {
    AdaptedModel model = AdaptedModel.of(text(backend));
    AdapterConfig config = AdapterConfig.of("words", "out").r(2).useDora(dora).build();
    model.add("a", config, new Philox(1, 1));
    return model;
  }

  @Test
  void aNewAdapterChangesNothingAndCountsAsByHand() {
    for (boolean dora : new boolean[] {false, true}) {
      double[] before = outputs(text(Nets.CPU));
      AdaptedModel model = model(Nets.CPU, dora);
      assertArrayEquals(before, outputs(model));
      int factors = 2 * (11 + 4) + 2 * (8 + 3);
      assertEquals(factors + (dora ? 4 + 3 : 0), Nets.count(model.trainable()));
      float[] a = model.adapter("a").parameters().getFirst().tensor().toFloats();
      assertArrayEquals(new float[22], a);
    }
  }

  @Test
  void mergedIsAPlainTableThatAgrees() {
    for (boolean dora : new boolean[] {false, true}) {
      AdaptedModel model = model(GradientCheck.backend(), dora);
      String base = Nets.hash(model.base().parameters());
      Nets.train(model, "a", 5);
      Text plain = (Text) model.plain("a");
      assertTrue(plain.words() instanceof Embedding);
      assertArrayEquals(outputs(model), outputs(plain), 1e-12);
      model.merge();
      assertArrayEquals(outputs(plain), outputs(model));
      model.unmerge();
      assertEquals(base, Nets.hash(model.base().parameters()));
    }
  }

  @Test
  void gradients() {
    AdaptedModel model = model(GradientCheck.backend(), false);
    Nets.train(model, "a", 5);
    Tensor one = Tensor.of(GradientCheck.backend(), Shape.SCALAR, 1.5);
    LinkedHashMap<String, Tensor> inputs = new LinkedHashMap<>();
    inputs.put("factor", one);
    GradientCheck.of("AdaptedEmbedding", 1)
        .assertGradients(
            (tape, v) -> model.forward(tape, rows(tape.backend())).mul(v.getFirst()),
            inputs,
            model.trainable());
  }

  @Test
  void onlyTheAdapterTrains() {
    for (boolean dora : new boolean[] {false, true}) {
      AdaptedModel model = model(Nets.CPU, dora);
      String base = Nets.hash(model.base().parameters());
      Adam adam = new Adam(model.trainable(), 0.05);
      double first = 0;
      double last = 0;
      for (int step = 0; step < 30; step++) {
        try (Tape tape = Tape.recording(Nets.CPU)) {
          Var y = model.forward(tape, rows(Nets.CPU));
          Var loss = y.mul(y).mean();
          last = loss.value().item();
          first = step == 0 ? last : first;
          adam.step(tape.backward(loss));
        }
      }
      assertTrue(last < 0.5 * first, first + " to " + last);
      assertEquals(base, Nets.hash(model.base().parameters()));
    }
  }

  @Test
  void filesHavePeftsKeys(@TempDir Path folder) throws IOException {
    AdaptedModel model = model(Nets.CPU, true);
    AdapterConfig whole =
        AdapterConfig.of("words").r(2).modulesToSave("norm").bias(Bias.ALL).build();
    model.add("default", whole, new Philox(1, 2));
    Nets.train(model, "a", 5);
    Nets.train(model, "default", 6);
    AdapterFolder.saveAll(model, folder);
    assertEquals(
        Set.of(
            "base_model.model.words.lora_embedding_A",
            "base_model.model.words.lora_embedding_B",
            "base_model.model.norm.weight",
            "base_model.model.norm.bias",
            "base_model.model.out.bias"),
        keys(folder));
    assertTrue(keys(folder.resolve("a")).contains("base_model.model.words.lora_magnitude_vector"));
    AdaptedModel other = AdaptedModel.of(text(Nets.CPU));
    AdapterFolder.load(other, "default", folder);
    AdapterFolder.load(other, "a", folder.resolve("a"));
    for (String name : List.of("default", "a")) {
      model.activate(name);
      other.activate(name);
      assertArrayEquals(outputs(model), outputs(other));
    }
  }

  private static Set<String> keys(Path folder) throws IOException {
    Path file = folder.resolve("adapter_model.safetensors");
    return Safetensors.read(file, Nets.CPU).tensors().keySet();
  }

  @Test
  void combinationsAreExact() {
    AdaptedModel model = model(GradientCheck.backend(), false);
    model.add("b", AdapterConfig.of("words").r(3).build(), new Philox(1, 2));
    Nets.train(model, "a", 5);
    Nets.train(model, "b", 6);
    double[] base = table(model);
    double[] a = table(model, "a");
    double[] b = table(model, "b");
    List<Weighted> weights = List.of(new Weighted("a", 0.5), new Weighted("b", -2));
    for (Method method : List.of(new Method.Cat(), new Method.Truncated(4))) {
      model.put(method.toString(), Combination.of(model, weights, method).adapter());
      double[] mixed = table(model, method.toString());
      for (int i = 0; i < base.length; i++) {
        assertEquals(base[i] + 0.5 * (a[i] - base[i]) - 2 * (b[i] - base[i]), mixed[i], 1e-12);
      }
    }
  }

  private static double[] table(AdaptedModel model, String... names) {
    return model.plain(names).parameters().getFirst().tensor().toDoubles();
  }

  @Test
  void eachRowHasItsAdapter() {
    AdaptedModel model = model(Nets.CPU, false);
    model.add("b", AdapterConfig.of("words").r(3).build(), new Philox(1, 2));
    Nets.train(model, "a", 5);
    Nets.train(model, "b", 6);
    List<String> names = List.of("b", "a", "__base__", "a", "b");
    double[] expected = new double[15];
    for (int row = 0; row < 5; row++) {
      String name = names.get(row);
      model.activate(name.equals("__base__") ? new String[0] : new String[] {name});
      System.arraycopy(outputs(model), 3 * row, expected, 3 * row, 3);
    }
    try (Tape tape = Tape.none(Nets.CPU)) {
      Var y = model.forward(tape, rows(Nets.CPU), names);
      assertArrayEquals(expected, y.value().toDoubles());
    }
  }

  @Test
  void whatDoesNotGoIsRefused() {
    AdaptedModel model = model(Nets.CPU, false);
    assertTrue(
        message(() -> model.add("n", AdapterConfig.of("norm").build(), new Philox(1, 1)))
            .contains("norm takes no update; name it in modules_to_save"));
    AdapterConfig biased = AdapterConfig.of("words").loraBias(true).build();
    assertTrue(
        message(() -> model.add("n", biased, new Philox(1, 1))).contains("words has no bias"));
    AdapterConfig words = AdapterConfig.of("words").build();
    Adapter delta = Adapter.of(words, model.bases(), FullDelta::of);
    model.put("delta", delta);
    model.activate("delta");
    assertTrue(message(() -> outputs(model)).contains("words: embeddings take LoRA and DoRA"));
    try (Tape tape = Tape.none(Nets.CPU)) {
      Var x = tape.constant(Tensor.zeros(Nets.CPU, Shape.of(1, 2)));
      assertTrue(message(() -> model.forward(tape, x)).contains("give it indices"));
      AdaptedModel reals = AdaptedModel.of(Nets.net(Nets.CPU, 2, 2, 2, 1));
      assertTrue(message(() -> reals.forward(tape, rows(Nets.CPU))).contains("give it reals"));
    }
  }

  private static String message(Executable action) {
    return assertThrows(IllegalArgumentException.class, action).getMessage();
  }
}
