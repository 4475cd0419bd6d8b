package dev.rankine.engine.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rankine.engine.Backend;
import dev.rankine.engine.Bytes;
import dev.rankine.engine.Indices;
import dev.rankine.engine.NdArray;
import dev.rankine.engine.Shape;
import dev.rankine.engine.Tensor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TimeZone;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NpzTest {
  private static final Backend CPU = Backend.cpu();

  @TempDir Path folder;

  private Path file() {
    return folder.resolve("x.npz");
  }

  private Npz read() throws IOException {
    return Npz.read(file(), CPU);
  }

  private String problem() {
    String message = assertThrows(FormatException.class, this::read).getMessage();
    assertTrue(message.startsWith(file() + ": "), message);
    assertTrue(message.matches("[ -~…]+"), message);
    return message;
  }

  private static Npz sample() {
    Map<String, NdArray> arrays = new LinkedHashMap<>();
    arrays.put("fc1.weight", Tensor.of(CPU, Shape.of(2, 3), 1f, 2f, 3f, 4f, 5f, 6f));
    arrays.put("labels", Indices.of(CPU, Shape.of(2), 3, -1));
    arrays.put("bild/größe", Bytes.of(CPU, Shape.of(1, 2), (byte) 7, (byte) 255));
    return new Npz(arrays);
  }

  private static void assertSample(Npz back) {
    assertEquals(
        List.of("fc1.weight", "labels", "bild/größe"), List.copyOf(back.arrays().keySet()));
    Tensor weight = (Tensor) back.arrays().get("fc1.weight");
    assertEquals(Shape.of(2, 3), weight.shape());
    assertArrayEquals(new float[] {1, 2, 3, 4, 5, 6}, weight.toFloats());
    assertArrayEquals(new int[] {3, -1}, ((Indices) back.arrays().get("labels")).toInts());
    assertArrayEquals(new byte[] {7, -1}, ((Bytes) back.arrays().get("bild/größe")).toBytes());
  }

  @Test
  void whatIsWrittenIsRead() throws IOException {
    sample().write(file());
    long stored = Files.size(file());
    assertSample(read());
    sample().writeCompressed(file());
    assertSample(read());
    assertTrue(Files.size(file()) < stored);
    new Npz(Map.of()).write(file());
    assertEquals(Map.of(), read().arrays());
  }

  @Test
  void theBytesDependOnTheArraysAlone() throws IOException {
    TimeZone zone = TimeZone.getDefault();
    try {
      TimeZone.setDefault(TimeZone.getTimeZone("Asia/Tokyo"));
      sample().write(file());
      byte[] first = Files.readAllBytes(file());
      TimeZone.setDefault(TimeZone.getTimeZone("America/Lima"));
      sample().write(file());
      assertArrayEquals(first, Files.readAllBytes(file()));
    } finally {
      TimeZone.setDefault(zone);
    }
  }

  @Test
  void anEntryIsAnNpyFile() throws IOException {
    sample().write(file());
    Path alone = folder.resolve("x.npy");
    Npy.write(alone, sample().arrays().get("labels"));
    try (ZipFile zip = new ZipFile(file().toFile())) {
      ZipEntry entry = zip.getEntry("labels.npy");
      assertEquals(ZipEntry.STORED, entry.getMethod());
      assertArrayEquals(Files.readAllBytes(alone), zip.getInputStream(entry).readAllBytes());
    }
  }

  /** numpy.savez(f, a=array([1.5], '<f4'), b=array([2], '<i4')) of NumPy 2.4. */
  @Test
  void readsWhatNumPyStores() throws IOException {
    String sizes = "0100100084000000000000008400000000000000";
    String a =
        "504b03042d00000000000000210054792e83ffffffffffffffff05001400612e6e7079"
            + sizes
            + npy("<f4", "0000c03f");
    String b =
        "504b03042d0000000000000021004fb7a75dffffffffffffffff05001400622e6e7079"
            + sizes
            + npy("<i4", "02000000");
    String directory =
        "504b01022d032d00000000000000210054792e8384000000840000000500000000000000000000008001"
            + "00000000612e6e7079"
            + "504b01022d032d0000000000000021004fb7a75d84000000840000000500000000000000000000008001"
            + "bb000000622e6e7079"
            + "504b0506000000000200020066000000760100000000";
    Files.write(file(), HexFormat.of().parseHex(a + b + directory));
    Npz back = read();
    assertEquals(List.of("a", "b"), List.copyOf(back.arrays().keySet()));
    assertEquals(1.5, ((Tensor) back.arrays().get("a")).item());
    assertArrayEquals(new int[] {2}, ((Indices) back.arrays().get("b")).toInts());
  }

  /** A file with one element, in hexadecimal. */
  private static String npy(String descr, String element) {
    String text = "{'descr': '" + descr + "', 'fortran_order': False, 'shape': (1,), }";
    byte[] header = (text + " ".repeat(60) + "\n").getBytes(StandardCharsets.US_ASCII);
    return "934e554d505901007600" + HexFormat.of().formatHex(header) + element;
  }

  /** numpy.savez_compressed(f, a=array([1.5], '<f4')) of NumPy 2.4. */
  @Test
  void readsWhatNumPyDeflates() throws IOException {
    Files.write(
        file(),
        HexFormat.of()
            .parseHex(
                "504b03042d00000008000000210054792e83ffffffffffffffff05001400612e6e707901001000"
                    + "840000000000000048000000000000009bec17ea1b10c9c850c650ad9e925a9c5ca46ea5"
                    + "a06e9366a2aea3a09e965f54529498179f5f94920a12774bcc294e058a17672416a402f9"
                    + "1a863a9a3a0ab50a14002e068603f600504b01022d032d00000008000000210054792e83"
                    + "4800000084000000050000000000000000000000800100000000612e6e7079504b050600"
                    + "00000001000100330000007f0000000000"));
    assertEquals(1.5, ((Tensor) read().arrays().get("a")).item());
  }

  private void zip(String... namesAndContents) throws IOException {
    try (OutputStream out = Files.newOutputStream(file());
        ZipOutputStream zip = new ZipOutputStream(out)) {
      for (int i = 0; i < namesAndContents.length; i += 2) {
        zip.putNextEntry(new ZipEntry(namesAndContents[i]));
        zip.write(namesAndContents[i + 1].getBytes(StandardCharsets.ISO_8859_1));
        zip.closeEntry();
      }
    }
  }

  @Test
  void entriesThatAreNotArraysAreNamed() throws IOException {
    zip("readme.txt", "hello");
    assertTrue(problem().contains("its entry 'readme.txt' is not an array; only name.npy"));
    zip("folder/", "");
    assertTrue(problem().contains("its entry 'folder/' is not an array"));
    zip("a.npy", "hello");
    assertTrue(problem().contains("entry 'a.npy': an npy file begins with 8 bytes"));
    zip("ä\n.npy", "hello numpy");
    assertTrue(problem().contains("entry '??.npy': it does not begin with"));
  }

  @Test
  void aNameThatStandsTwiceIsRefused() throws IOException {
    Tensor one = Tensor.of(CPU, Shape.of(1), 1f);
    Map<String, NdArray> arrays = new LinkedHashMap<>();
    arrays.put("a", one);
    arrays.put("b", one);
    new Npz(arrays).write(file());
    byte[] bytes = Files.readAllBytes(file());
    for (int i = 0; i < bytes.length - 4; i++) {
      if (bytes[i] == 'b' && bytes[i + 1] == '.' && bytes[i + 2] == 'n') {
        bytes[i] = 'a';
      }
    }
    Files.write(file(), bytes);
    assertTrue(problem().contains("two entries 'a.npy'"));
  }

  @Test
  void aFileThatIsNoArchive() throws IOException {
    Files.write(file(), new byte[100]);
    assertTrue(problem().contains("the zip archive is damaged or truncated ("));
    Files.write(file(), new byte[0]);
    assertTrue(problem().contains("the zip archive is damaged or truncated ("));
  }

  /** 16 MiB in 16 KiB: what deflate can reach at most, and no reason to refuse it. */
  @Test
  void anArchiveOfZerosIsRead() throws IOException {
    Map<String, NdArray> arrays = new LinkedHashMap<>();
    arrays.put("real", Tensor.of(CPU, Shape.of(2 << 20), new float[2 << 20]));
    arrays.put("bytes", Bytes.of(CPU, Shape.of(8 << 20), new byte[8 << 20]));
    new Npz(arrays).writeCompressed(file());
    assertTrue(Files.size(file()) < 20_000, "" + Files.size(file()));
    Npz back = read();
    assertArrayEquals(new float[2 << 20], ((Tensor) back.arrays().get("real")).toFloats());
    assertArrayEquals(new byte[8 << 20], ((Bytes) back.arrays().get("bytes")).toBytes());
  }

  /** The directory's record of the only entry, from its end: 22 bytes of the end, then it. */
  private static int directory(byte[] zip) {
    return ByteBuffer.wrap(zip).order(ByteOrder.LITTLE_ENDIAN).getInt(zip.length - 6);
  }

  @Test
  void moreThanDeflateCanHoldIsRefused() throws IOException {
    new Npz(Map.of("a", Bytes.of(CPU, Shape.of(1), (byte) 1))).writeCompressed(file());
    byte[] zip = Files.readAllBytes(file());
    ByteBuffer record = ByteBuffer.wrap(zip).order(ByteOrder.LITTLE_ENDIAN);
    int packed = record.getInt(directory(zip) + 20);
    record.putInt(directory(zip) + 24, 1032 * packed + 1);
    Files.write(file(), zip);
    String said = "it is said to unpack to " + (1032 * packed + 1) + " bytes from " + packed;
    String message = problem();
    assertTrue(message.contains(said + ", deflate reaches 1032 times"), message);
    record.putInt(directory(zip) + 24, 1032 * packed);
    Files.write(file(), zip);
    assertTrue(problem().contains("found " + (1032 * packed - 128)), problem());
  }

  /** Twenty names for the same packed bytes. */
  @Test
  void entriesOverEachOtherAreRefused() throws IOException {
    new Npz(Map.of("a", Bytes.of(CPU, Shape.of(4 << 20), new byte[4 << 20])))
        .writeCompressed(file());
    byte[] zip = Files.readAllBytes(file());
    int start = directory(zip);
    int end = zip.length - 22;
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(zip, 0, end);
    for (char name = 'b'; name < 'u'; name++) {
      byte[] record = Arrays.copyOfRange(zip, start, end);
      record[46] = (byte) name;
      out.writeBytes(record);
    }
    ByteBuffer last = ByteBuffer.wrap(zip, end, 22).slice().order(ByteOrder.LITTLE_ENDIAN);
    last.putShort(8, (short) 20).putShort(10, (short) 20).putInt(12, out.size() - start);
    out.write(zip, end, 22);
    Files.write(file(), out.toByteArray());
    String message = problem();
    assertTrue(message.contains("packed bytes, the file has " + out.size() + "; it is"), message);
  }

  @Test
  void flippedElementsAreNoticed() throws IOException {
    new Npz(Map.of("a", Tensor.of(CPU, Shape.of(1), 1f))).write(file());
    byte[] bytes = Files.readAllBytes(file());
    int element = 30 + "a.npy".length() + 128;
    assertEquals((byte) 0x3f, bytes[element + 3]);
    bytes[element] ^= 1;
    Files.write(file(), bytes);
    assertTrue(problem().contains("entry 'a.npy': its check sum or length is wrong"));
  }

  @Test
  void truncationAtEveryByteIsNoticed() throws IOException {
    sample().writeCompressed(file());
    byte[] whole = Files.readAllBytes(file());
    for (int length = 0; length < whole.length; length++) {
      Files.write(file(), Arrays.copyOf(whole, length));
      problem();
    }
  }

  @Test
  void aFlippedBitInAnyByteIsRefusedOrGivesTheSameElements() throws IOException {
    for (boolean compressed : new boolean[] {false, true}) {
      Npz one = new Npz(Map.of("a", Indices.of(CPU, Shape.of(2), 5, -1)));
      if (compressed) {
        one.writeCompressed(file());
      } else {
        one.write(file());
      }
      byte[] whole = Files.readAllBytes(file());
      for (int at = 0; at < whole.length; at++) {
        byte[] damaged = whole.clone();
        damaged[at] ^= (byte) (1 << at * 5 % 8);
        Files.write(file(), damaged);
        try {
          for (NdArray array : read().arrays().values()) {
            assertArrayEquals(new int[] {5, -1}, ((Indices) array).toInts(), "byte " + at);
          }
        } catch (FormatException refused) {
          assertTrue(refused.getMessage().matches("[ -~…]+"), refused.getMessage());
        }
      }
    }
  }

  @Test
  void anyDamageIsRefusedOrGivesArrays() throws IOException {
    sample().writeCompressed(file());
    byte[] whole = Files.readAllBytes(file());
    Random random = new Random(1);
    for (int round = 0; round < 500; round++) {
      byte[] damaged = whole.clone();
      for (int edit = random.nextInt(4); edit >= 0; edit--) {
        damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
      }
      Files.write(file(), damaged);
      try {
        read();
      } catch (FormatException refused) {
        assertTrue(refused.getMessage().matches("[ -~…]+"), refused.getMessage());
      }
    }
  }
}
