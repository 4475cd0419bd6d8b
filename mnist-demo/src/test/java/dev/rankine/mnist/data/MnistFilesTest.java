package dev.rankine.mnist.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rankine.engine.io.FormatException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MnistFilesTest {
  @TempDir Path folder;

  @BeforeEach
  void writeFiles() throws IOException {
    IdxFiles.write(folder, 30, 20);
  }

  @Test
  void packedAndUnpackedFilesLoad() throws IOException {
    DigitData data = MnistFiles.read(folder);
    DigitData drawn = DrawnDigits.draw(30, 20);
    assertEquals("custom", data.name());
    assertArrayEquals(drawn.train().images(), data.train().images());
    assertArrayEquals(drawn.train().labels(), data.train().labels());
    assertArrayEquals(drawn.test().labels(), data.test().labels());
  }

  @Test
  void aMissingFileIsNamed() throws IOException {
    Files.delete(folder.resolve(MnistFiles.TEST_LABELS + ".gz"));
    assertTrue(message().contains("no file t10k-labels-idx1-ubyte"));
  }

  @Test
  void aTruncatedFileIsNamed() throws IOException {
    Path file = folder.resolve(MnistFiles.TRAIN_IMAGES);
    Files.write(file, Arrays.copyOf(Files.readAllBytes(file), 1000));
    assertTrue(message().contains("train-images-idx3-ubyte: expected 23520 elements"), message());
  }

  @Test
  void aTruncatedPackedFileIsNamed() throws IOException {
    Path file = folder.resolve(MnistFiles.TRAIN_LABELS + ".gz");
    Files.write(file, Arrays.copyOf(Files.readAllBytes(file), 30));
    assertTrue(message().contains("gzip data is damaged"), message());
  }

  @Test
  void aWrongMagicIsNamed() throws IOException {
    Files.write(folder.resolve(MnistFiles.TRAIN_IMAGES), IdxFiles.idx(new byte[30], 30));
    assertTrue(message().contains("expected the idx magic 0x00000803"), message());
    assertTrue(message().contains("found 0x00000801"), message());
  }

  @Test
  void aLabelCountThatDoesNotFitIsNamed() throws IOException {
    Files.write(folder.resolve(MnistFiles.TRAIN_LABELS + ".gz"), IdxFiles.idx(new byte[29], 29));
    assertTrue(message().contains("expected 30 labels for as many images, found 29"), message());
  }

  @Test
  void aLabelOutOfRangeIsNamed() throws IOException {
    byte[] labels = new byte[30];
    labels[7] = 10;
    Files.write(folder.resolve(MnistFiles.TRAIN_LABELS + ".gz"), IdxFiles.idx(labels, 30));
    assertTrue(message().contains("label 7 is 10, not 0 to 9"), message());
  }

  @Test
  void imagesOfAnotherSizeAreNamed() throws IOException {
    Files.write(folder.resolve(MnistFiles.TRAIN_IMAGES), IdxFiles.idx(new byte[30 * 9], 30, 3, 3));
    assertTrue(message().contains("expected images of 28x28, found 30 of 3x3"), message());
  }

  private String message() {
    return assertThrows(FormatException.class, () -> MnistFiles.read(folder)).getMessage();
  }
}
