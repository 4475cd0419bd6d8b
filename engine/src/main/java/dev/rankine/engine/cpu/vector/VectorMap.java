package dev.rankine.engine.cpu.vector;

import static dev.rankine.engine.cpu.vector.Lanes.COUNT;
import static dev.rankine.engine.cpu.vector.Lanes.FLOAT;

import dev.rankine.engine.Unary;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/** Elementwise functions of one argument. Each has a loop of its own, so that C2 inlines it. */
final class VectorMap {
  private VectorMap() {}

  static void map(Unary f, float[] x, int xo, float[] out, int oo, int n) {
    int done = whole(f, x, xo, out, oo, n);
    int rest = n - done;
    if (rest > 0) {
      float[] padded = Workspace.get().vector;
      System.arraycopy(x, xo + done, padded, 0, rest);
      Arrays.fill(padded, rest, COUNT, 0);
      whole(f, padded, 0, padded, 0, COUNT);
      System.arraycopy(padded, 0, out, oo + done, rest);
    }
  }

  /** The whole vectors of a range; returns where it stopped. */
  private static int whole(Unary f, float[] x, int xo, float[] out, int oo, int n) {
    return switch (f) {
      case NEGATE -> negate(x, xo, out, oo, n);
      case ABS -> abs(x, xo, out, oo, n);
      case SQRT -> sqrt(x, xo, out, oo, n);
      case CUBE -> cube(x, xo, out, oo, n);
      case EXP -> VectorMath.exp(x, xo, out, oo, n);
      case LOG -> log(x, xo, out, oo, n);
      case TANH -> tanh(x, xo, out, oo, n);
      case ERF -> erf(x, xo, out, oo, n);
      case RELU -> relu(x, xo, out, oo, n);
      case SIGMOID -> sigmoid(x, xo, out, oo, n);
      case SILU -> silu(x, xo, out, oo, n);
      case GELU -> gelu(x, xo, out, oo, n);
      case GELU_TANH -> geluTanh(x, xo, out, oo, n);
    };
  }

  private static int negate(float[] x, int xo, float[] out, int oo, int n) {
    int i = 0;
    for (; i <= n - COUNT; i += COUNT) {
      FloatVector.fromArray(FLOAT, x, xo + i).neg().intoArray(out, oo + i);
    }
    return i;
  }

  private static int abs(float[] x, int xo, float[] out, int oo, int n) {
    int i = 0;
    for (; i <= n - COUNT; i += COUNT) {
      FloatVector.fromArray(FLOAT, x, xo + i).abs().intoArray(out, oo + i);
    }
    return i;
  }

  private static int sqrt(float[] x, int xo, float[] out, int oo, int n) {
    int i = 0;
    for (; i <= n - COUNT; i += COUNT) {
      FloatVector.fromArray(FLOAT, x, xo + i).sqrt().intoArray(out, oo + i);
    }
    return i;
  }

  private static int cube(float[] x, int xo, float[] out, int oo, int n) {
    int i = 0;
    for (; i <= n - COUNT; i += COUNT) {
      FloatVector v = FloatVector.fromArray(FLOAT, x, xo + i);
      v.mul(v).mul(v).intoArray(out, oo + i);
    }
    return i;
  }

  private static int log(float[] x, int xo, float[] out, int oo, int n) {
    int i = 0;
    for (; i <= n - COUNT; i += COUNT) {
      VectorMath.log(FloatVector.fromArray(FLOAT, x, xo + i)).intoArray(out, oo + i);
    }
    return i;
  }

  private static int tanh(float[] x, int xo, float[] out, int oo, int n) {
    int i = 0;
    for (; i <= n - COUNT; i += COUNT) {
      VectorMath.tanh(FloatVector.fromArray(FLOAT, x, xo + i)).intoArray(out, oo + i);
    }
    return i;
  }

  private static int erf(float[] x, int xo, float[] out, int oo, int n) {
    int i = 0;
    for (; i <= n - COUNT; i += COUNT) {
      VectorErf.erf(FloatVector.fromArray(FLOAT, x, xo + i)).intoArray(out, oo + i);
    }
    return i;
  }

  static int relu(float[] x, int xo, float[] out, int oo, int n) {
    int i = 0;
    for (; i <= n - COUNT; i += COUNT) {
      FloatVector v = FloatVector.fromArray(FLOAT, x, xo + i);
      v.blend(0f, v.compare(VectorOperators.LE, 0f)).intoArray(out, oo + i);
    }
    return i;
  }

  private static int sigmoid(float[] x, int xo, float[] out, int oo, int n) {
    int i = 0;
    for (; i <= n - COUNT; i += COUNT) {
      VectorLogistic.sigmoid(FloatVector.fromArray(FLOAT, x, xo + i)).intoArray(out, oo + i);
    }
    return i;
  }

  private static int silu(float[] x, int xo, float[] out, int oo, int n) {
    int i = 0;
    for (; i <= n - COUNT; i += COUNT) {
      VectorLogistic.silu(FloatVector.fromArray(FLOAT, x, xo + i)).intoArray(out, oo + i);
    }
    return i;
  }

  private static int gelu(float[] x, int xo, float[] out, int oo, int n) {
    int i = 0;
    for (; i <= n - COUNT; i += COUNT) {
      VectorErf.gelu(FloatVector.fromArray(FLOAT, x, xo + i)).intoArray(out, oo + i);
    }
    return i;
  }

  private static int geluTanh(float[] x, int xo, float[] out, int oo, int n) {
    int i = 0;
    for (; i <= n - COUNT; i += COUNT) {
      VectorLogistic.geluTanh(FloatVector.fromArray(FLOAT, x, xo + i)).intoArray(out, oo + i);
    }
    return i;
  }
}
