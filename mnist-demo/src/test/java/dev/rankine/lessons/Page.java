package dev.rankine.lessons;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A Markdown page: its lines, and which of them lie between fences. */
record Page(Path file, List<String> lines) {
  private static final String FENCE = "```";

  /**
   * What stands between two fences.
   *
   * @param language what the opening fence says, or nothing
   * @param from the line after the opening fence, from 0
   * @param lines as they stand
   */
  record Block(String language, int from, List<String> lines) {}

  static Page read(Path file) throws IOException {
    return new Page(file, Files.readAllLines(file));
  }

  /** The blocks in a language, in order. */
  List<Block> blocks(String language) {
    return blocks().stream().filter(block -> block.language().equals(language)).toList();
  }

  List<Block> blocks() {
    List<Block> blocks = new ArrayList<>();
    int open = -1;
    for (int i = 0; i < lines.size(); i++) {
      if (lines.get(i).strip().startsWith(FENCE)) {
        if (open >= 0) {
          String language = lines.get(open).strip().substring(FENCE.length());
          blocks.add(new Block(language, open + 1, List.copyOf(lines.subList(open + 1, i))));
        }
        open = open < 0 ? i : -1;
      }
    }
    if (open >= 0) {
      throw new AssertionError(file + ": the fence of line " + (open + 1) + " is never closed");
    }
    return blocks;
  }

  /** The lines outside all fences, in order. */
  List<String> prose() {
    List<String> prose = new ArrayList<>();
    boolean inside = false;
    for (String line : lines) {
      boolean fence = line.strip().startsWith(FENCE);
      if (!inside && !fence) {
        prose.add(line);
      }
      inside ^= fence;
    }
    return prose;
  }

  /** Words outside all fences. */
  long words() {
    return prose().stream()
        .flatMap(line -> Arrays.stream(line.split("\\s+")))
        .filter(word -> word.chars().anyMatch(Character::isLetterOrDigit))
        .count();
  }
}
