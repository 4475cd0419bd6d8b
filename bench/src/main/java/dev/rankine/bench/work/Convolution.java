package dev.rankine.bench.work;

import dev.rankine.engine.Conv2dGeometry;
import dev.rankine.engine.Shape;
import java.util.Locale;

/**
 * A 3×3 convolution with padding 1, or one of its gradients: x (B, C, H, H), w (O, C, 3, 3), y and
 * dy (B, O, H, H).
 *
 * @param side H
 */
public record Convolution(Stage stage, int batch, int in, int side, int out) implements Workload {
  /** What is computed. */
  public enum Stage {
    /** y from x and w. */
    FORWARD,
    /** dx from dy and w. */
    DX,
    /** dw from x and dy. */
    DW
  }

  private static final int KERNEL = 3;

  @Override
  public String name() {
    String shape = batch + "x" + in + "x" + side + "x" + side + "-" + out;
    return "conv " + shape + " " + stage.name().toLowerCase(Locale.ROOT);
  }

  @Override
  public double flops() {
    return 2.0 * batch * side * side * out * in * KERNEL * KERNEL;
  }

  @Override
  public double bytes() {
    return 4.0 * (geometry().inputShape().size() + weights() + geometry().outputShape().size());
  }

  private int weights() {
    return geometry().weightShape().size();
  }

  /** All its numbers. */
  public Conv2dGeometry geometry() {
    return geometry(batch);
  }

  /** The same for fewer images. */
  public Conv2dGeometry geometry(int images) {
    return Conv2dGeometry.of(
        Shape.of(images, in, side, side),
        Shape.of(out, in, KERNEL, KERNEL),
        new Conv2dGeometry.Window(1, 1, 1));
  }

  /** x, row-major. */
  public float[] x() {
    return Values.uniform(geometry().inputShape().size(), 1);
  }

  /** w, row-major. */
  public float[] w() {
    return Values.uniform(weights(), 2);
  }

  /** dy, row-major. */
  public float[] dy() {
    return Values.uniform(geometry().outputShape().size(), 3);
  }
}
