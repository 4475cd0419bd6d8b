package dev.rankine.mnist.predict;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Path2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import javax.imageio.ImageIO;

/** Pictures of digits for tests. */
public final class Drawings {
  private static final double[][] TWO = {
    {25, 30}, {40, 12}, {64, 14}, {74, 32}, {58, 56}, {30, 82}, {24, 88}, {80, 88}
  };

  /**
   * How a digit is drawn: on a canvas of so many pixels, its box from (x, y) on, this high and 0.6
   * times as wide, with this pen.
   */
  public record Hand(int width, int height, int x, int y, int size, Color pen, Color paper) {}

  private Drawings() {}

  /** A 2 in smooth lines. */
  public static BufferedImage two(Hand hand) {
    int type = hand.paper().getAlpha() < 255 ? 6 : BufferedImage.TYPE_INT_RGB;
    BufferedImage image = new BufferedImage(hand.width(), hand.height(), type);
    Graphics2D g = canvas(image, hand.paper());
    Path2D path = new Path2D.Double();
    for (double[] point : TWO) {
      double x = hand.x() + 0.006 * hand.size() * point[0];
      double y = hand.y() + 0.01 * hand.size() * point[1];
      if (path.getCurrentPoint() == null) {
        path.moveTo(x, y);
      } else {
        path.lineTo(x, y);
      }
    }
    g.setColor(hand.pen());
    g.setStroke(new BasicStroke(0.09f * hand.size(), 1, 1));
    g.draw(path);
    g.dispose();
    return image;
  }

  /** An image of 28×28 unsigned bytes, 255 is ink, blown up smoothly on a larger canvas. */
  public static BufferedImage enlarged(byte[] pixels, int side, boolean darkOnLight) {
    BufferedImage small = new BufferedImage(28, 28, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < pixels.length; i++) {
      int grey = darkOnLight ? 255 - (pixels[i] & 0xFF) : pixels[i] & 0xFF;
      small.setRGB(i % 28, i / 28, grey << 16 | grey << 8 | grey);
    }
    BufferedImage large = new BufferedImage(side * 3 / 2, side * 5 / 4, BufferedImage.TYPE_INT_RGB);
    Graphics2D g = canvas(large, darkOnLight ? Color.WHITE : Color.BLACK);
    g.drawImage(small, side / 3, side / 8, side, side, null);
    g.dispose();
    return large;
  }

  private static Graphics2D canvas(BufferedImage image, Color paper) {
    Graphics2D g = image.createGraphics();
    g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    g.setRenderingHint(
        RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BICUBIC);
    g.setBackground(paper);
    g.clearRect(0, 0, image.getWidth(), image.getHeight());
    return g;
  }

  /** Writes a file; {@code png} or {@code jpg} by its name. */
  public static Path save(BufferedImage image, Path file) throws IOException {
    String name = file.getFileName().toString();
    if (!ImageIO.write(image, name.substring(name.indexOf('.') + 1), file.toFile())) {
      throw new IOException("no writer for " + name);
    }
    return file;
  }
}
