package dev.rankine.mnist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rankine.mnist.data.IdxFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code sweep}, on a small set of drawn digits. */
class SweepTest {
  @TempDir Path folder;

  private String data;
  private Path csv;

  @BeforeEach
  void writeData() throws IOException {
    data = IdxFiles.write(folder.resolve("data"), 320, 100).toString();
    csv = folder.resolve("out").resolve("sweep.csv");
  }

  private Ran sweep(String... more) {
    List<String> arguments = new ArrayList<>(List.of("sweep", "--data", data, "--epochs", "1"));
    arguments.addAll(List.of("--out", folder.resolve("out").toString(), "--seeds", "2"));
    arguments.addAll(List.of(more));
    return Ran.of(arguments.toArray(String[]::new));
  }

  /** The lines of finished trainings without their seconds, sorted. */
  private List<String> finished() throws IOException {
    return Files.readAllLines(csv).stream()
        .skip(2)
        .map(line -> line.replaceFirst("(([^,]*,){6})[^,]*,", "$1"))
        .sorted()
        .toList();
  }

  @Test
  void finishedTrainingsAreKeptAndTheOthersGiveTheSameBits() throws IOException {
    Ran whole = sweep("--rank", "1,2", "--lr", "0.001,0.01", "--threads", "3");
    assertEquals(0, whole.code(), whole.err());
    List<String> all = finished();
    assertEquals(8, all.size());
    assertTrue(whole.out().contains("| 2    |    16 |  0.01 |   1,910 |"), whole.out());
    assertTrue(Files.size(folder.resolve("out").resolve("sweep.png")) > 1_000);
    List<String> lines = Files.readAllLines(csv);
    Files.write(csv, lines.subList(0, 5));
    Ran rest = sweep("--rank", "1,2", "--lr", "0.001,0.01", "--threads", "1");
    assertEquals(0, rest.code(), rest.err());
    assertTrue(rest.out().contains("seed 2: 4 of 4 to train"), rest.out());
    assertEquals(5, rest.out().lines().filter(line -> line.contains("  rank ")).count());
    assertEquals(all, finished());
    Ran none = sweep("--rank", "2", "--lr", "0.01");
    assertTrue(none.out().contains("seed 1: 0 of 1 to train"), none.out());
    assertEquals(all, finished(), "what another grid has is kept");
  }

  @Test
  void aTrainingIsThatOfTheCommand() throws IOException {
    assertEquals(0, sweep("--rank", "3", "--quiet").code());
    Ran single =
        Ran.of(
            "feature-lora",
            "--data",
            data,
            "--epochs",
            "1",
            "--seed",
            "2",
            "--rank",
            "3",
            "--out",
            folder.resolve("single").toString(),
            "--no-report",
            "--quiet");
    String line = finished().getLast();
    assertTrue(line.startsWith("2,3,16.0,0.001,"), line);
    String hash = line.substring(line.lastIndexOf(',') + 1);
    assertTrue(single.out().contains(hash), single.out() + line);
  }

  @Test
  void aFileThatDoesNotFitIsRefused() throws IOException {
    assertEquals(0, sweep("--rank", "1").code());
    List<String> lines = Files.readAllLines(csv);
    refused("it is of another task (# custom (", "--batch", "32");
    Files.write(csv, List.of(lines.getFirst(), lines.get(1), lines.getLast() + ",more"));
    refused("line 3 is damaged");
    Files.write(csv, List.of(lines.getFirst(), lines.get(1), lines.getLast(), lines.getLast()));
    refused("line 4 is damaged or stands twice");
    Files.write(csv, List.of("something else"));
    refused("it is not the file of a sweep");
    Files.write(csv, new byte[] {(byte) 0xFF});
    refused("sweep.csv: it cannot be read: ");
  }

  @Test
  void otherTestImagesOrLabelsAreAnotherTask() throws IOException {
    assertEquals(0, sweep("--rank", "1").code());
    Path images = Path.of(data, "t10k-images-idx3-ubyte");
    refusedWith(images, lastChanged(Files.readAllBytes(images)));
    for (String part : List.of("train-labels", "t10k-labels")) {
      Path labels = Path.of(data, part + "-idx1-ubyte.gz");
      try (GZIPInputStream content = new GZIPInputStream(Files.newInputStream(labels))) {
        refusedWith(labels, IdxFiles.packed(lastChanged(content.readAllBytes())));
      }
    }
    assertEquals(0, sweep("--rank", "1").code());
  }

  private static byte[] lastChanged(byte[] content) {
    content[content.length - 1] ^= 1;
    return content;
  }

  private void refusedWith(Path file, byte[] changed) throws IOException {
    byte[] before = Files.readAllBytes(file);
    Files.write(file, changed);
    refused("it is of another task (# custom (", "--rank", "1");
    Files.write(file, before);
  }

  private void refused(String message, String... more) {
    Ran ran = sweep(more);
    assertEquals(1, ran.code());
    assertTrue(ran.err().contains(message), ran.err());
    assertEquals(1, ran.err().lines().count(), ran.err());
  }

  @Test
  void wrongValuesNameOptionValueAndRange() {
    Ran ran = sweep("--rank", "4,0");
    assertEquals(2, ran.code());
    assertTrue(ran.err().contains("--rank is 0, it must be"), ran.err());
    assertEquals(2, sweep("--alpha", "16,many").code());
    assertEquals(2, sweep("--lr", "-0.1").code());
  }
}
