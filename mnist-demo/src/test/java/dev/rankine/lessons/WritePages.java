package dev.rankine.lessons;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Runs lessons as a reader does, writes what they print into their pages, and draws all figures
 * from the pages anew. Run it in mnist-demo, after the build:
 *
 * <pre>java -cp target/test-classes dev.rankine.lessons.WritePages [LESSON…]</pre>
 *
 * <p>The lessons to run are given as two digits each; all are run if none is given, and none if the
 * argument is {@code figures}.
 */
final class WritePages {
  /** The lesson that writes a page of its own, if it is told where. */
  static final String TAPE = "06";

  private WritePages() {}

  static Path tapePage(Lesson lesson) {
    return lesson.program().resolveSibling("figures").resolve("tape.html");
  }

  /** How a reader starts a lesson, in the project's folder. */
  static String command(Lesson lesson) {
    return "java --add-modules jdk.incubator.vector -cp mnist-demo/target/mnist-demo.jar " + lesson;
  }

  static void main(String[] args) throws IOException, InterruptedException {
    List<String> chosen = List.of(args);
    for (Lesson lesson : Lesson.all()) {
      if (chosen.isEmpty() || chosen.contains(lesson.number())) {
        write(lesson);
        System.out.println("wrote " + lesson.page().file());
      }
    }
    for (Figures.Figure figure : Figures.all()) {
      Files.createDirectories(figure.file().getParent());
      Files.writeString(figure.file(), figure.draw());
      System.out.println("drew " + figure.file());
    }
  }

  private static void write(Lesson lesson) throws IOException, InterruptedException {
    List<List<String>> printed = Lesson.sections(run(lesson));
    List<Page.Block> blocks = lesson.outputs();
    if (printed.size() != blocks.size()) {
      String counts = printed.size() + " sections for " + blocks.size() + " blocks of text";
      throw new IOException(lesson + " prints " + counts + ":\n" + printed);
    }
    List<String> lines = new ArrayList<>(lesson.page().lines());
    for (int i = blocks.size() - 1; i >= 0; i--) {
      Page.Block block = blocks.get(i);
      List<String> place = lines.subList(block.from(), block.from() + block.lines().size());
      place.clear();
      place.addAll(printed.get(i));
    }
    Path file = lesson.page().file();
    Files.writeString(file, String.join("\n", lines) + "\n");
  }

  private static String run(Lesson lesson) throws IOException, InterruptedException {
    List<String> words = new ArrayList<>(List.of(command(lesson).split(" ")));
    words.set(0, Path.of(System.getProperty("java.home"), "bin", "java").toString());
    if (lesson.number().equals(TAPE)) {
      words.add(Lesson.ROOT.relativize(tapePage(lesson)).toString());
    }
    ProcessBuilder builder = new ProcessBuilder(words).directory(Lesson.ROOT.toFile());
    Process process = builder.redirectError(ProcessBuilder.Redirect.INHERIT).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException(lesson + " failed: " + output);
    }
    return output;
  }
}
