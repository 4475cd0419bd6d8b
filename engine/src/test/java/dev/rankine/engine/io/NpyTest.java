package dev.rankine.engine.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rankine.engine.Backend;
import dev.rankine.engine.Bytes;
import dev.rankine.engine.Indices;
import dev.rankine.engine.NdArray;
import dev.rankine.engine.Shape;
import dev.rankine.engine.Tensor;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NpyTest {
  private static final Backend CPU = Backend.cpu();
  private static final Backend EXACT = Backend.named("reference");

  /** What a header is made of. */
  private static final String LIKELY = "{}(),:'\"0129\n \\TF<>|fiu48-";

  @TempDir Path folder;

  private Path file() {
    return folder.resolve("x.npy");
  }

  /** A file as the format specifies it: magic, version, length, header, elements. */
  private static byte[] file(int major, String header, byte... data) {
    byte[] text = header.getBytes(StandardCharsets.UTF_8);
    ByteBuffer out =
        ByteBuffer.allocate(8 + (major == 1 ? 2 : 4) + text.length + data.length)
            .order(ByteOrder.LITTLE_ENDIAN)
            .put(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', (byte) major, 0});
    out = major == 1 ? out.putShort((short) text.length) : out.putInt(text.length);
    return out.put(text).put(data).array();
  }

  private static String header(String descr, boolean fortran, String shape) {
    String order = fortran ? "True" : "False";
    return "{'descr': '" + descr + "', 'fortran_order': " + order + ", 'shape': " + shape + ", }\n";
  }

  private static NdArray parse(byte[] bytes, Backend backend) throws IOException {
    Path name = Path.of("x.npy");
    return new NpyInput(name, "", new ByteArrayInputStream(bytes), bytes.length).read(backend);
  }

  private static String problem(byte[] bytes) {
    String message = assertThrows(FormatException.class, () -> parse(bytes, CPU)).getMessage();
    assertTrue(message.matches("x\\.npy: [ -~…]+"), message);
    return message;
  }

  private static byte[] data(String hex) {
    return HexFormat.of().parseHex(hex);
  }

  /** What numpy.save of NumPy 2.4 wrote for these arrays. */
  @Test
  void theBytesAreThoseOfNumPy() throws IOException {
    assertWritten(
        Tensor.of(CPU, Shape.of(2, 3), 1f, -2f, 0.5f, 0f, 3f, 1e-45f),
        "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }" + " ".repeat(58),
        "0000803f000000c00000003f000000000000404001000000");
    assertWritten(
        Tensor.of(EXACT, Shape.of(1), 0.1),
        "{'descr': '<f8', 'fortran_order': False, 'shape': (1,), }" + " ".repeat(60),
        "9a9999999999b93f");
    assertWritten(
        Indices.of(CPU, Shape.of(1), 7),
        "{'descr': '<i4', 'fortran_order': False, 'shape': (1,), }" + " ".repeat(60),
        "07000000");
    assertWritten(
        Tensor.of(CPU, Shape.SCALAR, 5f),
        "{'descr': '<f4', 'fortran_order': False, 'shape': (), }" + " ".repeat(62),
        "0000a040");
    assertWritten(
        Bytes.of(CPU, Shape.of(1, 3), (byte) 1, (byte) 2, (byte) 255),
        "{'descr': '|u1', 'fortran_order': False, 'shape': (1, 3), }" + " ".repeat(58),
        "0102ff");
    assertWritten(
        Tensor.of(CPU, Shape.of(0, 3), new float[0]),
        "{'descr': '<f4', 'fortran_order': False, 'shape': (0, 3), }" + " ".repeat(58),
        "");
  }

  private void assertWritten(NdArray array, String header, String data) throws IOException {
    Npy.write(file(), array);
    assertArrayEquals(file(1, header + "\n", data(data)), Files.readAllBytes(file()));
    assertSame(array, Npy.read(file(), array.backend()));
  }

  /**
   * The two places where NumPy's padding is not what one expects: room for 21 digits of the leading
   * extent counts, and a header that would end at a multiple of 64 gets 64 spaces more.
   */
  @ParameterizedTest
  @CsvSource({"14, 128", "15, 192", "35, 192", "36, 256"})
  void longHeadersArePaddedAsNumPyDoes(int rank, int expected) throws IOException {
    int[] ones = new int[rank];
    Arrays.fill(ones, 1);
    Npy.write(file(), Bytes.of(CPU, Shape.of(ones), (byte) 9));
    assertEquals(expected + 1, Files.size(file()));
    assertEquals(Shape.of(ones), Npy.read(file(), CPU).shape());
  }

  private static Bytes ofAxes(int rank) {
    int[] ones = new int[rank];
    Arrays.fill(ones, 1);
    return Bytes.of(CPU, Shape.of(ones), (byte) 9);
  }

  @Test
  void headersTooLongToBeReadAreNotWritten() throws IOException {
    Npy.write(file(), ofAxes(3200));
    assertEquals(3200, Npy.read(file(), CPU).shape().rank());
    for (int rank : new int[] {3400, 40_000}) {
      Bytes array = ofAxes(rank);
      Exception refused =
          assertThrows(IllegalArgumentException.class, () -> Npy.write(file(), array));
      assertEquals(
          "npy: an array with " + rank + " axes needs too long a header; reshape it",
          refused.getMessage());
    }
  }

  private static void assertSame(NdArray expected, NdArray actual) {
    assertEquals(expected.getClass(), actual.getClass());
    assertEquals(expected.shape(), actual.shape());
    switch (expected) {
      case Tensor t -> assertArrayEquals(t.toDoubles(), ((Tensor) actual).toDoubles());
      case Indices i -> assertArrayEquals(i.toInts(), ((Indices) actual).toInts());
      case Bytes b -> assertArrayEquals(b.toBytes(), ((Bytes) actual).toBytes());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "1, <f4, 0000803f000000c0",
    "2, >f4, 3f800000c0000000",
    "3, <f8, 000000000000f03f00000000000000c0",
    "1, >f8, 3ff0000000000000c000000000000000"
  })
  void everyVersionAndByteOrderOfReals(int version, String descr, String hex) throws IOException {
    byte[] bytes = file(version, header(descr, false, "(2,)"), data(hex));
    for (Backend backend : new Backend[] {CPU, EXACT}) {
      assertSame(Tensor.of(backend, Shape.of(2), 1f, -2f), parse(bytes, backend));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "1, <i4, feffffff00000080",
    "2, >i4, fffffffe80000000",
    "3, <i8, feffffffffffffff00000080ffffffff",
    "1, >i8, fffffffffffffffeffffffff80000000"
  })
  void everyVersionAndByteOrderOfIntegers(int version, String descr, String hex)
      throws IOException {
    byte[] bytes = file(version, header(descr, false, "(2,)"), data(hex));
    assertSame(Indices.of(CPU, Shape.of(2), -2, Integer.MIN_VALUE), parse(bytes, CPU));
  }

  /** numpy.asfortranarray([[1, 2, 3], [4, 5, 6]], 'u1') lies as 1 4 2 5 3 6. */
  @Test
  void fortranOrderIsTurned() throws IOException {
    byte[] bytes = file(1, header("|u1", true, "(2, 3)"), data("010402050306"));
    assertSame(Bytes.of(CPU, Shape.of(2, 3), data("010203040506")), parse(bytes, CPU));
  }

  @Property
  void fortranOrderOfAnyShape(
      @ForAll @IntRange(max = 4) int a,
      @ForAll @IntRange(max = 4) int b,
      @ForAll @IntRange(max = 4) int c)
      throws IOException {
    ByteBuffer data = ByteBuffer.allocate(a * b * c * 4).order(ByteOrder.LITTLE_ENDIAN);
    for (int k = 0; k < c; k++) {
      for (int j = 0; j < b; j++) {
        for (int i = 0; i < a; i++) {
          data.putInt(100 * i + 10 * j + k);
        }
      }
    }
    String shape = "(" + a + ", " + b + ", " + c + ")";
    byte[] bytes = file(1, header("<i4", true, shape), data.array());
    int[] values = assertInstanceOf(Indices.class, parse(bytes, CPU)).toInts();
    for (int i = 0; i < values.length; i++) {
      assertEquals(100 * (i / (b * c)) + 10 * (i / c % b) + i % c, values[i]);
    }
  }

  @Property
  void whatIsWrittenIsRead(@ForAll long seed, @ForAll @IntRange(max = 4) int rank)
      throws IOException {
    Random random = new Random(seed);
    Shape shape = Shape.of(random.ints(rank, 0, 5).toArray());
    double[] reals = random.doubles(shape.size()).map(x -> x * 1e30).toArray();
    byte[] bytes = new byte[shape.size()];
    random.nextBytes(bytes);
    for (Backend backend : new Backend[] {CPU, EXACT}) {
      for (NdArray array :
          new NdArray[] {
            Tensor.of(backend, shape, reals),
            Indices.of(backend, shape, random.ints(shape.size()).toArray()),
            Bytes.of(backend, shape, bytes)
          }) {
        assertSame(array, parse(NpyElements.encode(array), backend));
      }
    }
  }

  @Test
  void realsThatAreNotNumbersAreKept() throws IOException {
    Tensor x = Tensor.of(CPU, Shape.of(4), Float.NaN, Float.NEGATIVE_INFINITY, -0f, 1e-45f);
    byte[] bytes = NpyElements.encode(x);
    assertEquals(128 + 16, bytes.length, "NaN needs no float64");
    assertSame(x, parse(bytes, CPU));
  }

  @Test
  void float64IsRoundedToNearestButNeverToInfinity() throws IOException {
    Tensor exact = Tensor.of(EXACT, Shape.of(2), 0.1, Double.POSITIVE_INFINITY);
    assertSame(
        Tensor.of(CPU, Shape.of(2), 0.1f, Float.POSITIVE_INFINITY),
        parse(NpyElements.encode(exact), CPU));
    byte[] large = NpyElements.encode(Tensor.of(EXACT, Shape.of(2), 0.1, -1e39));
    assertEquals(
        "x.npy: element 1 is -1.0E39, too large for float32; scale it, or read it on a float64"
            + " backend",
        problem(large));
    assertEquals(-1e39, assertInstanceOf(Tensor.class, parse(large, EXACT)).toDoubles()[1]);
  }

  @Test
  void integersThatDoNotFitAreRefused() {
    byte[] bytes = file(1, header("<i8", false, "(2,)"), data("07000000000000000000008000000000"));
    assertEquals("x.npy: element 1 is 2147483648, indices must fit into int32", problem(bytes));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"shape\":(),\"descr\":\"<f4\",\"fortran_order\":True}",
        " { 'fortran_order' : False , 'shape' : ( ) , 'descr' : '<f4' , } \t ",
      })
  void theDictionaryMayBeWrittenInOtherWays(String header) throws IOException {
    assertSame(Tensor.of(CPU, Shape.SCALAR, 1f), parse(file(1, header, data("0000803f")), CPU));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "[]|should have '{' where it has '[]'",
        "``|should have '{' where it has ''",
        "{|should have a key where it has ''",
        "{}|lacks one of descr, fortran_order and shape",
        "{'descr': '<f4', 'shape': ()}|lacks one of",
        "{'descr' '<f4'}|should have ':' where it has ''<f4'}'",
        "{'descr: 1}|should have a key",
        "{descr: 1}|should have a key",
        "{'descr': [('a', '<f4')], }|should have one type such as '<f4' for descr",
        "{'descr': '<f4' 'shape': ()}|should have '}' where it has ''shape'",
        "{'descr': '<f4', 'descr': '<f4'}|has the key descr twice",
        "{'fortran_order': True, 'fortran_order': True}|has the key fortran_order twice",
        "{'shape': (), 'shape': ()}|has the key shape twice",
        "{'kind': 1}|unknown key 'kind'",
        "{'fortran_order': 1}|should have True or False for fortran_order where it has '1}'",
        "{'fortran_order': Tru}|should have True or False",
        "{'shape': 3}|should have '('",
        "{'shape': (3)}|not a tuple such as (3,)",
        "{'shape': (3 4)}|should have a comma in shape where it has '4)}'",
        "{'shape': (3,,4)}|should have extents from 0 to 2147483647 in shape where it has ',4)}'",
        "{'shape': (-1,)}|should have extents",
        "{'shape': (1.5,)}|should have a comma in shape",
        "{'shape': (2147483648,)}|should have extents from 0",
        "{'shape': (65536, 65536)}|more elements than one array holds",
        "{'shape': (1|should have a comma in shape where it has ''",
        "{'descr': '<f4', 'fortran_order': False, 'shape': ()} x|should have the end where it has 'x'",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (2,)}|expected 8 bytes of elements for (2), found 4",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (0,)}|expected 0 bytes",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (2147483583,)}|expected 8589934332 bytes",
        "{'descr': '<f2', 'fortran_order': False, 'shape': (2,)}|its elements are '<f2', only <f4, <f8, <i4, <i8, |u1",
        "{'descr': 'f4', 'fortran_order': False, 'shape': ()}|its elements are 'f4'",
        "{'descr': '\u0000é<f4', 'fortran_order': False, 'shape': ()}|its elements are '???<f4'"
      })
  void damagedHeadersAreOneLine(String header, String expected) {
    String message = problem(file(1, header, new byte[4]));
    assertTrue(message.contains(expected), message);
  }

  @Test
  void startsThatCannotBe() {
    assertTrue(problem(new byte[0]).contains("begins with 8 bytes, it ends before"));
    assertTrue(problem(new byte[200]).contains("does not begin with \\x93NUMPY"));
    byte[] bytes = file(1, header("|u1", false, "()"), (byte) 1);
    bytes[6] = 4;
    assertTrue(problem(bytes).contains("format version 4.0, only 1.0, 2.0 and 3.0"));
    bytes[6] = 1;
    bytes[7] = -1;
    assertTrue(problem(bytes).contains("format version 1.255"));
  }

  @Test
  void lengthsThatCannotBeAreRefusedBeforeMemoryIsTaken() {
    byte[] bytes = file(2, header("|u1", false, "()"), (byte) 1);
    for (int length : new int[] {-1, Integer.MIN_VALUE, 10_001}) {
      ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putInt(8, length);
      assertTrue(problem(bytes).contains("is said to have " + Integer.toUnsignedString(length)));
    }
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putInt(8, 9_999);
    assertTrue(problem(bytes).contains("the header has 9999 bytes, it ends before"));
  }

  @Test
  void truncationAtEveryByteIsNoticed() {
    byte[] whole = NpyElements.encode(Tensor.of(CPU, Shape.of(3), 1f, 2f, 3f));
    for (int length = 0; length < whole.length; length++) {
      problem(Arrays.copyOf(whole, length));
    }
    problem(Arrays.copyOf(whole, whole.length + 1));
    NpyInput cut = new NpyInput(file(), "", new ByteArrayInputStream(whole, 0, 130), whole.length);
    assertThrows(FormatException.class, () -> cut.read(CPU), "cut while it is read");
  }

  @Test
  void anyFlippedBitIsRefusedOrGivesAnArray() throws IOException {
    byte[] whole = NpyElements.encode(Tensor.of(CPU, Shape.of(3), 1f, 2f, 3f));
    for (int bit = 0; bit < whole.length * 8; bit++) {
      whole[bit / 8] ^= (byte) (1 << bit % 8);
      arrayOrProblem(whole);
      whole[bit / 8] ^= (byte) (1 << bit % 8);
    }
  }

  @Property(tries = 2000)
  void anyDamageIsRefusedOrGivesAnArray(@ForAll long seed) throws IOException {
    Random random = new Random(seed);
    String shape = "(" + random.nextInt(3) + ", 2)";
    byte[] bytes =
        file(1 + random.nextInt(3), header("<f4", random.nextBoolean(), shape), new byte[16]);
    for (int edit = random.nextInt(5); edit >= 0; edit--) {
      bytes[random.nextInt(bytes.length)] = (byte) LIKELY.charAt(random.nextInt(LIKELY.length()));
    }
    arrayOrProblem(bytes);
  }

  private static void arrayOrProblem(byte[] bytes) throws IOException {
    try {
      NdArray array = parse(bytes, CPU);
      assertTrue(array.size() * 4L <= bytes.length || array instanceof Bytes, "a shape made up");
    } catch (FormatException refused) {
      assertTrue(refused.getMessage().matches("x\\.npy: [ -~…]+"), refused.getMessage());
    }
  }

  @Test
  void aFileThatIsNotThereIsNotDamaged() {
    assertEquals(
        file() + ": it cannot be read: there is no such file or folder",
        IoProblem.line(assertThrows(FileSystemException.class, () -> Npy.read(file(), CPU))));
    assertTrue(
        assertThrows(FormatException.class, () -> Npy.read(file().getParent(), CPU))
            .getMessage()
            .endsWith(": it is a folder, expected an npy file"));
  }
}
