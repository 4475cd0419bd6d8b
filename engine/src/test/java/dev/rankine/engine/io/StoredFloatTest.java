package dev.rankine.engine.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rankine.engine.Backend;
import dev.rankine.engine.Shape;
import dev.rankine.engine.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Numbers of two bytes: every one is read exactly, and rounded to the nearest. */
class StoredFloatTest {
  private static final int ALL = 1 << 16;

  /** What the bits mean, by the formula of the format: sign · 2^exponent · significand. */
  private static double meaning(StoredFloat type, int bits) {
    int fraction = type == StoredFloat.F16 ? 10 : 7;
    int exponents = 15 - fraction;
    int bias = (1 << exponents - 1) - 1;
    int exponent = bits >> fraction & (1 << exponents) - 1;
    int low = bits & (1 << fraction) - 1;
    double sign = bits >> 15 == 0 ? 1 : -1;
    if (exponent == (1 << exponents) - 1) {
      return low == 0 ? sign / 0 : Double.NaN;
    }
    double significand = exponent == 0 ? low : low + (1 << fraction);
    return sign * Math.scalb(significand, Math.max(exponent, 1) - bias - fraction);
  }

  private static float[] read(StoredFloat type, byte[] bytes) {
    float[] values = new float[bytes.length / type.bytes()];
    type.get(ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN), values);
    return values;
  }

  private static byte[] all() {
    ByteBuffer bytes = ByteBuffer.allocate(2 * ALL).order(ByteOrder.LITTLE_ENDIAN);
    for (int bits = 0; bits < ALL; bits++) {
      bytes.putShort((short) bits);
    }
    return bytes.array();
  }

  @ParameterizedTest
  @EnumSource(names = {"F16", "BF16"})
  void everyNumberIsReadExactly(StoredFloat type) {
    float[] values = read(type, all());
    for (int bits = 0; bits < ALL; bits++) {
      assertEquals(meaning(type, bits), values[bits], Integer.toHexString(bits));
      assertEquals(bits >> 15, Float.floatToRawIntBits(values[bits]) >>> 31);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"F16", "BF16"})
  void everyNumberComesBack(StoredFloat type) {
    byte[] written = type.written(read(type, all()));
    float[] again = read(type, written);
    for (int bits = 0; bits < ALL; bits++) {
      int back = Byte.toUnsignedInt(written[2 * bits]) | written[2 * bits + 1] << 8 & 0xFF00;
      if (Double.isNaN(meaning(type, bits))) {
        assertTrue(Float.isNaN(again[bits]));
      } else {
        assertEquals(bits, back);
      }
    }
  }

  /** Between all neighbours: just below the middle, the middle, just above. */
  @ParameterizedTest
  @CsvSource({"F16,31743", "BF16,32639"})
  void whatLiesBetweenGoesToTheNearestAndTiesToEven(StoredFloat type, int largest) {
    for (int bits = 0; bits <= largest; bits++) {
      double low = meaning(type, bits);
      double high = bits == largest ? 2 * low - meaning(type, bits - 1) : meaning(type, bits + 1);
      float middle = (float) (low + (high - low) / 2);
      assertEquals(low + (high - low) / 2, middle);
      float[] near = {Math.nextDown(middle), middle, Math.nextUp(middle)};
      int even = bits + (bits & 1);
      assertArrayEquals(
          ByteBuffer.allocate(6)
              .order(ByteOrder.LITTLE_ENDIAN)
              .putShort((short) bits)
              .putShort((short) even)
              .putShort((short) (bits + 1))
              .array(),
          type.written(near),
          Integer.toHexString(bits));
    }
  }

  @Property
  void signsAreKeptAndTheErrorIsHalfAPlace(@ForAll float value) {
    for (StoredFloat type : new StoredFloat[] {StoredFloat.F16, StoredFloat.BF16}) {
      float stored = read(type, type.written(new float[] {value}))[0];
      float mirrored = read(type, type.written(new float[] {-value}))[0];
      assertEquals(-stored, mirrored);
      double places = type == StoredFloat.F16 ? 0x1p-11 : 0x1p-8;
      double least = type == StoredFloat.F16 ? 0x1p-25 : 0x1p-134;
      if (Float.isFinite(stored)) {
        double error = Math.abs((double) stored - value);
        assertTrue(error <= Math.max(places * Math.abs(value), least), value + " to " + stored);
      }
    }
  }

  @Test
  void filesOfEachKindAreWrittenAndRead(@TempDir Path folder) throws IOException {
    Backend cpu = Backend.cpu();
    float[] values = {1, -0.5f, 0.375f, 1024};
    Safetensors file =
        new Safetensors(Map.of("a", Tensor.of(cpu, Shape.of(2, 2), values)), Map.of());
    for (StoredFloat type : StoredFloat.values()) {
      Path path = folder.resolve(type.name());
      file.write(path, type);
      Tensor back = Safetensors.read(path, cpu).tensors().get("a");
      assertEquals(Shape.of(2, 2), back.shape());
      assertArrayEquals(values, back.toFloats());
    }
    assertArrayEquals(
        new byte[] {0, 0x3C, 0, (byte) 0xB8, 0, 0x36, 0, 0x64}, tail(folder.resolve("F16")));
    assertArrayEquals(
        new byte[] {(byte) 0x80, 0x3F, 0, (byte) 0xBF, (byte) 0xC0, 0x3E, (byte) 0x80, 0x44},
        tail(folder.resolve("BF16")));
  }

  private static byte[] tail(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    return Arrays.copyOfRange(bytes, bytes.length - 8, bytes.length);
  }
}
