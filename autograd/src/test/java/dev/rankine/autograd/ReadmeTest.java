package dev.rankine.autograd;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rankine.autograd.nn.Flatten;
import dev.rankine.autograd.nn.Layer;
import dev.rankine.autograd.nn.Linear;
import dev.rankine.autograd.nn.Parameters;
import dev.rankine.autograd.nn.Sequential;
import dev.rankine.autograd.train.Training;
import dev.rankine.engine.Backend;
import dev.rankine.engine.Bytes;
import dev.rankine.engine.Indices;
import dev.rankine.engine.Philox;
import dev.rankine.engine.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The examples in this module's README, and in the project's, are the code that runs here. */
class ReadmeTest {
  private static String between(String text, String start, String end) {
    int from = text.indexOf(start) + start.length();
    return text.substring(from, text.indexOf(end, from)).stripIndent().strip();
  }

  @Test
  void exampleIsTheCode() throws IOException {
    Path source = Path.of("src/test/java/dev/rankine/autograd/ReadmeExample.java");
    String code = between(Files.readString(source), "// README\n", "// end");
    for (String page : List.of("README.md", "../README.md")) {
      assertEquals(code, between(Files.readString(Path.of(page)), "```java\n", "```"), page);
    }
  }

  @Test
  void frozenExampleIsTheCode() throws IOException {
    Path source = Path.of("src/test/java/dev/rankine/autograd/ReadmeExample.java");
    String page = Files.readString(Path.of("README.md"));
    assertEquals(
        between(Files.readString(source), "// FROZEN\n", "// end"),
        between(page.substring(page.indexOf("## What is frozen")), "```java\n", "```"));
  }

  @Test
  void theProofOfAnOpIsTheCode() throws IOException {
    Path source = Path.of("src/test/java/dev/rankine/autograd/ReadmeExample.java");
    String page = Files.readString(Path.of("README.md"));
    assertEquals(
        between(Files.readString(source), "// PROOF\n", "// end"),
        between(page.substring(page.indexOf("## An op of your own")), "```java\n", "```"));
    ReadmeExample.prove(new Samples(1).normal(3, 2));
  }

  @Test
  void loopExampleIsTheCode() throws IOException {
    Path source = Path.of("src/test/java/dev/rankine/autograd/ReadmeExample.java");
    String page = Files.readString(Path.of("README.md"));
    assertEquals(
        between(Files.readString(source), "// LOOP\n", "// end"),
        between(page.substring(page.indexOf("## The loop")), "```java\n", "```"));
  }

  @Test
  void loopExampleLearnsAndIsDoneTheSecondTime(@TempDir Path folder) throws IOException {
    byte[] pixels = new byte[64 * 144];
    int[] labels = new int[64];
    for (int i = 0; i < pixels.length; i++) {
      labels[i / 144] = i / 144 % 2;
      boolean ink = labels[i / 144] == 0 ? i % 12 / 2 == 2 : i / 12 % 12 / 2 == 2;
      pixels[i] = (byte) (ink ? 255 : 0);
    }
    Indices classes = Indices.of(Backend.cpu(), Shape.of(64), labels);
    Path file = folder.resolve("training");
    Training first = ReadmeExample.trainInALoop(pixels, classes, file);
    assertEquals(160, first.steps());
    double loss = first.history().getLast().loss();
    assertTrue(loss < 0.1, "loss " + loss);
    Training second = ReadmeExample.trainInALoop(pixels, classes, file);
    assertEquals(loss, second.history().getLast().loss());
    assertArrayEquals(
        first.model().parameters().getFirst().tensor().toFloats(),
        second.model().parameters().getFirst().tensor().toFloats());
  }

  @Test
  void frozenExampleTrainsTheHeadAlone() {
    Backend backend = Backend.cpu();
    Parameters parameters = Parameters.initialise(backend, new Philox(4, 0));
    Layer front = Sequential.of(new Flatten(), Linear.of(parameters.at("front"), 784, 784));
    Linear head = Linear.of(parameters.at("head"), 784, 2);
    double[] frontBefore = front.parameters().getFirst().tensor().toDoubles();
    double[] headBefore = head.weight().tensor().toDoubles();
    Bytes pixels = Bytes.allocate(backend, Shape.of(70, 1, 28, 28));
    Indices labels = Indices.of(backend, Shape.of(70), new int[70]);
    ReadmeExample.trainHead(front, head, pixels, labels);
    assertArrayEquals(frontBefore, front.parameters().getFirst().tensor().toDoubles());
    assertFalse(Arrays.equals(headBefore, head.weight().tensor().toDoubles()));
  }

  @Test
  void exampleLearns() {
    double[] losses = ReadmeExample.train();
    assertTrue(losses[99] < 0.05, "loss " + losses[99]);
  }
}
