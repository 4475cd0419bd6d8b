package dev.rankine.mnist.study;

import dev.rankine.engine.io.AtomicFile;
import dev.rankine.engine.io.FormatException;
import dev.rankine.engine.io.IoProblem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The finished trainings of a sweep in a CSV file, which grows by a line as each ends: a sweep that
 * was stopped goes on where it was. A first line says what all of them have in common; a file of
 * another task is refused. Safe for use by several threads.
 */
public final class SweepFile {
  /** A hundred thousand trainings have 15 MB. */
  private static final long LARGEST = 1 << 24;

  private static final String HEAD = "seed,rank,alpha,lr,trained,accuracy,seconds,weights_sha256";

  /** What a training came to. */
  public record Result(int trainable, double accuracy, double seconds, String weightsSha256) {}

  private final Path file;
  private final String task;
  private final Map<GridPoint, Result> results;

  private SweepFile(Path file, String task, Map<GridPoint, Result> results) {
    this.file = file;
    this.task = task;
    this.results = results;
  }

  /**
   * Reads what is there; nothing, if the file is not.
   *
   * @param task what the results depend on beside the grid, in one line
   * @throws FormatException if the file is of another task, or damaged
   * @throws IOException if it cannot be read
   */
  public static SweepFile open(Path file, String task) throws IOException {
    AtomicFile.requireWritable(file);
    String first = "# " + task;
    Map<GridPoint, Result> results = new LinkedHashMap<>();
    if (Files.exists(file)) {
      List<String> lines = lines(file);
      if (lines.size() < 2 || !lines.get(1).equals(HEAD)) {
        throw new FormatException(file, "it is not the file of a sweep; choose another --out");
      }
      if (!lines.getFirst().equals(first)) {
        throw new FormatException(
            file,
            "it is of another task ("
                + lines.getFirst()
                + "), this one is "
                + first
                + "; choose another --out");
      }
      for (int i = 2; i < lines.size(); i++) {
        read(file, i + 1, lines.get(i), results);
      }
    }
    return new SweepFile(file, task, results);
  }

  private static List<String> lines(Path file) throws IOException {
    try {
      if (Files.size(file) > LARGEST) {
        throw new FormatException(file, "it is larger than the file of a sweep can be");
      }
      return Files.readString(file, StandardCharsets.UTF_8).lines().toList();
    } catch (IOException failed) {
      throw IoProblem.of(file, "it cannot be read", failed);
    }
  }

  private static void read(Path file, int number, String line, Map<GridPoint, Result> results)
      throws FormatException {
    String[] cells = line.split(",", -1);
    try {
      GridPoint point =
          new GridPoint(
              Long.parseLong(cells[0]),
              Integer.parseInt(cells[1]),
              Double.parseDouble(cells[2]),
              Double.parseDouble(cells[3]));
      Result result =
          new Result(
              Integer.parseInt(cells[4]),
              Double.parseDouble(cells[5]),
              Double.parseDouble(cells[6]),
              cells[7]);
      boolean valid = result.accuracy() >= 0 && result.accuracy() <= 1 && cells.length == 8;
      if (!valid || results.put(point, result) != null) {
        throw new FormatException(
            file, "line " + number + " is damaged or stands twice; remove it to train it again");
      }
    } catch (NumberFormatException | ArrayIndexOutOfBoundsException damaged) {
      throw new FormatException(
          file, "line " + number + " is damaged; remove it to train it again");
    }
  }

  /** Whether a training is finished. */
  public synchronized boolean has(GridPoint point) {
    return results.containsKey(point);
  }

  /**
   * What a training came to.
   *
   * @throws IllegalArgumentException if it is not finished
   */
  public synchronized Result get(GridPoint point) {
    Result result = results.get(point);
    if (result == null) {
      throw new IllegalArgumentException(point + " is not finished");
    }
    return result;
  }

  /** Adds a finished training and writes the file, whole or not at all. */
  public synchronized void add(GridPoint point, Result result) throws IOException {
    results.put(point, result);
    StringBuilder text = new StringBuilder("# " + task + "\n" + HEAD + "\n");
    results.forEach(
        (p, r) ->
            text.append(p.seed())
                .append(',')
                .append(p.rank())
                .append(',')
                .append(p.alpha())
                .append(',')
                .append(p.rate())
                .append(',')
                .append(r.trainable())
                .append(',')
                .append(r.accuracy())
                .append(',')
                .append(r.seconds())
                .append(',')
                .append(r.weightsSha256())
                .append('\n'));
    AtomicFile.write(file, text.toString().getBytes(StandardCharsets.UTF_8));
  }
}
