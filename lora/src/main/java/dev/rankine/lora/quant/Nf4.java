package dev.rankine.lora.quant;

import dev.rankine.engine.Backend;
import dev.rankine.engine.Shape;
import dev.rankine.engine.Tensor;
import dev.rankine.engine.io.TensorHash;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * A tensor in 4-bit NormalFloat with double quantisation (Dettmers et al., "QLoRA: Efficient
 * Finetuning of Quantized LLMs", 2023): each 64 elements are one of 16 numbers times their largest
 * magnitude. The magnitudes, less their mean, are 8-bit numbers with a float32 scale for every 256
 * of them: 4 + 8/64 + 32/(64·256) = 4.127 bits an element, and one float32 for the mean.
 */
public final class Nf4 {
  /** Quantiles of the normal distribution between −1 and 1, with an exact 0 (appendix E). */
  private static final float[] CODE = {
    -1.0f,
    -0.6961928009986877f,
    -0.5250730514526367f,
    -0.39491748809814453f,
    -0.28444138169288635f,
    -0.18477343022823334f,
    -0.09105003625154495f,
    0.0f,
    0.07958029955625534f,
    0.16093020141124725f,
    0.24611230194568634f,
    0.33791524171829224f,
    0.44070982933044434f,
    0.5626170039176941f,
    0.7229568362236023f,
    1.0f
  };

  /** Half of the widest gap in the code, which lies between −1 and the next number. */
  static final double HALF_GAP = (1 - 0.6961928009986877) / 2;

  private static final int BLOCK = 64;

  private final Shape shape;
  private final byte[] codes;
  private final Blocks8 magnitudes;
  private final float mean;

  private Nf4(Shape shape, byte[] codes, Blocks8 magnitudes, float mean) {
    this.shape = shape;
    this.codes = codes;
    this.magnitudes = magnitudes;
    this.mean = mean;
  }

  /** The 16 numbers, ascending. */
  public static float[] codebook() {
    return CODE.clone();
  }

  /**
   * Quantises a tensor.
   *
   * @throws IllegalArgumentException if an element is not finite
   */
  public static Nf4 of(Tensor x) {
    float[] values = x.toFloats();
    float[] largest = new float[Math.ceilDiv(values.length, BLOCK)];
    for (int i = 0; i < values.length; i++) {
      if (!Float.isFinite(values[i])) {
        throw new IllegalArgumentException(
            "nf4: element " + i + " of " + x.shape() + " is " + values[i] + "; it must be finite");
      }
      largest[i / BLOCK] = Math.max(largest[i / BLOCK], Math.abs(values[i]));
    }
    double sum = 0;
    for (float one : largest) {
      sum += one;
    }
    float mean = largest.length == 0 ? 0 : (float) (sum / largest.length);
    float[] centred = new float[largest.length];
    for (int i = 0; i < centred.length; i++) {
      centred[i] = largest[i] - mean;
    }
    Blocks8 magnitudes = new Blocks8(DynamicCode.SIGNED, centred.length);
    magnitudes.encode(centred, false);
    byte[] codes = new byte[Math.ceilDiv(values.length, 2)];
    for (int i = 0; i < values.length; i++) {
      float unit = largest[i / BLOCK] == 0 ? 0 : values[i] / largest[i / BLOCK];
      codes[i / 2] |= (byte) (nearest(unit) << (i % 2 == 0 ? 4 : 0));
    }
    return new Nf4(x.shape(), codes, magnitudes, mean);
  }

  /** The nearest of the 16; of two equally near, the lower. */
  static int nearest(float unit) {
    int found = Arrays.binarySearch(CODE, unit);
    if (found >= 0) {
      return found;
    }
    int above = -found - 1;
    double toLower = (double) unit - CODE[above - 1];
    return toLower <= (double) CODE[above] - unit ? above - 1 : above;
  }

  /** The extents. */
  public Shape shape() {
    return shape;
  }

  /** Bits held for each element, without the mean. */
  public double bitsPerElement() {
    return 8.0 * (codes.length + magnitudes.bytes()) / shape.size();
  }

  /** The numbers that the codes stand for. */
  public Tensor dequantised(Backend backend) {
    Tensor out = Tensor.allocate(backend, shape);
    dequantiseInto(out);
    return out;
  }

  /** As {@link #dequantised}, into memory that is there. */
  void dequantiseInto(Tensor out) {
    float[] largest = magnitudes.decode();
    float[] values = new float[shape.size()];
    for (int i = 0; i < values.length; i++) {
      int code = codes[i / 2] >> (i % 2 == 0 ? 4 : 0) & 15;
      values[i] = CODE[code] * (largest[i / BLOCK] + mean);
    }
    out.backend().upload(values, out);
  }

  /** SHA-256 of all that is held, in hexadecimal. */
  public String sha256() {
    byte[] scales = magnitudes.codes();
    float[] decoded = magnitudes.decode();
    ByteBuffer all = ByteBuffer.allocate(codes.length + scales.length + 4 * decoded.length + 4);
    all.put(codes).put(scales).putFloat(mean);
    for (float value : decoded) {
      all.putFloat(value);
    }
    return TensorHash.sha256(all.array());
  }
}
