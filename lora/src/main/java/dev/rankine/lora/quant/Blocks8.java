package dev.rankine.lora.quant;

import java.util.Arrays;

/**
 * Numbers in eight bits each and a float32 scale, the largest magnitude, for every 256 of them.
 * Each is within {@link DynamicCode#bound()} times its block's largest magnitude of what was put
 * in.
 */
final class Blocks8 {
  static final int BLOCK = 256;

  private final DynamicCode code;
  private final byte[] codes;
  private final float[] scales;

  Blocks8(DynamicCode code, int size) {
    this.code = code;
    this.codes = new byte[size];
    this.scales = new float[Math.ceilDiv(size, BLOCK)];
    Arrays.fill(codes, (byte) code.nearest(0));
  }

  int size() {
    return codes.length;
  }

  /** Bytes held. */
  long bytes() {
    return codes.length + 4L * scales.length;
  }

  /**
   * Puts numbers in.
   *
   * @param keepsNonzero whether only zero becomes zero
   */
  void encode(float[] values, boolean keepsNonzero) {
    for (int block = 0; block < scales.length; block++) {
      int end = Math.min(values.length, (block + 1) * BLOCK);
      float largest = 0;
      for (int i = block * BLOCK; i < end; i++) {
        largest = Math.max(largest, Math.abs(values[i]));
      }
      scales[block] = largest;
      for (int i = block * BLOCK; i < end; i++) {
        float unit = largest == 0 ? 0 : values[i] / largest;
        codes[i] = (byte) (keepsNonzero ? code.nearestNotZero(unit) : code.nearest(unit));
      }
    }
  }

  /** Takes them out. */
  float[] decode() {
    float[] values = new float[codes.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = scales[i / BLOCK] * code.value(Byte.toUnsignedInt(codes[i]));
    }
    return values;
  }

  byte[] codes() {
    return codes;
  }
}
