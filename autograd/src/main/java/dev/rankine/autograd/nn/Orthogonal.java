package dev.rankine.autograd.nn;

import dev.rankine.engine.Backend;
import dev.rankine.engine.Philox;
import dev.rankine.engine.Shape;
import dev.rankine.engine.ShapeException;
import dev.rankine.engine.Tensor;
import dev.rankine.engine.linalg.Qr;
import java.util.Arrays;

/** Random matrices with orthonormal rows or columns. */
final class Orthogonal {
  private Orthogonal() {}

  /**
   * The Q of a matrix of standard normal numbers, drawn in row-major order of the tall one of the
   * matrix and its transpose. R's diagonal is not negative, which makes Q uniform.
   */
  static float[] draw(Shape shape, double gain, Philox random) {
    if (shape.rank() < 2) {
      throw ShapeException.of(
          "orthogonal", "rank 2 or more is needed", "choose another initial value", shape);
    }
    int rows = shape.dim(0);
    int columns = shape.product(1, shape.rank());
    boolean tall = rows >= columns;
    Shape drawn = tall ? Shape.of(rows, columns) : Shape.of(columns, rows);
    double[] normal = new double[shape.size()];
    Arrays.setAll(normal, i -> random.nextGaussian());
    Backend precise = Backend.named("reference");
    double[] q = Qr.of(Tensor.of(precise, drawn, normal)).q().toDoubles();
    float[] values = new float[q.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (gain * (tall ? q[i] : q[i % columns * rows + i / columns]));
    }
    return values;
  }
}
