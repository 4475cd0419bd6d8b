package dev.rankine.engine.cpu.vector;

import static dev.rankine.engine.cpu.vector.Lanes.COUNT;
import static dev.rankine.engine.cpu.vector.Lanes.FLOAT;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/** A choice of two by a mask, over the whole vectors of a range; returns where it stopped. */
final class VectorSelect {
  private VectorSelect() {}

  static int select(
      float[] mask,
      int mo,
      float[] a,
      int ao,
      int aStep,
      float[] b,
      int bo,
      int bStep,
      float[] out,
      int oo,
      int n) {
    if (n < COUNT) {
      return 0;
    }
    FloatVector firstA = FloatVector.broadcast(FLOAT, a[ao]);
    FloatVector firstB = FloatVector.broadcast(FLOAT, b[bo]);
    int i = 0;
    for (; i <= n - COUNT; i += COUNT) {
      FloatVector u = aStep == 0 ? firstA : FloatVector.fromArray(FLOAT, a, ao + i);
      FloatVector v = bStep == 0 ? firstB : FloatVector.fromArray(FLOAT, b, bo + i);
      FloatVector m = FloatVector.fromArray(FLOAT, mask, mo + i);
      v.blend(u, m.compare(VectorOperators.NE, 0f)).intoArray(out, oo + i);
    }
    return i;
  }
}
