package dev.rankine.engine.io;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.ShortBuffer;
import java.util.Arrays;
import java.util.Optional;

/**
 * How a safetensors file holds numbers. All are read exactly, for each is a float32; written to two
 * bytes, a number is rounded to the nearest one, ties to even.
 */
public enum StoredFloat {
  /** IEEE 754 binary32. */
  F32(Float.BYTES) {
    @Override
    void get(ByteBuffer bytes, float[] values) {
      bytes.asFloatBuffer().get(values);
    }

    @Override
    void put(float[] values, ByteBuffer bytes) {
      bytes.asFloatBuffer().put(values);
    }
  },

  /** IEEE 754 binary16: 10 bits of fraction, up to 65,504; what is larger becomes infinite. */
  F16(Short.BYTES) {
    @Override
    void get(ByteBuffer bytes, float[] values) {
      ShortBuffer halves = bytes.asShortBuffer();
      for (int i = 0; i < values.length; i++) {
        values[i] = Float.float16ToFloat(halves.get(i));
      }
    }

    @Override
    void put(float[] values, ByteBuffer bytes) {
      for (float value : values) {
        bytes.putShort(Float.floatToFloat16(value));
      }
    }
  },

  /** The upper half of a binary32: 7 bits of fraction, the range of float32. */
  BF16(Short.BYTES) {
    @Override
    void get(ByteBuffer bytes, float[] values) {
      ShortBuffer halves = bytes.asShortBuffer();
      for (int i = 0; i < values.length; i++) {
        values[i] = Float.intBitsToFloat(halves.get(i) << Short.SIZE);
      }
    }

    @Override
    void put(float[] values, ByteBuffer bytes) {
      for (float value : values) {
        bytes.putShort(upperHalf(value));
      }
    }
  };

  private static final int QUIET = 0x0040;

  private final int bytes;

  StoredFloat(int bytes) {
    this.bytes = bytes;
  }

  /** The size of a number. */
  int bytes() {
    return bytes;
  }

  /** The one that a header calls by this name. */
  static Optional<StoredFloat> of(String name) {
    return Arrays.stream(values()).filter(type -> type.name().equals(name)).findFirst();
  }

  /** Reads numbers, as many as there is room for. */
  abstract void get(ByteBuffer bytes, float[] values);

  /** Writes numbers. */
  abstract void put(float[] values, ByteBuffer bytes);

  /** Numbers as bytes, little-endian. */
  byte[] written(float[] values) {
    ByteBuffer buffer = ByteBuffer.allocate(values.length * bytes).order(ByteOrder.LITTLE_ENDIAN);
    put(values, buffer);
    return buffer.array();
  }

  /** Adding half of the last place, less one where that is even, carries where it should. */
  private static short upperHalf(float value) {
    int bits = Float.floatToRawIntBits(value);
    if (value != value) {
      return (short) (bits >>> Short.SIZE | QUIET);
    }
    return (short) (bits + 0x7FFF + (bits >>> Short.SIZE & 1) >>> Short.SIZE);
  }
}
