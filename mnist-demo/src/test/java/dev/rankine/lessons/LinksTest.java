package dev.rankine.lessons;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Links of all pages that stay within the project lead to a file, and to a heading of it. */
class LinksTest {
  private static final Pattern LINK = Pattern.compile("!?\\[[^\\]]*\\]\\(([^()\\s]+)\\)");

  private final Map<Path, Set<String>> anchors = new HashMap<>();

  private static List<Path> pages() throws IOException {
    try (Stream<Path> tree = Files.walk(Lesson.ROOT)) {
      return tree.filter(file -> file.toString().endsWith(".md"))
          .filter(file -> !file.toString().matches(".*(/target/|/\\.git/).*"))
          .sorted()
          .toList();
    }
  }

  @Test
  void leadSomewhere() throws IOException {
    List<String> dead = new ArrayList<>();
    int links = 0;
    for (Path page : pages()) {
      for (String line : Page.read(page).prose()) {
        Matcher matcher = LINK.matcher(line.replaceAll("`[^`]*`(?!\\])", ""));
        while (matcher.find()) {
          links++;
          if (!alive(page, matcher.group(1))) {
            dead.add(page + ": " + matcher.group(1));
          }
        }
      }
    }
    assertEquals(List.of(), dead);
    assertTrue(links > 30, "only " + links + " links were found");
  }

  private boolean alive(Path page, String target) throws IOException {
    if (target.matches("[a-z]+:.*")) {
      return target.startsWith("https://");
    }
    int hash = target.indexOf('#');
    String path = hash < 0 ? target : target.substring(0, hash);
    Path file = path.isEmpty() ? page : page.resolveSibling(path).normalize();
    return Files.exists(file) && (hash < 0 || anchors(file).contains(target.substring(hash + 1)));
  }

  /** What headings are called in links, as GitHub does it. */
  private Set<String> anchors(Path file) throws IOException {
    Set<String> names = anchors.get(file);
    if (names == null) {
      names = new HashSet<>();
      for (String line : Page.read(file).prose()) {
        if (line.matches("#+ .*")) {
          names.add(anchor(line.replaceFirst("#+ ", "")));
        }
      }
      anchors.put(file, names);
    }
    return names;
  }

  private static String anchor(String heading) {
    String text = heading.replaceAll("\\[([^\\]]*)\\]\\([^)]*\\)", "$1").strip();
    return text.toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{N}_ -]", "").replace(' ', '-');
  }

  @Test
  void headingsAreNamedAsGitHubDoes() {
    assertEquals("what-is-frozen-is-computed-once", anchor("What is frozen is computed once"));
    assertEquals("pefts-names-formulas-and-files", anchor("PEFT's names, formulas and files"));
  }
}
