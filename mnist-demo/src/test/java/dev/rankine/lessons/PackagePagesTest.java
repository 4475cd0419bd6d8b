package dev.rankine.lessons;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Each package's page has one diagram, and says what the letters in its shapes stand for. */
class PackagePagesTest {
  private static final String PAGE = "package-info.java";
  private static final Pattern COMMENT = Pattern.compile("(?s)/\\*\\*.*?\\*/");
  private static final Pattern SHAPE = Pattern.compile("\\(([^()]*)\\)");
  private static final Pattern LETTER = Pattern.compile("\\b[A-Z]\\b");
  private static final Pattern LINK = Pattern.compile("\\{@link (dev\\.rankine[a-z.]*)}");

  /**
   * Folders of the program's own packages: of the modules, and of the libraries to compare with.
   */
  private static List<Path> packages() throws IOException {
    List<Path> folders = new ArrayList<>();
    for (String module : List.of("engine", "autograd", "lora", "mnist-demo", "bench")) {
      for (String sources : List.of("src/main/java", "src/peers/java")) {
        Path root = Lesson.ROOT.resolve(module).resolve(sources);
        if (Files.isDirectory(root)) {
          try (Stream<Path> tree = Files.walk(root)) {
            folders.addAll(tree.filter(PackagePagesTest::hasClasses).sorted().toList());
          }
        }
      }
    }
    return folders;
  }

  private static boolean hasClasses(Path folder) {
    try {
      return Files.isDirectory(folder) && !Lesson.files(folder, "[A-Z].*\\.java").isEmpty();
    } catch (IOException unreadable) {
      throw new AssertionError(unreadable);
    }
  }

  @Test
  void haveOneDiagram() throws IOException {
    List<Path> folders = packages();
    assertTrue(folders.size() > 30, "only " + folders.size() + " packages were found");
    List<String> wrong = new ArrayList<>();
    for (Path folder : folders) {
      Path page = folder.resolve(PAGE);
      long count = Files.exists(page) ? Files.readString(page).split("<pre>", -1).length - 1 : -1;
      if (count != 1) {
        wrong.add(count < 0 ? folder + ": no " + PAGE : page + ": " + count + " diagrams");
      }
    }
    assertEquals(List.of(), wrong);
  }

  @Test
  void declareTheirLetters() throws IOException {
    List<String> missing = new ArrayList<>();
    for (Path folder : packages()) {
      Set<String> declared = declared(folder.resolve(PAGE));
      for (Path file : Lesson.files(folder, "[A-Z].*\\.java")) {
        for (String comment : matches(COMMENT, Files.readString(file))) {
          for (String letter : used(comment.replaceAll("\\n\\s*\\* ?", " "))) {
            if (!declared.contains(letter) && !comment.contains(letter + " = ")) {
              missing.add(file + ": " + letter);
            }
          }
        }
      }
    }
    assertEquals(List.of(), missing);
  }

  /** The letters after the word, and those of a page that is named there. */
  private static Set<String> declared(Path page) throws IOException {
    String text = Files.readString(page);
    int from = text.indexOf("Letters");
    Set<String> letters = new TreeSet<>();
    if (from >= 0) {
      String part = text.substring(from);
      letters.addAll(matches(LETTER, part));
      Matcher link = LINK.matcher(part);
      if (link.find()) {
        String path = page.toString();
        String root = path.substring(0, path.indexOf("dev/rankine"));
        letters.addAll(declared(Path.of(root, link.group(1).replace('.', '/'), PAGE)));
      }
    }
    return letters;
  }

  /** Single capitals in what is a shape: letters, numbers and extents with names, with commas. */
  private static Set<String> used(String comment) {
    Set<String> letters = new TreeSet<>();
    Matcher shapes = SHAPE.matcher(comment);
    while (shapes.find()) {
      List<String> extents = List.of(shapes.group(1).strip().split("\\s*,\\s*"));
      if (extents.stream().allMatch(extent -> extent.matches("[A-Z]|…|\\d+|[a-z]\\w*"))) {
        extents.stream().filter(extent -> extent.matches("[A-Z]")).forEach(letters::add);
      }
    }
    return letters;
  }

  private static List<String> matches(Pattern pattern, String text) {
    return pattern.matcher(text).results().map(found -> found.group()).toList();
  }
}
