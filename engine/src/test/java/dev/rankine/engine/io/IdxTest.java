package dev.rankine.engine.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.CRC32;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IdxTest {
  private static final byte[] SMALL = {0, 0, 8, 2, 0, 0, 0, 2, 0, 0, 0, 3, 1, 2, 3, 4, 5, -1};

  @TempDir Path folder;

  private Path write(byte[] bytes) throws IOException {
    return Files.write(folder.resolve("x-idx"), bytes);
  }

  private static byte[] packed(byte[] bytes) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(bytes);
    }
    return out.toByteArray();
  }

  private String problem(byte[] bytes) throws IOException {
    Path file = write(bytes);
    String message = assertThrows(FormatException.class, () -> Idx.read(file, 2)).getMessage();
    assertTrue(message.contains("x-idx: "), message);
    return message;
  }

  @Test
  void readsPlainAndPackedFiles() throws IOException {
    CRC32 crc = new CRC32();
    crc.update(SMALL);
    for (byte[] bytes : new byte[][] {SMALL, packed(SMALL)}) {
      Idx idx = Idx.read(write(bytes), 2);
      assertArrayEquals(new int[] {2, 3}, idx.dims());
      assertArrayEquals(new byte[] {1, 2, 3, 4, 5, -1}, idx.data());
      assertEquals(crc.getValue(), idx.crc32());
    }
  }

  @Test
  void truncationAtEveryByteIsNoticed() throws IOException {
    for (int length = 0; length < SMALL.length; length++) {
      problem(Arrays.copyOf(SMALL, length));
    }
    byte[] whole = packed(SMALL);
    for (int length = 0; length < whole.length; length++) {
      problem(Arrays.copyOf(whole, length));
    }
  }

  @Test
  void whatIsAppendedIsNoticed() throws IOException {
    String expected = "expected 6 elements for [2, 3], found more";
    assertTrue(problem(Arrays.copyOf(SMALL, 19)).contains(expected));
    assertTrue(problem(packed(Arrays.copyOf(SMALL, 19))).contains(expected));
  }

  @Test
  void anotherRankOrTypeIsNamed() throws IOException {
    byte[] rank = SMALL.clone();
    rank[3] = 3;
    assertTrue(problem(rank).contains("expected the idx magic 0x00000802"));
    byte[] type = SMALL.clone();
    type[2] = 0x0D;
    assertTrue(problem(type).contains("found 0x00000d02"));
  }

  @Test
  void impossibleExtentsAreRefusedBeforeMemoryIsTaken() throws IOException {
    byte[] negative = SMALL.clone();
    negative[4] = -1;
    assertTrue(problem(negative).contains("its extents are impossible"));
    byte[] huge = ByteBuffer.wrap(SMALL.clone()).putInt(4, 1 << 30).putInt(8, 1 << 30).array();
    assertTrue(problem(huge).contains("its extents are impossible"));
  }

  /** Four megabytes that unpack to four gigabytes: more than a Java array holds. */
  @Test
  void aPackedFileIsReadNoFurtherThanItsHeaderSays() throws IOException {
    byte[] member = packed(new byte[64 << 20]);
    ByteArrayOutputStream bomb = new ByteArrayOutputStream();
    bomb.writeBytes(packed(SMALL));
    for (int i = 0; i < 64; i++) {
      bomb.writeBytes(member);
    }
    assertTrue(problem(bomb.toByteArray()).contains("expected 6 elements for [2, 3], found more"));
  }

  @Test
  void aFolderIsNamed() {
    String message = assertThrows(FormatException.class, () -> Idx.read(folder, 2)).getMessage();
    assertEquals(folder + ": it is a folder, expected a file", message);
  }

  @Test
  void whatIsSkippedIsCheckedAsWhatIsRead() throws IOException {
    byte[] member = packed(new byte[64 << 20]);
    ByteArrayOutputStream bomb = new ByteArrayOutputStream();
    bomb.writeBytes(member);
    bomb.writeBytes(member);
    bomb.writeBytes(member);
    for (byte[] bytes : new byte[][] {bomb.toByteArray(), Arrays.copyOf(member, 99)}) {
      Path file = Files.write(folder.resolve("skipped"), bytes);
      try (InputStream in = Unpacked.open(file)) {
        assertThrows(FormatException.class, () -> in.skipNBytes(192 << 20));
      }
    }
  }

  @Test
  void packedDataMayEndAnywhere() throws IOException {
    byte[] whole = packed(SMALL);
    for (int length = 2; length < whole.length; length++) {
      String message = problem(Arrays.copyOf(whole, length));
      assertTrue(message.contains("the gzip data is damaged ("), message);
      assertTrue(!message.contains("null"), message);
    }
  }

  @Test
  void damageInsidePackedDataIsNoticed() throws IOException {
    byte[] whole = packed(SMALL);
    for (int at = 10; at < whole.length; at++) {
      byte[] damaged = whole.clone();
      damaged[at] ^= 0x10;
      problem(damaged);
    }
  }
}
