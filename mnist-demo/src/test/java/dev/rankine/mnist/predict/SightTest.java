package dev.rankine.mnist.predict;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class SightTest {
  @Test
  void theOutputDecides() {
    assertEquals(Sight.ASCII, Sight.of(StandardCharsets.US_ASCII, true));
    assertEquals(Sight.SHADES, Sight.of(StandardCharsets.UTF_8, false));
    assertEquals(Sight.COLOURS, Sight.of(StandardCharsets.UTF_8, true));
  }

  @Test
  void twoRowsOfPixelsAreALine() {
    byte[] pixels = new byte[784];
    Arrays.fill(pixels, 0, 28, (byte) 255);
    Arrays.fill(pixels, 28 * 26, 28 * 28, (byte) 255);
    for (Sight sight : Sight.values()) {
      assertEquals(14, sight.image(pixels).size());
    }
    List<String> lines = Sight.SHADES.image(pixels);
    assertEquals("▒".repeat(28), lines.getFirst(), "half of it is ink");
    assertEquals(" ".repeat(28), lines.get(1));
    assertEquals("█".repeat(28), lines.getLast());
    String colours = Sight.COLOURS.image(pixels).getFirst();
    assertTrue(colours.startsWith("\u001b[38;5;255;48;5;232m▀"), colours);
    assertTrue(colours.endsWith("\u001b[0m"), colours);
  }

  @Test
  void barsAreAsLongAsTheProbability() {
    assertEquals(" ".repeat(16) + "   0.0 %", Sight.SHADES.bar(0));
    assertEquals("█".repeat(16) + " 100.0 %", Sight.SHADES.bar(1));
    assertEquals("████▌" + " ".repeat(11) + "  28.1 %", Sight.SHADES.bar(0.28125));
    assertEquals("####" + " ".repeat(12) + "  28.1 %", Sight.ASCII.bar(0.28125));
  }
}
