package dev.rankine.mnist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rankine.mnist.data.DigitData;
import dev.rankine.mnist.data.IdxFiles;
import dev.rankine.mnist.data.MnistFiles;
import dev.rankine.mnist.predict.Drawings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Networks that are trained in seconds, and pictures that people might show them. */
class PredictTest {
  private static final int PICTURES = 40;

  @TempDir static Path folder;
  private static DigitData.Digits test;

  @BeforeAll
  static void train() throws IOException {
    IdxFiles.write(folder.resolve("data"), 4_000, PICTURES);
    test = MnistFiles.read(folder.resolve("data")).test();
    Ran ran =
        run("feature-lora", "--data", path("data"), "--no-report", "--lr", "0.003", "--merge");
    assertEquals(0, ran.code(), ran.err());
  }

  private static String path(String name) {
    return folder.resolve(name).toString();
  }

  private static Ran run(String... args) {
    List<String> all = new ArrayList<>(List.of(args));
    all.addAll(List.of("--out", path("out")));
    return Ran.of(all.toArray(String[]::new));
  }

  @Test
  void largePicturesOfTestDigitsAreRead() throws IOException {
    List<String> args = new ArrayList<>(List.of("predict"));
    for (int i = 0; i < PICTURES; i++) {
      byte[] pixels = Arrays.copyOfRange(test.images(), i * 784, (i + 1) * 784);
      String name = i + (i % 2 == 0 ? ".png" : ".jpg");
      Path file = folder.resolve(name);
      Drawings.save(Drawings.enlarged(pixels, 150 + 20 * i, i % 3 == 0), file);
      args.add(file.toString());
    }
    Ran ran = run(args.toArray(String[]::new));
    assertEquals(0, ran.code(), ran.err());
    Matcher answer = Pattern.compile("base: (\\d) +feature-lora: (\\d)").matcher(ran.out());
    int base = 0;
    int adapted = 0;
    for (int i = 0; i < PICTURES; i++) {
      assertTrue(answer.find(), ran.out());
      base += Integer.parseInt(answer.group(1)) == test.labels()[i] ? 1 : 0;
      adapted += Integer.parseInt(answer.group(2)) == test.labels()[i] ? 1 : 0;
    }
    assertTrue(base >= 0.85 * PICTURES, "base: " + base);
    assertTrue(adapted >= 0.85 * PICTURES, "adapted: " + adapted);
  }

  @Test
  void theAdaptedAndTheMergedNetworkAnswerAlike() throws IOException {
    byte[] pixels = Arrays.copyOfRange(test.images(), 0, 784);
    String file =
        Drawings.save(Drawings.enlarged(pixels, 300, true), folder.resolve("a.png")).toString();
    String adapted = run("predict", file, "--adapted", path("out/feature-lora.safetensors")).out();
    String merged =
        run("predict", file, "--adapted", path("out/feature-lora-merged.safetensors")).out();
    assertEquals(adapted, merged);
    assertEquals(16, adapted.lines().count(), adapted);
    double sum = 0;
    Matcher percent = Pattern.compile("([\\d.]+) %").matcher(adapted);
    while (percent.find()) {
      sum += Double.parseDouble(percent.group(1));
    }
    assertEquals(100, sum, 0.5);
  }

  @Test
  void whatIsMissingOrWrongIsOneLine() throws IOException {
    Path text = Files.writeString(folder.resolve("text.png"), "no picture");
    assertOneLine("text.png: it is neither a PNG nor a JPEG", run("predict", text.toString()));
    assertOneLine("there is no such file", run("predict", path("nothing.png")));
    String none = path("empty");
    assertOneLine("there is no trained network", Ran.of("predict", "x.png", "--out", none));
    Path receipt = folder.resolve("out/feature-lora.receipt.json");
    assertOneLine("not a safetensors file", run("predict", "x.png", "--base", receipt.toString()));
    assertEquals(2, Ran.of("predict").code());
  }

  private static void assertOneLine(String message, Ran ran) {
    assertEquals(1, ran.code(), ran.err());
    assertEquals(1, ran.err().lines().count(), ran.err());
    assertTrue(ran.err().contains(message), ran.err());
  }

  @Test
  void aNetworkIsInspected() {
    Ran ran = Ran.of("inspect", path("out/feature-lora.safetensors"));
    assertEquals(0, ran.code(), ran.err());
    assertTrue(ran.out().contains("fc1.lora_A.weight  (8, 785)"), ran.out());
    assertTrue(ran.out().contains("12 arrays, 59,586 elements, "), ran.out());
    assertTrue(ran.out().contains("rankine.alpha = 16.0"), ran.out());
  }
}
