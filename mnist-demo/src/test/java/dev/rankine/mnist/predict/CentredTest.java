package dev.rankine.mnist.predict;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rankine.engine.io.FormatException;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pictures become what MNIST's images are, however they are drawn; hostile ones are refused. */
class CentredTest {
  private static final Drawings.Hand USUAL =
      new Drawings.Hand(600, 600, 180, 100, 400, Color.BLACK, Color.WHITE);

  @TempDir Path folder;

  private byte[] seen(Drawings.Hand hand, String name) throws IOException {
    return Centred.of(GreyImage.read(Drawings.save(Drawings.two(hand), folder.resolve(name))));
  }

  @Test
  void sizePlacePolarityAndFormatDoNotMatter() throws IOException {
    byte[] usual = seen(USUAL, "usual.png");
    Color clear = new Color(0, 0, 0, 0);
    Color chalk = new Color(235, 235, 220);
    Color board = new Color(20, 60, 40);
    for (Drawings.Hand other :
        List.of(
            new Drawings.Hand(600, 600, 180, 100, 400, Color.WHITE, Color.BLACK),
            new Drawings.Hand(600, 600, 20, 190, 400, Color.BLACK, Color.WHITE),
            new Drawings.Hand(150, 90, 60, 5, 80, Color.BLACK, Color.WHITE),
            new Drawings.Hand(3000, 1700, 1900, 300, 1000, Color.BLACK, Color.WHITE),
            new Drawings.Hand(700, 500, 300, 60, 380, chalk, board),
            new Drawings.Hand(700, 500, 300, 60, 380, Color.BLACK, clear),
            new Drawings.Hand(700, 500, 300, 60, 380, Color.WHITE, clear),
            new Drawings.Hand(640, 480, 200, 50, 300, new Color(40, 40, 160), Color.LIGHT_GRAY))) {
      assertAlike(usual, seen(other, "other.png"), other.toString());
    }
    assertAlike(usual, seen(USUAL, "usual.jpg"), "as JPEG");
  }

  /** At most 2 % of the full range on average, and no pixel by more than a third of it. */
  private static void assertAlike(byte[] expected, byte[] found, String what) {
    int sum = 0;
    for (int i = 0; i < expected.length; i++) {
      int difference = Math.abs((expected[i] & 0xFF) - (found[i] & 0xFF));
      sum += difference;
      assertTrue(difference <= 85, what + ": pixel " + i + " differs by " + difference);
    }
    assertTrue(sum <= 0.02 * 255 * expected.length, what + ": " + sum / expected.length);
  }

  @Test
  void theBoxIsTwentyPixelsAndTheMassIsInTheMiddle() throws IOException {
    byte[] pixels = seen(USUAL, "x.png");
    double sum = 0;
    double across = 0;
    double down = 0;
    int top = 28;
    int bottom = -1;
    for (int i = 0; i < pixels.length; i++) {
      int ink = pixels[i] & 0xFF;
      sum += ink;
      across += ink * (i % 28 + 0.5);
      down += ink * (i / 28 + 0.5);
      top = ink > 100 ? Math.min(top, i / 28) : top;
      bottom = ink > 100 ? Math.max(bottom, i / 28) : bottom;
    }
    assertEquals(14, across / sum, 0.1);
    assertEquals(14, down / sum, 0.1);
    assertEquals(20, bottom - top + 1, 1);
  }

  @Test
  void anEmptyPictureIsSaidToBeOne() throws IOException {
    BufferedImage blank = Drawings.two(new Drawings.Hand(50, 50, 5, 5, 40, Color.RED, Color.RED));
    GreyImage image = GreyImage.read(Drawings.save(blank, folder.resolve("blank.png")));
    assertThrows(IllegalArgumentException.class, () -> Centred.of(image));
  }

  @Test
  void picturesThatAreNoneAreNamed() throws IOException {
    assertRefused("it is neither a PNG nor a JPEG", "GIF89a".getBytes(StandardCharsets.US_ASCII));
    assertRefused("it is neither a PNG nor a JPEG", new byte[0]);
    assertRefused("cannot be decoded", new byte[] {(byte) 0xFF, (byte) 0xD8, 0, 0, 0});
    assertRefused("it has 20,000 x 20,000 pixels, at most 100,000,000", header(20_000, 20_000));
    assertRefused("2,147,483,647 x 2,147,483,647", header(Integer.MAX_VALUE, Integer.MAX_VALUE));
    assertRefused("cannot be decoded", header(9_000, 9_000));
    assertThrows(FormatException.class, () -> GreyImage.read(folder));
  }

  private void assertRefused(String message, byte[] content) throws IOException {
    Path file = Files.write(folder.resolve("hostile"), content);
    FormatException refused = assertThrows(FormatException.class, () -> GreyImage.read(file));
    assertTrue(refused.getMessage().contains(message), refused.getMessage());
  }

  /** A PNG file that promises an image and has none. */
  private static byte[] header(int width, int height) {
    ByteBuffer chunk = ByteBuffer.allocate(17).put("IHDR".getBytes(StandardCharsets.US_ASCII));
    chunk.putInt(width).putInt(height).put(new byte[] {8, 2, 0, 0, 0});
    CRC32 check = new CRC32();
    check.update(chunk.array());
    ByteBuffer file = ByteBuffer.allocate(33);
    file.put(new byte[] {(byte) 0x89, 'P', 'N', 'G', 13, 10, 26, 10}).putInt(13);
    return file.put(chunk.array()).putInt((int) check.getValue()).array();
  }

  @Test
  void damagedPicturesAreRefusedOrRead() throws IOException {
    for (String name : List.of("x.png", "x.jpg")) {
      Drawings.Hand small = new Drawings.Hand(60, 60, 10, 5, 50, Color.BLACK, Color.WHITE);
      byte[] whole = Files.readAllBytes(Drawings.save(Drawings.two(small), folder.resolve(name)));
      Random random = new Random(3);
      int refused = 0;
      for (int i = 0; i < 300; i++) {
        byte[] damaged = whole.clone();
        for (int k = 0; k <= i % 4; k++) {
          damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
        }
        try {
          GreyImage.read(Files.write(folder.resolve("damaged"), damaged));
        } catch (FormatException expected) {
          refused++;
        }
      }
      assertTrue(refused > 10, name + ": " + refused);
    }
  }
}
