package dev.rankine.engine.cpu.vector;

import static dev.rankine.engine.cpu.vector.Lanes.COUNT;
import static dev.rankine.engine.cpu.vector.Lanes.FLOAT;

import dev.rankine.engine.Binary;
import dev.rankine.engine.Unary;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/**
 * Elementwise functions over the whole vectors of a range; each method returns where it stopped.
 */
final class VectorElementwise {
  private VectorElementwise() {}

  static int map(Unary f, float[] x, int xo, float[] out, int oo, int n) {
    return switch (f) {
      case NEGATE -> negate(x, xo, out, oo, n);
      case ABS -> abs(x, xo, out, oo, n);
      case SQRT -> sqrt(x, xo, out, oo, n);
      case EXP -> exp(x, xo, out, oo, n);
      case LOG -> log(x, xo, out, oo, n);
      case TANH -> tanh(x, xo, out, oo, n);
      case ERF -> erf(x, xo, out, oo, n);
      case RELU -> relu(x, xo, out, oo, n);
    };
  }

  /** Fewer elements than a vector has, in a vector filled up with zeros. */
  static void mapRest(Unary f, float[] x, int xo, float[] out, int oo, int n) {
    float[] padded = Workspace.get().vector;
    System.arraycopy(x, xo, padded, 0, n);
    Arrays.fill(padded, n, COUNT, 0);
    map(f, padded, 0, padded, 0, COUNT);
    System.arraycopy(padded, 0, out, oo, n);
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

  private static int exp(float[] x, int xo, float[] out, int oo, int n) {
    int i = 0;
    for (; i <= n - COUNT; i += COUNT) {
      VectorMath.exp(FloatVector.fromArray(FLOAT, x, xo + i)).intoArray(out, oo + i);
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

  private static int relu(float[] x, int xo, float[] out, int oo, int n) {
    int i = 0;
    for (; i <= n - COUNT; i += COUNT) {
      FloatVector v = FloatVector.fromArray(FLOAT, x, xo + i);
      v.blend(0f, v.compare(VectorOperators.LT, 0f)).intoArray(out, oo + i);
    }
    return i;
  }

  /** Both operands move on. */
  static int zip(Binary f, float[] a, int ao, float[] b, int bo, float[] out, int oo, int n) {
    int i = 0;
    switch (f) {
      case ADD -> {
        for (; i <= n - COUNT; i += COUNT) {
          FloatVector v = FloatVector.fromArray(FLOAT, b, bo + i);
          FloatVector.fromArray(FLOAT, a, ao + i).add(v).intoArray(out, oo + i);
        }
      }
      case SUBTRACT -> {
        for (; i <= n - COUNT; i += COUNT) {
          FloatVector v = FloatVector.fromArray(FLOAT, b, bo + i);
          FloatVector.fromArray(FLOAT, a, ao + i).sub(v).intoArray(out, oo + i);
        }
      }
      case MULTIPLY -> {
        for (; i <= n - COUNT; i += COUNT) {
          FloatVector v = FloatVector.fromArray(FLOAT, b, bo + i);
          FloatVector.fromArray(FLOAT, a, ao + i).mul(v).intoArray(out, oo + i);
        }
      }
      case DIVIDE -> {
        for (; i <= n - COUNT; i += COUNT) {
          FloatVector v = FloatVector.fromArray(FLOAT, b, bo + i);
          FloatVector.fromArray(FLOAT, a, ao + i).div(v).intoArray(out, oo + i);
        }
      }
      case RELU_GRADIENT -> {
        for (; i <= n - COUNT; i += COUNT) {
          FloatVector v = FloatVector.fromArray(FLOAT, b, bo + i);
          FloatVector u = FloatVector.fromArray(FLOAT, a, ao + i);
          FloatVector.zero(FLOAT)
              .blend(u, v.compare(VectorOperators.GT, 0f))
              .intoArray(out, oo + i);
        }
      }
    }
    return i;
  }

  /** The second operand stands still. */
  static int zipScalar(Binary f, float[] a, int ao, float b, float[] out, int oo, int n) {
    FloatVector v = FloatVector.broadcast(FLOAT, b);
    int i = 0;
    switch (f) {
      case ADD -> {
        for (; i <= n - COUNT; i += COUNT) {
          FloatVector.fromArray(FLOAT, a, ao + i).add(v).intoArray(out, oo + i);
        }
      }
      case SUBTRACT -> {
        for (; i <= n - COUNT; i += COUNT) {
          FloatVector.fromArray(FLOAT, a, ao + i).sub(v).intoArray(out, oo + i);
        }
      }
      case MULTIPLY -> {
        for (; i <= n - COUNT; i += COUNT) {
          FloatVector.fromArray(FLOAT, a, ao + i).mul(v).intoArray(out, oo + i);
        }
      }
      case DIVIDE -> {
        for (; i <= n - COUNT; i += COUNT) {
          FloatVector.fromArray(FLOAT, a, ao + i).div(v).intoArray(out, oo + i);
        }
      }
      default -> {}
    }
    return i;
  }
}
