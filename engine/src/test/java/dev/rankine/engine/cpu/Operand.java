package dev.rankine.engine.cpu;

import dev.rankine.engine.Shape;

/** What a tensor of a case holds, and how far from the start of its memory it begins. */
record Operand(Shape shape, int offset, float[] values) {
  /** The same with non-negative values. */
  Operand magnitude() {
    float[] result = new float[values.length];
    for (int i = 0; i < result.length; i++) {
      result[i] = Math.abs(values[i]);
    }
    return new Operand(shape, offset, result);
  }

  /** A matrix inside an operand, see {@link dev.rankine.engine.Matrix}. */
  record View(Operand data, int offset, int rows, int columns, int ld, boolean transposed) {
    @Override
    public String toString() {
      String stored = rows + "x" + columns + (transposed ? "ᵀ" : "");
      return stored + " at " + offset + " ld " + ld;
    }
  }
}
