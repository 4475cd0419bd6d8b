package dev.rankine.bench.work;

/**
 * 2×2 max-pooling or its gradient: x and dx (B, C, H, H), y, dy and argmax (B, C, H/2, H/2).
 *
 * @param backward whether it is dx from dy and argmax, or y and argmax from x
 * @param side H
 */
public record Pooling(boolean backward, int batch, int channels, int side) implements Workload {
  @Override
  public String name() {
    String shape = batch + "x" + channels + "x" + side + "x" + side;
    return "pool " + shape + (backward ? " backward" : " forward");
  }

  @Override
  public double flops() {
    return 0;
  }

  @Override
  public double bytes() {
    return 4.0 * (inputs() + 2 * outputs());
  }

  /** Elements of x. */
  public int inputs() {
    return batch * channels * side * side;
  }

  /** Elements of y. */
  public int outputs() {
    return inputs() / 4;
  }

  /** x, row-major. */
  public float[] x() {
    return Values.uniform(inputs(), 1);
  }

  /** dy, row-major. */
  public float[] dy() {
    return Values.uniform(outputs(), 2);
  }
}
