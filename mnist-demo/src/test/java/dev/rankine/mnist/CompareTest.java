package dev.rankine.mnist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rankine.mnist.data.IdxFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code compare} and {@code --shift}, on small sets of drawn digits. */
class CompareTest {
  @TempDir Path folder;

  private String data;
  private String out;

  @BeforeEach
  void writeData() throws IOException {
    data = IdxFiles.write(folder.resolve("data"), 640, 200).toString();
    out = folder.resolve("out").toString();
  }

  /** What a line of the CSV has, after the network's name and the seed. */
  private String[] line(String network, int seed) throws IOException {
    return Files.readAllLines(folder.resolve("out").resolve("compare.csv")).stream()
        .filter(line -> line.startsWith(network + "," + seed + ","))
        .findFirst()
        .orElseThrow()
        .split(",");
  }

  @Test
  void itComparesWhatTheCommandsTrain() throws IOException {
    Ran ran =
        Ran.of(
            "compare",
            "--data",
            data,
            "--out",
            out,
            "--epochs",
            "1",
            "--seeds",
            "2",
            "--shift",
            "invert",
            "--confusion");
    assertEquals(0, ran.code(), ran.err());
    List<String> trained = List.of("0", "52138", "7376", "7448");
    List<String> networks = List.of("base", "full fine-tuning", "LoRA", "feature-lora");
    for (int i = 0; i < networks.size(); i++) {
      assertEquals(trained.get(i), line(networks.get(i), 2)[2]);
      assertTrue(ran.out().contains("seed 2  " + networks.get(i)), ran.out());
    }
    assertTrue(ran.out().contains("feature-lora − LoRA"), ran.out());
    String json = Files.readString(folder.resolve("out").resolve("compare.json"));
    assertTrue(json.contains("\"shift\" : \"invert\""), json);
    String single = folder.resolve("single").toString();
    Ran one =
        Ran.of(
            "feature-lora",
            "--data",
            data,
            "--out",
            single,
            "--epochs",
            "1",
            "--seed",
            "2",
            "--shift",
            "invert",
            "--no-report");
    assertEquals(0, one.code(), one.err());
    assertTrue(one.out().contains("Data from here on: custom-half-inverted"), one.out());
    assertTrue(one.out().contains(line("feature-lora", 2)[6]), "the same bits: " + one.out());
    Ran uncached =
        Ran.of(
            "feature-lora",
            "--data",
            data,
            "--out",
            single,
            "--epochs",
            "1",
            "--seed",
            "2",
            "--shift",
            "invert",
            "--no-report",
            "--no-cache",
            "--quiet");
    assertTrue(uncached.out().contains(line("feature-lora", 2)[6]), uncached.out());
  }

  @Test
  void wrongValuesNameOptionValueAndRange() {
    refused("--shift is turn, it must be none or invert", "compare", "--shift", "turn");
    refused("--shift is turn, it must be none or invert", "feature-lora", "--shift", "turn");
    refused("--seeds is 0, it must be a whole number from 1 to 1000", "compare", "--seeds", "0");
    refused("--rank is 786, it must be", "compare", "--rank", "786");
    refused("--lr is 2.0, it must be a number in (0, 1]", "compare", "--lr", "2");
  }

  private static void refused(String message, String... arguments) {
    Ran ran = Ran.of(arguments);
    assertEquals(2, ran.code());
    assertTrue(ran.err().contains(message), ran.err());
    assertEquals(1, ran.err().lines().count(), ran.err());
  }
}
