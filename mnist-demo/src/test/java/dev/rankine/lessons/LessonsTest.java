package dev.rankine.lessons;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Every lesson's page tells what its program says and does. */
class LessonsTest {
  private static final int MOST_LINES = 80;
  private static final int MOST_WORDS = 1500;

  @TempDir Path classes;

  @Test
  void areTwelve() throws IOException {
    List<String> numbers = IntStream.rangeClosed(1, 12).mapToObj("%02d"::formatted).toList();
    assertEquals(numbers, Lesson.all().stream().map(Lesson::number).toList());
  }

  @TestFactory
  Stream<DynamicTest> areShort() throws IOException {
    return each(
        lesson -> {
          int lines = Files.readAllLines(lesson.program()).size();
          assertTrue(lines <= MOST_LINES, lines + " lines, at most " + MOST_LINES);
          long words = lesson.page().words();
          assertTrue(words <= MOST_WORDS, words + " words, at most " + MOST_WORDS);
        });
  }

  @TestFactory
  Stream<DynamicTest> showTheirProgram() throws IOException {
    return each(
        lesson -> {
          List<String> program = stripped(Files.readAllLines(lesson.program()));
          List<Page.Block> blocks = lesson.page().blocks("java");
          assertTrue(!blocks.isEmpty(), "the page shows no code");
          for (Page.Block block : blocks) {
            assertTrue(
                Collections.indexOfSubList(program, stripped(block.lines())) >= 0,
                "the code at line " + block.from() + " is not in the program");
          }
        });
  }

  private static List<String> stripped(List<String> lines) {
    return lines.stream().map(String::strip).toList();
  }

  @TestFactory
  Stream<DynamicTest> sayHowToRunThem() throws IOException {
    return each(
        lesson -> {
          String command = WritePages.command(lesson);
          List<String> shown = new ArrayList<>();
          lesson.page().blocks("sh").forEach(block -> shown.addAll(block.lines()));
          assertTrue(shown.contains(command), "the page lacks the line: " + command);
        });
  }

  @TestFactory
  Stream<DynamicTest> printWhatTheirPagesSay() throws IOException {
    return each(
        lesson -> {
          String output;
          try {
            output = Program.compile(lesson.program(), classes).run();
          } catch (Exception thrown) {
            throw thrown;
          } catch (Throwable thrown) {
            throw new AssertionError(lesson + " failed", thrown);
          }
          assertEquals(
              Lesson.unmeasured(lesson.shown()), Lesson.unmeasured(Lesson.sections(output)));
        });
  }

  @TestFactory
  Stream<DynamicTest> drawTheirFiguresFromTheirPages() throws IOException {
    return Figures.all().stream()
        .map(
            figure ->
                DynamicTest.dynamicTest(
                    figure.file().getFileName().toString(),
                    () -> assertEquals(figure.draw(), Files.readString(figure.file()))));
  }

  @Test
  void theTapesPageIsWrittenByItsLesson() throws Throwable {
    for (Lesson lesson : Lesson.all()) {
      if (lesson.number().equals(WritePages.TAPE)) {
        Path written = classes.resolve("tape.html");
        Program.compile(lesson.program(), classes).run(written.toString());
        assertEquals(Files.readString(WritePages.tapePage(lesson)), Files.readString(written));
      }
    }
  }

  private interface Check {
    void of(Lesson lesson) throws Exception;
  }

  private static Stream<DynamicTest> each(Check check) throws IOException {
    return Lesson.all().stream()
        .map(lesson -> DynamicTest.dynamicTest(lesson.toString(), () -> check.of(lesson)));
  }
}
