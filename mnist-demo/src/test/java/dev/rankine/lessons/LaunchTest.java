package dev.rankine.lessons;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** A lesson as a reader starts it: one file given to {@code java}. */
class LaunchTest {
  /** The last lesson promises the same bits with other kernels, in processes of their own. */
  @TestFactory
  Stream<DynamicTest> theSameBitsWithOtherKernels() throws IOException {
    Lesson last = Lesson.all().getLast();
    return Stream.of("-Drankine.kernels=scalar", "-Drankine.vector.bits=128")
        .map(flag -> DynamicTest.dynamicTest(flag, () -> launch(last, flag)));
  }

  private static void launch(Lesson lesson, String flag) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Duser.language=en", "-XX:TieredStopAtLevel=1", flag));
    command.addAll(List.of("--add-modules", "jdk.incubator.vector"));
    command.addAll(List.of("-cp", Program.classPath(), lesson.program().toString()));
    ProcessBuilder builder = new ProcessBuilder(command);
    Process process = builder.redirectError(ProcessBuilder.Redirect.DISCARD).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), output);
    assertEquals(lesson.shown(), Lesson.sections(output));
  }
}
