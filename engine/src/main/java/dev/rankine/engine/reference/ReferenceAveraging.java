package dev.rankine.engine.reference;

import dev.rankine.engine.AveragePool2dGeometry;

/** Visits every pair of an output of average pooling and an input in its window. */
final class ReferenceAveraging {
  /** What to do with one pair. */
  interface Visitor {
    /**
     * A pair.
     *
     * @param x index of the input element in the whole input
     * @param y index of the output element in the whole output
     * @param elements number of inputs in the window
     */
    void visit(int x, int y, int elements);
  }

  private ReferenceAveraging() {}

  static void forEach(AveragePool2dGeometry g, Visitor visitor) {
    int pixels = g.rows().extent() * g.columns().extent();
    int outputs = g.rows().count() * g.columns().count();
    for (int y = 0; y < g.planes() * outputs; y++) {
      int i = y % outputs / g.columns().count();
      int j = y % g.columns().count();
      int width = g.columns().to(j) - g.columns().from(j);
      int elements = (g.rows().to(i) - g.rows().from(i)) * width;
      for (int tap = 0; tap < elements; tap++) {
        int h = g.rows().from(i) + tap / width;
        int w = g.columns().from(j) + tap % width;
        visitor.visit(y / outputs * pixels + h * g.columns().extent() + w, y, elements);
      }
    }
  }
}
