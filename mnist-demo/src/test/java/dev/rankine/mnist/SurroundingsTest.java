package dev.rankine.mnist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.rankine.engine.io.AtomicFile;
import dev.rankine.mnist.data.IdxFiles;
import dev.rankine.mnist.predict.GreyImage;
import dev.rankine.mnist.receipt.Claim;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.SplittableRandom;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a machine may be like, and what files may be like: it works, or says in a line why not. */
class SurroundingsTest {
  private static final int DAMAGES = 3_000;

  @TempDir Path folder;

  /** What takes a file. */
  @FunctionalInterface
  private interface Reader {
    void read(Path file) throws IOException;
  }

  private Ran base(Path data, Path out) {
    return Ran.of(
        "base", "--data", data.toString(), "--out", out.toString(), "--epochs", "1", "--no-report");
  }

  private static String hash(Ran ran) {
    assertEquals(0, ran.code(), ran.err());
    return ran.out().strip().replaceFirst("(?s).* ", "");
  }

  @Test
  void commasForDecimalsAndOtherDigitsChangeNothing() throws IOException {
    Path data = IdxFiles.write(folder.resolve("data"), 64, 20);
    String expected = hash(base(data, folder.resolve("out")));
    Locale before = Locale.getDefault();
    try {
      for (String tag : new String[] {"de-DE", "ar-EG-u-nu-arab", "tr-TR"}) {
        Locale.setDefault(Locale.forLanguageTag(tag));
        Path out = folder.resolve(tag);
        Ran ran = base(data, out);
        assertEquals(expected, hash(ran), tag);
        assertTrue(ran.out().contains("epoch 1  loss 2."), ran.out());
        assertEquals(expected, Claim.read(out.resolve("base.receipt.json")).weightsSha256());
        Ran refused = Ran.of("base", "--lr", "1,5", "--out", out.toString());
        assertEquals(2, refused.code());
      }
    } finally {
      Locale.setDefault(before);
    }
  }

  @Test
  void whatIsSaidHasTheSameDigitsEverywhere() throws IOException {
    String data = IdxFiles.write(folder.resolve("data"), 64, 20).toString();
    String out = folder.resolve("out").toString();
    Locale before = Locale.getDefault();
    try {
      Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
      Ran drawn = Ran.of("data", "--data", data);
      assertTrue(drawn.out().contains("test image 0, labelled "), drawn.out());
      Ran stopped = Ran.of("base", "--data", data, "--out", out, "--stop-after", "1");
      assertTrue(stopped.err().contains("stopped after 1 steps"), stopped.err());
      Ran resumed = Ran.of("base", "--data", data, "--out", out, "--resume", "--stop-after", "2");
      assertTrue(resumed.out().contains(" after 1 steps"), resumed.out());
      assertTrue(resumed.out().codePoints().allMatch(c -> c < 128), resumed.out());
    } finally {
      Locale.setDefault(before);
    }
  }

  @Test
  void aPathMayHaveAnyLetters() throws IOException {
    Path named;
    try {
      named = folder.resolve("Zahlen 数字 ψηφία ‘x’");
      Files.createDirectories(named);
    } catch (InvalidPathException locale) {
      assumeTrue(false, "this locale has no such letters: " + locale.getMessage());
      return;
    }
    Path data = IdxFiles.write(named.resolve("data"), 64, 20);
    hash(base(data, named.resolve("out")));
    assertTrue(Files.exists(named.resolve("out").resolve("base.safetensors")));
  }

  @Test
  void aFolderThatTakesNoFilesIsNamedBeforeTraining() throws IOException {
    Path closed = Path.of("/proc");
    assumeTrue(Files.isDirectory(closed), "this system has no /proc");
    Path data = IdxFiles.write(folder.resolve("data"), 64, 20);
    Ran ran = base(data, closed.resolve("rankine"));
    assertEquals(1, ran.code());
    assertTrue(ran.err().contains("/proc/rankine"), ran.err());
    assertEquals(1, ran.err().lines().count(), ran.err());
    assertFalse(ran.out().contains("epoch"), ran.out());
  }

  /** Every truncation, and random damage: read, or an IOException of one line. */
  private void hostile(byte[] whole, String name, Reader reader) throws IOException {
    Path file = folder.resolve(name);
    for (int length = 0; length < whole.length; length++) {
      Files.write(file, Arrays.copyOf(whole, length));
      take(reader, file);
    }
    SplittableRandom random = new SplittableRandom(11);
    for (int i = 0; i < DAMAGES; i++) {
      byte[] damaged = whole.clone();
      for (int times = random.nextInt(4); times >= 0; times--) {
        int at = random.nextInt(damaged.length);
        damaged[at] =
            (byte) (random.nextBoolean() ? damaged[at] ^ 1 << random.nextInt(8) : random.nextInt());
      }
      Files.write(file, damaged);
      take(reader, file);
    }
  }

  private static void take(Reader reader, Path file) {
    try {
      reader.read(file);
    } catch (IOException declared) {
      assertEquals(1, declared.getMessage().lines().count(), declared.getMessage());
    }
  }

  @Test
  void damagedPicturesAreReadOrRefused() throws IOException {
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    ImageIO.setUseCache(false);
    ImageIO.write(new BufferedImage(12, 9, BufferedImage.TYPE_INT_ARGB), "png", png);
    hostile(png.toByteArray(), "x.png", GreyImage::read);
  }

  @Test
  void damagedReceiptsAreReadOrRefused() throws IOException {
    Path data = IdxFiles.write(folder.resolve("data"), 64, 20);
    hash(base(data, folder.resolve("out")));
    Path receipt = folder.resolve("out").resolve("base.receipt.json");
    hostile(Files.readAllBytes(receipt), "x.json", Claim::read);
  }

  @Test
  void nothingIsLeftButWhatWasAskedFor() throws IOException {
    Path data = IdxFiles.write(folder.resolve("data"), 64, 20);
    Path out = folder.resolve("out");
    hash(base(data, out));
    assertEquals(
        "[base.receipt.json, base.safetensors]",
        Arrays.stream(out.toFile().listFiles()).map(File::getName).sorted().toList().toString());
    assertFalse(AtomicFile.isTemporary(out.resolve("base.receipt.json")));
  }
}
