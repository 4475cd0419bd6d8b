package dev.rankine.lora;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.rankine.autograd.Gradients;
import dev.rankine.autograd.Parameter;
import dev.rankine.autograd.Tape;
import dev.rankine.autograd.Var;
import dev.rankine.autograd.nn.Composite;
import dev.rankine.autograd.nn.Initial;
import dev.rankine.autograd.nn.Layer;
import dev.rankine.autograd.nn.Linear;
import dev.rankine.autograd.nn.Parameters;
import dev.rankine.autograd.op.CrossEntropyOp;
import dev.rankine.autograd.optim.Adam;
import dev.rankine.autograd.optim.Optimizer;
import dev.rankine.engine.Backend;
import dev.rankine.engine.Indices;
import dev.rankine.engine.Philox;
import dev.rankine.engine.Shape;
import dev.rankine.engine.Tensor;
import dev.rankine.lora.check.AdapterLint;
import dev.rankine.lora.check.Finding;
import dev.rankine.lora.check.TrainableCount;
import dev.rankine.lora.combine.Combination;
import dev.rankine.lora.combine.Combined;
import dev.rankine.lora.combine.Method;
import dev.rankine.lora.combine.Weighted;
import dev.rankine.lora.config.AdapterConfig;
import dev.rankine.lora.io.AdapterFolder;
import dev.rankine.lora.model.AdaptedModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The README's examples are the code that runs here. */
class ReadmeTest {
  // README
  record Net(Layer hidden, Layer out) implements Layer, Composite {
    @Override
    public Var forward(Tape tape, Var x) {
      return out.forward(tape, hidden.forward(tape, x).relu());
    }

    @Override
    public List<Parameter> parameters() {
      return Stream.of(hidden, out).flatMap(layer -> layer.parameters().stream()).toList();
    }

    @Override
    public Net rebuilt(Change change) {
      return new Net(change.apply(hidden), change.apply(out));
    }
  }

  // end

  @TempDir Path folder;

  private static Net trained() {
    Parameters source = Parameters.initialise(Backend.cpu(), new Philox(1, 0));
    return new Net(Linear.of(source.at("hidden"), 20, 64), Linear.of(source.at("out"), 64, 5));
  }

  private static Tensor normal(int rows, int columns) {
    Shape shape = Shape.of(rows, columns);
    return Tensor.of(Backend.cpu(), shape, Initial.normal(1).draw(shape, new Philox(2, 0)));
  }

  @Test
  void aModelIsAdapted() throws IOException {
    Backend cpu = Backend.cpu();
    Net trained = trained();
    Tensor images = normal(32, 20);
    int[] classes = new int[32];
    for (int i = 0; i < classes.length; i++) {
      classes[i] = i % 5;
    }
    Indices labels = Indices.of(cpu, Shape.of(32), classes);
    float[] before = outputs(trained, images);
    List<String> said = new ArrayList<>();
    // README
    AdapterConfig config = AdapterConfig.of("hidden", "out").r(2).loraAlpha(4).build();
    AdaptedModel model = AdaptedModel.of(trained); // frozen from here on
    model.add("default", config, new Philox(1, 1));
    Optimizer optimizer = new Adam(model.trainable(), 0.01);
    for (int step = 0; step < 100; step++) {
      try (Tape tape = Tape.recording(cpu)) {
        Var loss = CrossEntropyOp.of(model.forward(tape, tape.constant(images)), labels);
        Gradients gradients = tape.backward(loss);
        if (step == 0) {
          said.add(TrainableCount.of(model).toString());
          for (Finding finding :
              AdapterLint.of(model).optimizer(optimizer).gradients(gradients).findings()) {
            said.add(finding.toString());
          }
        }
        optimizer.step(gradients);
      }
    }
    AdapterFolder.saveAll(model, folder); // adapter_config.json, adapter_model.safetensors
    Net plain = (Net) model.plain("default"); // of plain layers, updates merged
    // end
    assertEquals(
        List.of("trainable params: 306 || all params: 1,975 || trainable%: 15.4937"), said);
    assertArrayEquals(outputs(model, images), outputs(plain, images), 1e-4f);
    assertArrayEquals(before, outputs(trained, images));

    // README
    AdapterFolder.load(model, "again", folder); // as PEFT wrote it, or as we did
    model.activate("default", "again"); // their updates add up
    try (AdaptedModel.Disabled _ = model.disable()) {
      outputs(model, images); // the base, to the bit
    }
    List<Weighted> weights = List.of(new Weighted("default", 0.7), new Weighted("again", -0.2));
    Combined mix = Combination.of(model, weights, new Method.Cat());
    model.put("mix", mix.adapter());
    model.activate("mix");
    model.merge(); // a plain layer each, from now on
    model.unmerge(); // the bytes of the base, which never left
    // end
    assertEquals(0, mix.largestError(), 1e-6);
    assertEquals(List.of("default", "again", "mix"), model.names());
  }

  private static float[] outputs(Layer layer, Tensor x) {
    try (Tape tape = Tape.none(x.backend())) {
      return layer.forward(tape, tape.constant(x)).value().toFloats();
    }
  }

  @Test
  void aLayerIsAdaptedByHand() {
    Backend cpu = Backend.cpu();
    Philox random = new Philox(1, 0);
    Linear base = Linear.of(Parameters.initialise(cpu, random).at("fc1"), 784, 64);
    Tensor x = normal(32, 785);
    // README
    base.parameters().forEach(Parameter::freeze);
    WidenedLinear widened = WidenedLinear.of(base, 1, WidenedLinear.Start.ZERO, random);
    widened.requireUnchanged(x); // or an exception that names the output that differs
    LoraLinear layer = LoraLinear.of("fc1", widened.layer(), new LoraConfig(8, 16), random);
    List<Parameter> trainable = layer.parameters().stream().filter(Parameter::trainable).toList();
    Tensor plain = layer.merged(); // W + (α/R)·B·A, (64, 785)
    // end
    assertEquals(8 * 785 + 64 * 8 + 64, Nets.count(trainable));
    assertEquals(Shape.of(64, 785), plain.shape());
  }

  @Test
  void theExamplesAreTheCode() throws IOException {
    String source = Files.readString(Path.of("src/test/java/dev/rankine/lora/ReadmeTest.java"));
    List<String> code = blocks(source, "// README\\n(.*?)\\n *// end\\n");
    assertEquals(4, code.size());
    assertEquals(code, blocks(Files.readString(Path.of("README.md")), "```java\\n(.*?)```"));
  }

  private static List<String> blocks(String text, String pattern) {
    List<String> blocks = new ArrayList<>();
    Matcher matcher = Pattern.compile(pattern, Pattern.DOTALL).matcher(text);
    while (matcher.find()) {
      blocks.add(matcher.group(1).stripTrailing().stripIndent().strip());
    }
    return blocks;
  }
}
