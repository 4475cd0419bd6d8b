package dev.rankine.lessons;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A lesson: {@code LessonNN.java} and its page, {@code NN-title.md}, in a module's folder.
 *
 * @param number two digits
 */
record Lesson(String number, Path program, Page page) {
  /** The project's folder: tests run in their module's. */
  static final Path ROOT = Path.of("..");

  private static final List<String> MODULES = List.of("engine", "autograd", "lora", "mnist-demo");

  /** All lessons in order. */
  static List<Lesson> all() throws IOException {
    List<Lesson> lessons = new ArrayList<>();
    for (String module : MODULES) {
      Path folder = ROOT.resolve(module).resolve("lessons");
      for (Path program : files(folder, "Lesson\\d\\d\\.java")) {
        String number = program.getFileName().toString().substring(6, 8);
        List<Path> pages = files(folder, number + "-.*\\.md");
        if (pages.size() != 1) {
          throw new AssertionError(program + ": it needs one page, there are " + pages);
        }
        lessons.add(new Lesson(number, program, Page.read(pages.getFirst())));
      }
    }
    lessons.sort((a, b) -> a.number().compareTo(b.number()));
    return lessons;
  }

  static List<Path> files(Path folder, String name) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> list = Files.list(folder)) {
      return list.filter(file -> file.getFileName().toString().matches(name)).sorted().toList();
    }
  }

  /** What the page says that the program prints: a block a section. */
  List<List<String>> shown() {
    return outputs().stream().map(Page.Block::lines).toList();
  }

  /** The blocks of the page that are output: text, and diagrams as text. */
  List<Page.Block> outputs() {
    return page.blocks().stream()
        .filter(block -> List.of("text", "mermaid").contains(block.language()))
        .toList();
  }

  /** Sections of an output: what stands between blank lines. */
  static List<List<String>> sections(String output) {
    List<List<String>> sections = new ArrayList<>();
    boolean inside = false;
    for (String line : output.lines().map(String::stripTrailing).toList()) {
      if (!line.isEmpty()) {
        if (!inside) {
          sections.add(new ArrayList<>());
        }
        sections.getLast().add(line);
      }
      inside = !line.isEmpty();
    }
    return sections;
  }

  /** Sections without what was measured: in lines that say so, the numbers with a point. */
  static List<List<String>> unmeasured(List<List<String>> sections) {
    return sections.stream()
        .map(section -> section.stream().map(Lesson::unmeasured).toList())
        .toList();
  }

  private static String unmeasured(String line) {
    return line.endsWith("(measured)")
        ? line.replaceAll("[0-9,]+\\.[0-9]+", "#").replaceAll(" +", " ")
        : line;
  }

  @Override
  public String toString() {
    return ROOT.relativize(program).toString();
  }
}
