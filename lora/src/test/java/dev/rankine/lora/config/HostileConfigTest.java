package dev.rankine.lora.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.SplittableRandom;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;

/** Damaged configurations: each is read, or refused with an IllegalArgumentException. */
class HostileConfigTest {
  private static final int COUNT = 100_000;

  private static final String WHOLE =
      ConfigJson.write(
          AdapterConfig.of(TargetModules.of("fc1", "fc2"))
              .r(4)
              .loraAlpha(8)
              .modulesToSave("head")
              .build());

  private static final List<String> WORDS =
      List.of(
          "{",
          "}",
          "[",
          "]",
          ",",
          ":",
          "\"",
          "null",
          "true",
          "-1",
          "0",
          "0.5",
          "1e999999999",
          "9".repeat(40),
          "9223372036854775808",
          "\"\"",
          "\"(\"",
          "[[",
          "{\"a\":",
          "[1]",
          "[null]",
          "\"r\":",
          "\"lora_alpha\":",
          "\"bias\":\"all\"",
          "\"rank_pattern\":{\"(\":2}",
          "\"layers_to_transform\":[-1]",
          "\"use_dora\":1",
          "\"peft_type\":\"LORA\"",
          "\\u0000");

  /** A copy with up to three pieces removed, doubled or replaced. */
  private static String damaged(SplittableRandom random) {
    StringBuilder text = new StringBuilder(WHOLE);
    for (int i = random.nextInt(3); i >= 0; i--) {
      int from = random.nextInt(text.length());
      int to = Math.min(text.length(), from + random.nextInt(random.nextBoolean() ? 3 : 40));
      String word = WORDS.get(random.nextInt(WORDS.size()));
      switch (random.nextInt(5)) {
        case 0 -> text.delete(from, to);
        case 1 -> text.insert(from, text.substring(from, to));
        case 2 -> text.replace(from, to, word);
        case 3 -> text.insert(from, word);
        default -> text.setCharAt(from, (char) random.nextInt(random.nextBoolean() ? 128 : 65_536));
      }
    }
    return text.toString();
  }

  @Test
  void damagedConfigurationsAreReadOrRefused() {
    Logger logger = Logger.getLogger(ConfigJson.class.getName());
    Level before = logger.getLevel();
    logger.setLevel(Level.OFF);
    SplittableRandom random = new SplittableRandom(3);
    int read = 0;
    try {
      for (int i = 0; i < COUNT; i++) {
        String text = damaged(random);
        read += reads(text) ? 1 : 0;
      }
    } finally {
      logger.setLevel(before);
    }
    assertTrue(read > COUNT / 100 && read < COUNT / 2, read + " were read");
  }

  private static boolean reads(String text) {
    try {
      ConfigJson.read(text);
      return true;
    } catch (IllegalArgumentException refused) {
      assertTrue(refused.getMessage() != null, text);
      return false;
    } catch (RuntimeException | Error undeclared) {
      throw new AssertionError(text, undeclared);
    }
  }

  @Test
  void everyTruncationIsRefused() {
    String text = WHOLE.strip();
    assertTrue(reads(text));
    for (int length = 0; length < text.length(); length++) {
      String cut = text.substring(0, length);
      assertThrows(IllegalArgumentException.class, () -> ConfigJson.read(cut), cut);
    }
  }

  @Test
  void nestingWithoutEndIsRefused() {
    String text = "{\"a\":" + "[".repeat(1_000_000);
    String message =
        assertThrows(IllegalArgumentException.class, () -> ConfigJson.read(text)).getMessage();
    assertEquals(1, message.lines().count(), message);
  }
}
