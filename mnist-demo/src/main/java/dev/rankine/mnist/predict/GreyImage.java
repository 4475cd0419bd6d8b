package dev.rankine.mnist.predict;

import dev.rankine.engine.io.FormatException;
import dev.rankine.engine.io.IoProblem;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import javax.imageio.ImageIO;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.stream.FileImageInputStream;

/**
 * The brightness of a picture, (H, W) row-major, 0 black to 1 white.
 *
 * @param clear whether each pixel shows its background through, (H, W), 0 opaque to 1 clear
 */
public record GreyImage(int width, int height, float[] light, float[] clear) {
  /** The most pixels of a file that are decoded. */
  static final long MOST_PIXELS = 100_000_000;

  /** Larger pictures are thinned out while they are decoded: a digit is 28 pixels in the end. */
  private static final int LONGEST_SIDE = 1_400;

  static {
    System.setProperty("java.awt.headless", "true");
  }

  /**
   * Reads a PNG or JPEG file, which may be hostile: its dimensions are looked at before memory is
   * taken, and what memory is taken does not grow with them.
   *
   * @throws FormatException if it is no such picture, is damaged or too large
   * @throws IOException if it cannot be read
   */
  public static GreyImage read(Path file) throws IOException {
    IoProblem.requireRegular(file, "a PNG or JPEG picture");
    ImageReader reader = ImageIO.getImageReadersByFormatName(format(file)).next();
    try (FileImageInputStream in = new FileImageInputStream(new File(file.toString()))) {
      reader.setInput(in, true, true);
      return of(decode(file, reader));
    } catch (FormatException known) {
      throw known;
    } catch (IOException | RuntimeException broken) {
      throw new FormatException(file, "the picture cannot be decoded: " + broken.getMessage());
    } finally {
      reader.dispose();
    }
  }

  private static String format(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] start = in.readNBytes(4);
      if (start.length == 4 && start[0] == (byte) 0x89 && start[1] == 'P' && start[2] == 'N') {
        return "png";
      }
      if (start.length == 4 && start[0] == (byte) 0xFF && start[1] == (byte) 0xD8) {
        return "jpeg";
      }
    } catch (IOException failed) {
      throw IoProblem.of(file, "it cannot be read", failed);
    }
    throw new FormatException(file, "it is neither a PNG nor a JPEG picture");
  }

  private static BufferedImage decode(Path file, ImageReader reader) throws IOException {
    int width = reader.getWidth(0);
    int height = reader.getHeight(0);
    if ((long) width * height > MOST_PIXELS || width < 1 || height < 1) {
      throw new FormatException(
          file,
          String.format(
              Locale.ROOT,
              "it has %,d x %,d pixels, at most %,d in all are read; make it smaller",
              width,
              height,
              MOST_PIXELS));
    }
    ImageReadParam smaller = reader.getDefaultReadParam();
    int step = Math.ceilDiv(Math.max(width, height), LONGEST_SIDE);
    smaller.setSourceSubsampling(step, step, 0, 0);
    return reader.read(0, smaller);
  }

  private static GreyImage of(BufferedImage image) {
    int width = image.getWidth();
    int height = image.getHeight();
    ColorModel colours = image.getColorModel();
    float[] light = new float[width * height];
    float[] clear = new float[width * height];
    int[] row = new int[width];
    for (int y = 0; y < height; y++) {
      image.getRGB(0, y, width, 1, row, 0, width);
      for (int x = 0; x < width; x++) {
        int pixel = row[x];
        double luma =
            0.299 * (pixel >> 16 & 0xFF) + 0.587 * (pixel >> 8 & 0xFF) + 0.114 * (pixel & 0xFF);
        light[y * width + x] = (float) (luma / 255);
        clear[y * width + x] = colours.hasAlpha() ? 1 - (pixel >>> 24) / 255f : 0;
      }
    }
    return new GreyImage(width, height, light, clear);
  }
}
