package dev.rankine.engine.cpu.vector;

import static dev.rankine.engine.cpu.vector.Lanes.COUNT;
import static dev.rankine.engine.cpu.vector.Lanes.FLOAT;

import dev.rankine.engine.Binary;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/**
 * Elementwise functions of two arguments over the whole vectors of a range; {@code zip} and {@code
 * repeated} return where they stopped. Each has a loop of its own, so that C2 inlines it.
 */
final class VectorZip {
  /** Elements of a repeated operand that are written out at a time: 4 KiB, whole vectors. */
  private static final int BLOCK = 1024;

  private VectorZip() {}

  /** {@link #zip} with operands of which those with step 0 are written out, a block at a time. */
  static int repeated(
      Binary f,
      float[] a,
      int ao,
      int aStep,
      float[] b,
      int bo,
      int bStep,
      float[] out,
      int oo,
      int n) {
    int block = Math.min(n, BLOCK);
    float[] left = aStep == 1 ? a : filled(Workspace.LEFT, block, a[ao]);
    float[] right = bStep == 1 ? b : filled(Workspace.RIGHT, block, b[bo]);
    for (int at = 0; at < n; at += block) {
      int leftAt = aStep == 1 ? ao + at : 0;
      int rightAt = bStep == 1 ? bo + at : 0;
      zip(f, left, leftAt, right, rightAt, out, oo + at, Math.min(block, n - at));
    }
    return n / COUNT * COUNT;
  }

  private static float[] filled(int which, int n, float value) {
    float[] values = Workspace.get().floats(which, BLOCK);
    Arrays.fill(values, 0, n, value);
    return values;
  }

  /** Both operands move on. */
  static int zip(Binary f, float[] a, int ao, float[] b, int bo, float[] out, int oo, int n) {
    return switch (f) {
      case ADD -> add(a, ao, b, bo, out, oo, n);
      case SUBTRACT -> subtract(a, ao, b, bo, out, oo, n);
      case MULTIPLY -> multiply(a, ao, b, bo, out, oo, n);
      case DIVIDE -> divide(a, ao, b, bo, out, oo, n);
      case MAXIMUM -> maximum(a, ao, b, bo, out, oo, n);
      case MINIMUM -> minimum(a, ao, b, bo, out, oo, n);
      case RELU_GRADIENT -> reluGradient(a, ao, b, bo, out, oo, n);
    };
  }

  private static int add(float[] a, int ao, float[] b, int bo, float[] out, int oo, int n) {
    int i = 0;
    for (; i <= n - COUNT; i += COUNT) {
      FloatVector u = FloatVector.fromArray(FLOAT, a, ao + i);
      FloatVector v = FloatVector.fromArray(FLOAT, b, bo + i);
      u.add(v).intoArray(out, oo + i);
    }
    return i;
  }

  private static int subtract(float[] a, int ao, float[] b, int bo, float[] out, int oo, int n) {
    int i = 0;
    for (; i <= n - COUNT; i += COUNT) {
      FloatVector u = FloatVector.fromArray(FLOAT, a, ao + i);
      FloatVector v = FloatVector.fromArray(FLOAT, b, bo + i);
      u.sub(v).intoArray(out, oo + i);
    }
    return i;
  }

  private static int multiply(float[] a, int ao, float[] b, int bo, float[] out, int oo, int n) {
    int i = 0;
    for (; i <= n - COUNT; i += COUNT) {
      FloatVector u = FloatVector.fromArray(FLOAT, a, ao + i);
      FloatVector v = FloatVector.fromArray(FLOAT, b, bo + i);
      u.mul(v).intoArray(out, oo + i);
    }
    return i;
  }

  private static int divide(float[] a, int ao, float[] b, int bo, float[] out, int oo, int n) {
    int i = 0;
    for (; i <= n - COUNT; i += COUNT) {
      FloatVector u = FloatVector.fromArray(FLOAT, a, ao + i);
      FloatVector v = FloatVector.fromArray(FLOAT, b, bo + i);
      u.div(v).intoArray(out, oo + i);
    }
    return i;
  }

  private static int maximum(float[] a, int ao, float[] b, int bo, float[] out, int oo, int n) {
    int i = 0;
    for (; i <= n - COUNT; i += COUNT) {
      FloatVector u = FloatVector.fromArray(FLOAT, a, ao + i);
      FloatVector v = FloatVector.fromArray(FLOAT, b, bo + i);
      VectorReductions.larger(u, v).intoArray(out, oo + i);
    }
    return i;
  }

  private static int minimum(float[] a, int ao, float[] b, int bo, float[] out, int oo, int n) {
    int i = 0;
    for (; i <= n - COUNT; i += COUNT) {
      FloatVector u = FloatVector.fromArray(FLOAT, a, ao + i);
      FloatVector v = FloatVector.fromArray(FLOAT, b, bo + i);
      VectorReductions.smaller(u, v).intoArray(out, oo + i);
    }
    return i;
  }

  private static int reluGradient(
      float[] a, int ao, float[] b, int bo, float[] out, int oo, int n) {
    int i = 0;
    for (; i <= n - COUNT; i += COUNT) {
      FloatVector u = FloatVector.fromArray(FLOAT, a, ao + i);
      FloatVector v = FloatVector.fromArray(FLOAT, b, bo + i);
      FloatVector.zero(FLOAT).blend(u, v.compare(VectorOperators.GT, 0f)).intoArray(out, oo + i);
    }
    return i;
  }
}
