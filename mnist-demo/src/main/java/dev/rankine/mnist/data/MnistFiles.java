package dev.rankine.mnist.data;

import dev.rankine.engine.io.FormatException;
import dev.rankine.engine.io.Idx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The four files of MNIST in a folder, packed or not. */
public final class MnistFiles {
  static final String TRAIN_IMAGES = "train-images-idx3-ubyte";
  static final String TRAIN_LABELS = "train-labels-idx1-ubyte";
  static final String TEST_IMAGES = "t10k-images-idx3-ubyte";
  static final String TEST_LABELS = "t10k-labels-idx1-ubyte";

  /** The names, in the order of download. */
  static final List<String> NAMES = List.of(TRAIN_LABELS, TEST_LABELS, TEST_IMAGES, TRAIN_IMAGES);

  /** SHA-256 of the unpacked content: mirrors pack differently. */
  static final Map<String, String> SHA256 =
      Map.of(
          TRAIN_IMAGES, "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
          TRAIN_LABELS, "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
          TEST_IMAGES, "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
          TEST_LABELS, "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2");

  /** CRC-32 of the same, which even a cold JVM computes while it unpacks. */
  static final Map<String, Long> CRC32 =
      Map.of(
          TRAIN_IMAGES, 0xE9F4D8B3L,
          TRAIN_LABELS, 0xE0CB4AD2L,
          TEST_IMAGES, 0x91373BDFL,
          TEST_LABELS, 0x4AB9EFF9L);

  private MnistFiles() {}

  /** Whether all four files are in a folder. */
  static boolean complete(Path folder) {
    return NAMES.stream().allMatch(name -> find(folder, name).isPresent());
  }

  /** A file under its usual spellings. */
  static Optional<Path> find(Path folder, String name) {
    String dotted = name.replace("-idx", ".idx");
    return List.of(name + ".gz", name, dotted + ".gz", dotted).stream()
        .map(folder::resolve)
        .filter(Files::isRegularFile)
        .findFirst();
  }

  /**
   * Reads a folder.
   *
   * @throws FormatException if a file is missing, damaged, or does not fit the others
   */
  public static DigitData read(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      throw new FormatException(folder, "it is no folder; name the one with the four MNIST files");
    }
    if (!Files.isReadable(folder)) {
      throw new FormatException(folder, "access is denied");
    }
    boolean original = true;
    DigitData.Digits[] parts = new DigitData.Digits[2];
    String[][] names = {{TRAIN_IMAGES, TRAIN_LABELS}, {TEST_IMAGES, TEST_LABELS}};
    for (int i = 0; i < parts.length; i++) {
      Path imageFile = require(folder, names[i][0]);
      Path labelFile = require(folder, names[i][1]);
      Idx images = Idx.read(imageFile, 3);
      Idx labels = Idx.read(labelFile, 1);
      parts[i] = part(imageFile, images, labelFile, labels);
      original &= images.crc32() == CRC32.get(names[i][0]);
      original &= labels.crc32() == CRC32.get(names[i][1]);
    }
    return new DigitData(original ? "mnist" : "custom", parts[0], parts[1]);
  }

  private static Path require(Path folder, String name) throws FormatException {
    return find(folder, name)
        .orElseThrow(
            () -> new FormatException(folder, "it has no file " + name + " (or " + name + ".gz)"));
  }

  private static DigitData.Digits part(Path imageFile, Idx images, Path labelFile, Idx labels)
      throws FormatException {
    int[] dims = images.dims();
    if (dims[1] != DigitData.SIDE || dims[2] != DigitData.SIDE || dims[0] == 0) {
      throw new FormatException(
          imageFile,
          "expected images of 28x28, found " + dims[0] + " of " + dims[1] + "x" + dims[2]);
    }
    if (dims[0] != labels.dims()[0]) {
      throw new FormatException(
          labelFile,
          "expected " + dims[0] + " labels for as many images, found " + labels.dims()[0]);
    }
    int[] values = new int[labels.data().length];
    for (int i = 0; i < values.length; i++) {
      values[i] = labels.data()[i] & 0xFF;
      if (values[i] >= DigitData.CLASSES) {
        throw new FormatException(labelFile, "label " + i + " is " + values[i] + ", not 0 to 9");
      }
    }
    return new DigitData.Digits(images.data(), values);
  }
}
