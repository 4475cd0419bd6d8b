package dev.rankine.mnist.data;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;

/** Writes small sets of digits as the four MNIST files. */
public final class IdxFiles {
  private IdxFiles() {}

  /** Drawn digits as files in a folder. */
  public static Path write(Path folder, int train, int test) throws IOException {
    DigitData digits = DrawnDigits.draw(train, test);
    Files.createDirectories(folder);
    write(folder, MnistFiles.TRAIN_IMAGES, MnistFiles.TRAIN_LABELS, digits.train());
    write(folder, MnistFiles.TEST_IMAGES, MnistFiles.TEST_LABELS, digits.test());
    return folder;
  }

  private static void write(Path folder, String images, String labels, DigitData.Digits digits)
      throws IOException {
    Files.write(folder.resolve(images), idx(digits.images(), digits.count(), 28, 28));
    byte[] values = new byte[digits.count()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (byte) digits.labels()[i];
    }
    Files.write(folder.resolve(labels + ".gz"), packed(idx(values, digits.count())));
  }

  static byte[] idx(byte[] data, int... dims) {
    ByteBuffer buffer = ByteBuffer.allocate(4 + 4 * dims.length + data.length);
    buffer.putInt(0x0800 + dims.length);
    for (int dim : dims) {
      buffer.putInt(dim);
    }
    return buffer.put(data).array();
  }

  /** As gzip. */
  public static byte[] packed(byte[] content) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(content);
    }
    return out.toByteArray();
  }
}
