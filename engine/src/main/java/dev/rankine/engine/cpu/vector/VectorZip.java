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

  /** Whether the end of a range is worth two padded vectors; else plain loops are faster. */
  static boolean isCostly(Binary f) {
    return switch (f) {
      case SILU_GRADIENT, GELU_GRADIENT, GELU_TANH_GRADIENT -> true;
      default -> false;
    };
  }

  /** Fewer elements than a vector has, in vectors filled up. */
  static void rest(
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
    Workspace space = Workspace.get();
    float[] left = padded(space.vector, a, ao, aStep, n);
    float[] right = padded(space.second, b, bo, bStep, n);
    zip(f, left, 0, right, 0, left, 0, COUNT);
    System.arraycopy(left, 0, out, oo, n);
  }

  private static float[] padded(float[] vector, float[] x, int xo, int step, int n) {
    Arrays.fill(vector, x[xo]);
    if (step == 1) {
      System.arraycopy(x, xo, vector, 0, n);
    }
    return vector;
  }

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
      case EQUAL -> equal(a, ao, b, bo, out, oo, n);
      case GREATER -> greater(a, ao, b, bo, out, oo, n);
      case LEAKY_RELU -> leakyRelu(a, ao, b, bo, out, oo, n);
      case SQUARED_ERROR -> squaredError(a, ao, b, bo, out, oo, n);
      case HUBER -> huber(a, ao, b, bo, out, oo, n);
      case ABS_GRADIENT -> absGradient(a, ao, b, bo, out, oo, n);
      case RELU_GRADIENT -> reluGradient(a, ao, b, bo, out, oo, n);
      case TANH_GRADIENT -> tanhGradient(a, ao, b, bo, out, oo, n);
      case SIGMOID_GRADIENT -> sigmoidGradient(a, ao, b, bo, out, oo, n);
      case SILU_GRADIENT -> siluGradient(a, ao, b, bo, out, oo, n);
      case GELU_GRADIENT -> geluGradient(a, ao, b, bo, out, oo, n);
      case GELU_TANH_GRADIENT -> geluTanhGradient(a, ao, b, bo, out, oo, n);
    };
  }

  static int add(float[] a, int ao, float[] b, int bo, float[] out, int oo, int n) {
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

  private static int equal(float[] a, int ao, float[] b, int bo, float[] out, int oo, int n) {
    int i = 0;
    for (; i <= n - COUNT; i += COUNT) {
      FloatVector u = FloatVector.fromArray(FLOAT, a, ao + i);
      FloatVector v = FloatVector.fromArray(FLOAT, b, bo + i);
      FloatVector.zero(FLOAT).blend(1f, u.compare(VectorOperators.EQ, v)).intoArray(out, oo + i);
    }
    return i;
  }

  private static int greater(float[] a, int ao, float[] b, int bo, float[] out, int oo, int n) {
    int i = 0;
    for (; i <= n - COUNT; i += COUNT) {
      FloatVector u = FloatVector.fromArray(FLOAT, a, ao + i);
      FloatVector v = FloatVector.fromArray(FLOAT, b, bo + i);
      FloatVector.zero(FLOAT).blend(1f, u.compare(VectorOperators.GT, v)).intoArray(out, oo + i);
    }
    return i;
  }

  private static int leakyRelu(float[] a, int ao, float[] b, int bo, float[] out, int oo, int n) {
    int i = 0;
    for (; i <= n - COUNT; i += COUNT) {
      FloatVector u = FloatVector.fromArray(FLOAT, a, ao + i);
      FloatVector v = FloatVector.fromArray(FLOAT, b, bo + i);
      u.mul(v).blend(u, u.compare(VectorOperators.GT, 0f)).intoArray(out, oo + i);
    }
    return i;
  }

  private static int squaredError(
      float[] a, int ao, float[] b, int bo, float[] out, int oo, int n) {
    int i = 0;
    for (; i <= n - COUNT; i += COUNT) {
      FloatVector u = FloatVector.fromArray(FLOAT, a, ao + i);
      FloatVector d = u.sub(FloatVector.fromArray(FLOAT, b, bo + i));
      d.mul(d).intoArray(out, oo + i);
    }
    return i;
  }

  private static int huber(float[] a, int ao, float[] b, int bo, float[] out, int oo, int n) {
    int i = 0;
    for (; i <= n - COUNT; i += COUNT) {
      FloatVector u = FloatVector.fromArray(FLOAT, a, ao + i);
      FloatVector v = FloatVector.fromArray(FLOAT, b, bo + i).abs();
      FloatVector upper = u.blend(v, u.compare(VectorOperators.GT, v));
      FloatVector bounded = upper.blend(v.neg(), upper.compare(VectorOperators.LT, v.neg()));
      u.sub(bounded.mul(0.5f)).mul(bounded).intoArray(out, oo + i);
    }
    return i;
  }

  private static int absGradient(float[] a, int ao, float[] b, int bo, float[] out, int oo, int n) {
    int i = 0;
    for (; i <= n - COUNT; i += COUNT) {
      FloatVector u = FloatVector.fromArray(FLOAT, a, ao + i);
      FloatVector v = FloatVector.fromArray(FLOAT, b, bo + i);
      FloatVector below = FloatVector.zero(FLOAT).blend(u.neg(), v.compare(VectorOperators.LT, 0f));
      below.blend(u, v.compare(VectorOperators.GT, 0f)).intoArray(out, oo + i);
    }
    return i;
  }

  static int reluGradient(float[] a, int ao, float[] b, int bo, float[] out, int oo, int n) {
    int i = 0;
    for (; i <= n - COUNT; i += COUNT) {
      FloatVector u = FloatVector.fromArray(FLOAT, a, ao + i);
      FloatVector v = FloatVector.fromArray(FLOAT, b, bo + i);
      FloatVector.zero(FLOAT).blend(u, v.compare(VectorOperators.GT, 0f)).intoArray(out, oo + i);
    }
    return i;
  }

  private static int tanhGradient(
      float[] a, int ao, float[] b, int bo, float[] out, int oo, int n) {
    int i = 0;
    for (; i <= n - COUNT; i += COUNT) {
      FloatVector u = FloatVector.fromArray(FLOAT, a, ao + i);
      FloatVector v = FloatVector.fromArray(FLOAT, b, bo + i);
      v.neg().fma(v, FloatVector.broadcast(FLOAT, 1f)).mul(u).intoArray(out, oo + i);
    }
    return i;
  }

  private static int sigmoidGradient(
      float[] a, int ao, float[] b, int bo, float[] out, int oo, int n) {
    int i = 0;
    for (; i <= n - COUNT; i += COUNT) {
      FloatVector u = FloatVector.fromArray(FLOAT, a, ao + i);
      FloatVector v = FloatVector.fromArray(FLOAT, b, bo + i);
      v.neg().fma(v, v).mul(u).intoArray(out, oo + i);
    }
    return i;
  }

  private static int siluGradient(
      float[] a, int ao, float[] b, int bo, float[] out, int oo, int n) {
    int i = 0;
    for (; i <= n - COUNT; i += COUNT) {
      FloatVector u = FloatVector.fromArray(FLOAT, a, ao + i);
      FloatVector v = FloatVector.fromArray(FLOAT, b, bo + i);
      VectorLogistic.siluGradient(u, v).intoArray(out, oo + i);
    }
    return i;
  }

  private static int geluGradient(
      float[] a, int ao, float[] b, int bo, float[] out, int oo, int n) {
    int i = 0;
    for (; i <= n - COUNT; i += COUNT) {
      FloatVector u = FloatVector.fromArray(FLOAT, a, ao + i);
      FloatVector v = FloatVector.fromArray(FLOAT, b, bo + i);
      VectorErf.geluGradient(u, v).intoArray(out, oo + i);
    }
    return i;
  }

  private static int geluTanhGradient(
      float[] a, int ao, float[] b, int bo, float[] out, int oo, int n) {
    int i = 0;
    for (; i <= n - COUNT; i += COUNT) {
      FloatVector u = FloatVector.fromArray(FLOAT, a, ao + i);
      FloatVector v = FloatVector.fromArray(FLOAT, b, bo + i);
      VectorLogistic.geluTanhGradient(u, v).intoArray(out, oo + i);
    }
    return i;
  }
}
