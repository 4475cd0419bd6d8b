package dev.rankine.mnist.report;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

/** What a report is made of. */
class PiecesTest {
  @Test
  void anotherReaderSeesThePixelsThatWereWritten() throws IOException {
    byte[] pixels = new byte[5 * 3 * 4];
    new Random(1).nextBytes(pixels);
    BufferedImage image = read(Png.of(Png.Kind.RGBA, 5, 3, pixels));
    assertEquals(5, image.getWidth());
    assertEquals(3, image.getHeight());
    for (int i = 0; i < 15; i++) {
      int argb = image.getRGB(i % 5, i / 5);
      assertEquals(pixels[4 * i], (byte) (argb >> 16));
      assertEquals(pixels[4 * i + 1], (byte) (argb >> 8));
      assertEquals(pixels[4 * i + 2], (byte) argb);
      assertEquals(pixels[4 * i + 3], (byte) (argb >> 24));
    }
    byte[] grey = {0, 17, (byte) 200, (byte) 255};
    byte[] raster = new byte[4];
    read(Png.of(Png.Kind.GRAY, 2, 2, grey)).getRaster().getDataElements(0, 0, 2, 2, raster);
    assertArrayEquals(grey, raster);
  }

  private static BufferedImage read(byte[] png) throws IOException {
    return ImageIO.read(new ByteArrayInputStream(png));
  }

  @Test
  void ticksAreRoundAndCoverTheRange() {
    assertEquals(List.of(0.0, 1.0, 2.0, 3.0), Ticks.over(0, 3, 5).values());
    Ticks shares = Ticks.over(0.051, 0.182, 5);
    assertEquals("0.05", shares.label(shares.first()));
    assertTrue(shares.last() >= 0.182 && shares.values().size() <= 7, shares.toString());
    assertEquals(100, Ticks.over(0, 499, 5).step(), 1e-9);
    assertEquals("97.6", Ticks.over(97.1, 97.6, 5).label(97.6));
    assertTrue(Ticks.over(2, 2, 5).values().size() >= 2, "a flat line has an axis too");
  }

  @Test
  void coloursTellSignAndSize() {
    Picture picture = new Picture("x", "x", 1, 4, new float[] {0, 2, -1, Float.NaN});
    assertEquals(2, picture.largest());
    byte[] rgba = picture.overNothing();
    assertEquals(0, rgba[3], "zero is nothing");
    assertEquals((byte) 255, rgba[7]);
    assertEquals((byte) 128, rgba[11]);
    assertTrue((rgba[4] & 0xFF) > (rgba[6] & 0xFF), "positive is orange");
    assertTrue((rgba[8] & 0xFF) < (rgba[10] & 0xFF), "negative is blue");
    assertEquals(0, rgba[15], "what is not finite is nothing");
    byte[] rgb = picture.overWhite(2);
    assertEquals(3 * 4 * 4, rgb.length);
    assertEquals((byte) 255, rgb[0]);
    assertArrayEquals(
        java.util.Arrays.copyOfRange(rgb, 0, 24), java.util.Arrays.copyOfRange(rgb, 24, 48));
  }

  @Test
  void textsCannotBecomeTags() {
    assertEquals("&lt;b a=&quot;1&quot;&gt;&amp;", Html.escape("<b a=\"1\">&"));
    assertFalse(Html.row("<script>", "<x>").contains("<script>"));
  }

  @Test
  void aChartWithoutFiniteValuesIsDrawn() {
    Line line = new Line("x", "a", new double[] {1, 2}, new double[] {Double.NaN, 1 / 0.0}, true);
    String svg = new LineChart("t", "epoch", "", List.of(line)).svg();
    assertFalse(svg.contains("NaN") || svg.contains("Infinity"), svg);
  }
}
