package dev.rankine.autograd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The example in this module's README, and in the project's, is the code that runs here. */
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
  void exampleLearns() {
    double[] losses = ReadmeExample.train();
    assertTrue(losses[99] < 0.05, "loss " + losses[99]);
  }
}
