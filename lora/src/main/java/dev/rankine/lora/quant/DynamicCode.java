package dev.rankine.lora.quant;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The 256 numbers of dynamic 8-bit quantisation (Dettmers et al., "8-bit Optimizers via Block-wise
 * Quantization", 2022): seven decades below 1, the upper ones finer, with zero and one.
 *
 * <p>A number of magnitude up to 1 is at most {@link #bound()} from the nearest of them.
 */
final class DynamicCode {
  /** From −1 to 1; the lowest is −0.99297. */
  static final DynamicCode SIGNED = new DynamicCode(true);

  /** From 0 to 1. */
  static final DynamicCode UNSIGNED = new DynamicCode(false);

  private static final int DECADES = 7;

  private final float[] values;
  private final int zero;
  private final double bound;

  private DynamicCode(boolean signed) {
    List<Double> all = new ArrayList<>(List.of(0.0, 1.0));
    double decade = 1e-6;
    for (int i = 0; i < DECADES; i++) {
      int parts = 1 << (signed ? i : i + 1);
      for (int part = 0; part < parts; part++) {
        double middle = decade * (0.1 + 0.9 * (part + 0.5) / parts);
        all.add(middle);
        if (signed) {
          all.add(-middle);
        }
      }
      decade *= 10;
    }
    all.sort(null);
    values = new float[all.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = all.get(i).floatValue();
    }
    zero = Arrays.binarySearch(values, 0f);
    bound = signed ? 0.9 / 128 : 0.9 / 256;
  }

  /** The number of a code, 0 to 255. */
  float value(int code) {
    return values[code];
  }

  /** How far the nearest number can be: half of the widest gap. */
  double bound() {
    return bound;
  }

  /** The code of the nearest number; of two equally near, the lower. */
  int nearest(float x) {
    int found = Arrays.binarySearch(values, x);
    if (found >= 0) {
      return found;
    }
    int above = Math.min(-found - 1, values.length - 1);
    int below = Math.max(above - 1, 0);
    return (double) x - values[below] <= (double) values[above] - x ? below : above;
  }

  /** As {@link #nearest}, but zero for zero alone. */
  int nearestNotZero(float x) {
    int code = nearest(x);
    return code == zero && x != 0 ? zero + 1 : code;
  }
}
