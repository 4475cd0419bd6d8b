package dev.rankine.engine.cpu.vector;

import static dev.rankine.engine.cpu.vector.Lanes.COUNT;
import static dev.rankine.engine.cpu.vector.Lanes.FLOAT;

import dev.rankine.engine.Binary;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/**
 * The elementwise functions whose second argument is often a number, over the whole vectors of a
 * range: the number stays in a register.
 */
final class VectorZipNumber {
  private VectorZipNumber() {}

  static boolean covers(Binary f, float b) {
    return switch (f) {
      case ADD, SUBTRACT, MULTIPLY, DIVIDE, GREATER, LEAKY_RELU, HUBER -> true;
      case MAXIMUM, MINIMUM -> b == b;
      default -> false;
    };
  }

  /** Whether the first argument may be the number instead. */
  static boolean commutes(Binary f) {
    return f == Binary.ADD || f == Binary.MULTIPLY;
  }

  /** Returns where it stopped. */
  static int zip(Binary f, float[] a, int ao, float b, float[] out, int oo, int n) {
    return switch (f) {
      case ADD -> add(a, ao, b, out, oo, n);
      case SUBTRACT -> subtract(a, ao, b, out, oo, n);
      case MULTIPLY -> multiply(a, ao, b, out, oo, n);
      case DIVIDE -> divide(a, ao, b, out, oo, n);
      case MAXIMUM -> maximum(a, ao, b, out, oo, n);
      case MINIMUM -> minimum(a, ao, b, out, oo, n);
      case GREATER -> greater(a, ao, b, out, oo, n);
      case LEAKY_RELU -> leakyRelu(a, ao, b, out, oo, n);
      case HUBER -> huber(a, ao, b, out, oo, n);
      default -> 0;
    };
  }

  private static int add(float[] a, int ao, float b, float[] out, int oo, int n) {
    FloatVector v = FloatVector.broadcast(FLOAT, b);
    int i = 0;
    for (; i <= n - COUNT; i += COUNT) {
      FloatVector u = FloatVector.fromArray(FLOAT, a, ao + i);
      u.add(v).intoArray(out, oo + i);
    }
    return i;
  }

  static int subtract(float[] a, int ao, float b, float[] out, int oo, int n) {
    if (n < COUNT) {
      return 0;
    }
    FloatVector v = FloatVector.broadcast(FLOAT, b);
    int i = 0;
    for (; i <= n - COUNT; i += COUNT) {
      FloatVector u = FloatVector.fromArray(FLOAT, a, ao + i);
      u.sub(v).intoArray(out, oo + i);
    }
    return i;
  }

  static int multiply(float[] a, int ao, float b, float[] out, int oo, int n) {
    if (n < COUNT) {
      return 0;
    }
    FloatVector v = FloatVector.broadcast(FLOAT, b);
    int i = 0;
    for (; i <= n - COUNT; i += COUNT) {
      FloatVector u = FloatVector.fromArray(FLOAT, a, ao + i);
      u.mul(v).intoArray(out, oo + i);
    }
    return i;
  }

  static int divide(float[] a, int ao, float b, float[] out, int oo, int n) {
    if (n < COUNT) {
      return 0;
    }
    FloatVector v = FloatVector.broadcast(FLOAT, b);
    int i = 0;
    for (; i <= n - COUNT; i += COUNT) {
      FloatVector u = FloatVector.fromArray(FLOAT, a, ao + i);
      u.div(v).intoArray(out, oo + i);
    }
    return i;
  }

  /** b is a number, so that only a can be NaN, which stays. */
  private static int maximum(float[] a, int ao, float b, float[] out, int oo, int n) {
    FloatVector v = FloatVector.broadcast(FLOAT, b);
    int i = 0;
    for (; i <= n - COUNT; i += COUNT) {
      FloatVector u = FloatVector.fromArray(FLOAT, a, ao + i);
      u.blend(v, u.compare(VectorOperators.LT, v)).intoArray(out, oo + i);
    }
    return i;
  }

  private static int minimum(float[] a, int ao, float b, float[] out, int oo, int n) {
    FloatVector v = FloatVector.broadcast(FLOAT, b);
    int i = 0;
    for (; i <= n - COUNT; i += COUNT) {
      FloatVector u = FloatVector.fromArray(FLOAT, a, ao + i);
      u.blend(v, u.compare(VectorOperators.GT, v)).intoArray(out, oo + i);
    }
    return i;
  }

  /** {@link #maximum}, then {@link #minimum}. */
  static int clamp(float[] a, int ao, float low, float high, float[] out, int oo, int n) {
    FloatVector lower = FloatVector.broadcast(FLOAT, low);
    FloatVector upper = FloatVector.broadcast(FLOAT, high);
    int i = 0;
    for (; i <= n - COUNT; i += COUNT) {
      FloatVector u = FloatVector.fromArray(FLOAT, a, ao + i);
      FloatVector v = u.blend(lower, u.compare(VectorOperators.LT, lower));
      v.blend(upper, v.compare(VectorOperators.GT, upper)).intoArray(out, oo + i);
    }
    return i;
  }

  private static int greater(float[] a, int ao, float b, float[] out, int oo, int n) {
    FloatVector v = FloatVector.broadcast(FLOAT, b);
    int i = 0;
    for (; i <= n - COUNT; i += COUNT) {
      FloatVector u = FloatVector.fromArray(FLOAT, a, ao + i);
      FloatVector.zero(FLOAT).blend(1f, u.compare(VectorOperators.GT, v)).intoArray(out, oo + i);
    }
    return i;
  }

  private static int huber(float[] a, int ao, float b, float[] out, int oo, int n) {
    FloatVector v = FloatVector.broadcast(FLOAT, Math.abs(b));
    FloatVector negative = v.neg();
    int i = 0;
    for (; i <= n - COUNT; i += COUNT) {
      FloatVector u = FloatVector.fromArray(FLOAT, a, ao + i);
      FloatVector upper = u.blend(v, u.compare(VectorOperators.GT, v));
      FloatVector bounded = upper.blend(negative, upper.compare(VectorOperators.LT, negative));
      u.sub(bounded.mul(0.5f)).mul(bounded).intoArray(out, oo + i);
    }
    return i;
  }

  private static int leakyRelu(float[] a, int ao, float b, float[] out, int oo, int n) {
    FloatVector v = FloatVector.broadcast(FLOAT, b);
    int i = 0;
    for (; i <= n - COUNT; i += COUNT) {
      FloatVector u = FloatVector.fromArray(FLOAT, a, ao + i);
      u.mul(v).blend(u, u.compare(VectorOperators.GT, 0f)).intoArray(out, oo + i);
    }
    return i;
  }
}
