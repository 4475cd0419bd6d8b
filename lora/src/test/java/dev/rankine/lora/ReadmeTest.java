package dev.rankine.lora;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.rankine.autograd.Parameter;
import dev.rankine.autograd.Tape;
import dev.rankine.autograd.Var;
import dev.rankine.autograd.nn.Initial;
import dev.rankine.autograd.nn.Linear;
import dev.rankine.autograd.nn.Parameters;
import dev.rankine.autograd.optim.Adam;
import dev.rankine.autograd.optim.Optimizer;
import dev.rankine.engine.Backend;
import dev.rankine.engine.Philox;
import dev.rankine.engine.Shape;
import dev.rankine.engine.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The README's example is the code that runs here. */
class ReadmeTest {
  @Test
  void exampleRuns() {
    // README
    Backend cpu = Backend.cpu();
    Philox random = new Philox(1, 0);
    Linear base =
        Linear.of(Parameters.initialise(cpu, random).at("fc1"), 784, 64); // or a trained one
    base.parameters().forEach(Parameter::freeze);
    WidenedLinear widened = WidenedLinear.of(base, 1, WidenedLinear.Start.ZERO, random);
    LoraLinear layer = LoraLinear.of("fc1", widened.layer(), new LoraConfig(8, 16), random);
    List<Parameter> trainable = layer.parameters().stream().filter(Parameter::trainable).toList();
    Optimizer optimizer = new Adam(trainable, 1e-3);
    Tensor x = Tensor.of(cpu, Shape.of(32, 785), Initial.normal(1).draw(Shape.of(32, 785), random));
    for (int step = 0; step < 10; step++) {
      try (Tape tape = Tape.recording(cpu)) {
        Var y = layer.forward(tape, tape.constant(x));
        optimizer.step(tape.backward(y.mul(y).mean()));
      }
    }
    Tensor plain = layer.merged(); // W + (α/R)·B·A, (64, 785)
    // end
    assertEquals(8 * 785 + 64 * 8 + 64, count(trainable));
    assertEquals(Shape.of(64, 785), plain.shape());
  }

  private static int count(List<Parameter> parameters) {
    return parameters.stream().mapToInt(parameter -> parameter.shape().size()).sum();
  }

  @Test
  void exampleIsTheCode() throws IOException {
    String source = Files.readString(Path.of("src/test/java/dev/rankine/lora/ReadmeTest.java"));
    assertEquals(
        between(source, "// README\n", "// end"),
        between(Files.readString(Path.of("README.md")), "```java\n", "```"));
  }

  private static String between(String text, String start, String end) {
    int from = text.indexOf(start) + start.length();
    return text.substring(from, text.indexOf(end, from)).stripIndent().strip();
  }
}
