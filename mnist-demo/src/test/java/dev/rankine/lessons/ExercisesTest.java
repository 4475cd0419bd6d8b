package dev.rankine.lessons;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Of every exercise the starter fails its own check, and the solution passes the same one. */
class ExercisesTest {
  @TempDir Path classes;

  private static List<Path> starters() throws IOException {
    List<Path> starters = new ArrayList<>();
    for (String module : List.of("autograd", "lora")) {
      starters.addAll(
          Lesson.files(Lesson.ROOT.resolve(module).resolve("lessons/exercises"), ".*\\.java"));
    }
    return starters;
  }

  private static Path solution(Path starter) {
    return starter.getParent().resolveSibling("solutions").resolve(starter.getFileName());
  }

  @Test
  void areSix() throws IOException {
    assertEquals(6, starters().size());
  }

  @TestFactory
  Stream<DynamicTest> failUntilTheyAreSolved() throws IOException {
    return starters().stream()
        .map(starter -> DynamicTest.dynamicTest(starter.toString(), () -> check(starter)));
  }

  private void check(Path starter) throws IOException {
    Path solution = solution(starter);
    assertEquals(checkOf(starter), checkOf(solution), "the check is the same");
    Program wrong = Program.compile(starter, Files.createDirectories(classes.resolve("starter")));
    assertThrows(AssertionError.class, wrong::run);
    Program right = Program.compile(solution, Files.createDirectories(classes.resolve("solution")));
    String[] printed = new String[1];
    assertDoesNotThrow(() -> printed[0] = right.run());
    assertTrue(printed[0].strip().equals("solved"), printed[0]);
  }

  private static String checkOf(Path file) throws IOException {
    String text = Files.readString(file);
    return text.substring(text.indexOf("static void main"));
  }
}
