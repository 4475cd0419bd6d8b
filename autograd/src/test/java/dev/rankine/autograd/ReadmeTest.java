package dev.rankine.autograd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The README's example is the code that runs here. */
class ReadmeTest {
  private static String between(String text, String start, String end) {
    int from = text.indexOf(start) + start.length();
    return text.substring(from, text.indexOf(end, from)).stripIndent().strip();
  }

  @Test
  void exampleIsTheCode() throws IOException {
    String readme = Files.readString(Path.of("README.md"));
    Path source = Path.of("src/test/java/dev/rankine/autograd/ReadmeExample.java");
    assertEquals(
        between(Files.readString(source), "// README\n", "// end"),
        between(readme, "```java\n", "```"));
  }

  @Test
  void exampleLearns() {
    double[] losses = ReadmeExample.train();
    assertTrue(losses[99] < 0.05, "loss " + losses[99]);
  }
}
