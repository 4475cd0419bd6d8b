package dev.rankine.lessons;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.stream.Stream;
import jdk.jshell.tool.JavaShellToolBuilder;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Lessons pasted into JShell, with its own start-up imports, print there what their pages say. */
class JShellTest {
  /** How the first lesson tells to start JShell: its options, without the jar. */
  private static final List<String> OPTIONS = List.of("--add-modules", "jdk.incubator.vector");

  @Test
  void theFirstPageTellsHow() throws Exception {
    Lesson first = Lesson.all().getFirst();
    String command =
        "jshell %s --class-path mnist-demo/target/mnist-demo.jar %s"
            .formatted(String.join(" ", OPTIONS), first);
    List<String> shown = new ArrayList<>();
    first.page().blocks("sh").forEach(block -> shown.addAll(block.lines()));
    assertTrue(shown.contains(command), "the page lacks the line: " + command);
  }

  @TestFactory
  Stream<DynamicTest> runWhatIsPasted() throws Exception {
    return Lesson.all().stream()
        .map(lesson -> DynamicTest.dynamicTest(lesson.toString(), () -> paste(lesson)));
  }

  private static void paste(Lesson lesson) throws Exception {
    String name = lesson.program().getFileName().toString().replace(".java", "");
    String text = Files.readString(lesson.program());
    String arguments = text.contains("main(String[]") ? "new String[0]" : "";
    String typed = text + "\n" + name + ".main(" + arguments + ")\n/exit\n";
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    try (InputStream in = new ByteArrayInputStream(typed.getBytes(StandardCharsets.UTF_8));
        PrintStream out = new PrintStream(said, true, StandardCharsets.UTF_8);
        PrintStream user = new PrintStream(printed, true, StandardCharsets.UTF_8)) {
      JavaShellToolBuilder.builder()
          .in(in, InputStream.nullInputStream())
          .out(out, out, user)
          .err(out, user)
          .persistence(new HashMap<>())
          .start(
              "-s",
              "-R-Duser.language=en",
              "-R-Dstdout.encoding=UTF-8",
              OPTIONS.get(0),
              OPTIONS.get(1),
              "--class-path",
              Program.classPath());
    }
    assertEquals(
        Lesson.unmeasured(lesson.shown()),
        Lesson.unmeasured(Lesson.sections(printed.toString(StandardCharsets.UTF_8))),
        said.toString(StandardCharsets.UTF_8));
  }
}
