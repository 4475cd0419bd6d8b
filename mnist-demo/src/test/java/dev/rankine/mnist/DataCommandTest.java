package dev.rankine.mnist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rankine.mnist.data.DigitData;
import dev.rankine.mnist.data.IdxFiles;
import dev.rankine.mnist.data.Sketch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataCommandTest {
  @TempDir Path folder;

  private String data() throws IOException {
    return IdxFiles.write(folder.resolve("data"), 50, 20).toString();
  }

  @Test
  void filesCountsAndDigitsAreShown() throws IOException {
    Ran ran = Ran.of("data", "--data", data(), "--draw", "2", "--from", "18");
    assertEquals(0, ran.code(), ran.err());
    assertTrue(ran.out().contains("folder: " + folder.resolve("data")), ran.out());
    assertTrue(ran.out().contains("train-images-idx3-ubyte          39,216 bytes  another file"));
    assertTrue(ran.out().contains("t10k-labels-idx1-ubyte.gz"), ran.out());
    assertTrue(ran.out().contains("data set: custom"), ran.out());
    assertTrue(ran.out().contains("test          20 images: 0: "), ran.out());
    assertTrue(ran.out().contains("test image 19, labelled "), ran.out());
    assertEquals(
        4, ran.out().lines().filter(line -> line.matches("    sha256 [0-9a-f]{64}")).count());
    Ran inverted = Ran.of("data", "--data", data(), "--draw", "2", "--shift", "invert");
    assertTrue(inverted.out().contains("@@@@@@@@@@@@@@@@"), inverted.out());
  }

  @Test
  void whatIsMissingOrDamagedIsNamed() throws IOException {
    String data = data();
    Path labels = folder.resolve("data").resolve("t10k-labels-idx1-ubyte.gz");
    Files.write(labels, Arrays.copyOf(Files.readAllBytes(labels), 15));
    Files.delete(folder.resolve("data").resolve("train-images-idx3-ubyte"));
    Ran ran = Ran.of("data", "--data", data);
    assertEquals(1, ran.code());
    assertTrue(ran.out().contains(labels + ": the gzip data is damaged"), ran.out());
    assertTrue(ran.out().contains("train-images-idx3-ubyte               0 bytes  missing"));
    assertEquals(1, ran.err().lines().count(), ran.err());
  }

  @Test
  void wrongValuesNameOptionValueAndRange() throws IOException {
    Ran ran = Ran.of("data", "--data", data(), "--draw", "3", "--from", "18");
    assertEquals(2, ran.code());
    assertTrue(ran.err().contains("--from is 18, it must be a whole number from 0 to 17"));
    assertEquals(2, Ran.of("data", "--draw", "-1").code());
    Ran many = Ran.of("data", "--data", data(), "--draw", "21");
    assertEquals(2, many.code());
    assertTrue(many.err().contains("--draw is 21, it must be a whole number from 0 to 20"));
    assertEquals(2, Ran.of("data", "--shift", "sideways").code());
  }

  @Test
  void aSketchIsDarkWhereTheImageIs() {
    byte[] image = new byte[2 * DigitData.PIXELS];
    Arrays.fill(image, DigitData.PIXELS, DigitData.PIXELS + 2 * DigitData.SIDE, (byte) 255);
    image[DigitData.PIXELS + 3 * DigitData.SIDE] = (byte) 255;
    String[] lines = Sketch.of(new DigitData.Digits(image, new int[] {0, 1}), 1).split("\n");
    assertEquals(14, lines.length);
    assertEquals("@".repeat(28), lines[0]);
    assertEquals("=" + " ".repeat(27), lines[1]);
  }
}
