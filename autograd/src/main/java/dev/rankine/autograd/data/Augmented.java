package dev.rankine.autograd.data;

import dev.rankine.engine.Philox;
import dev.rankine.engine.Shape;
import dev.rankine.engine.ShapeException;

/**
 * Images that are moved at random, anew in each epoch. What happens to an image follows from the
 * seed, the epoch and its index alone: neither the batch size, nor the order, nor threads matter.
 *
 * <p>An image is read between its pixels by bilinear interpolation, and is 0 outside.
 */
public final class Augmented implements HostRows {
  /** Streams of images lie above those of other purposes: epoch in the high half, from 1 up. */
  private static final int EPOCH_BITS = 32;

  private final byte[] images;
  private final Shape all;
  private final double divisor;
  private final Augmentation movement;
  private final long seed;

  /**
   * Images as unsigned bytes.
   *
   * @param images row-major; used and not copied
   * @param shape (N, C, H, W)
   * @param divisor of each pixel: 255 makes 0 … 1
   * @throws ShapeException if the bytes are not of this shape, or it has not four axes
   */
  public Augmented(byte[] images, Shape shape, double divisor, Augmentation movement, long seed) {
    if (shape.rank() != 4 || shape.size() != images.length) {
      throw ShapeException.of(
          "augmented images",
          "there are " + images.length + " bytes",
          "give the images' shape (N, C, H, W)",
          shape);
    }
    this.images = images;
    this.all = shape;
    this.divisor = divisor;
    this.movement = movement;
    this.seed = seed;
  }

  @Override
  public int count() {
    return all.dim(0);
  }

  @Override
  public Shape shape() {
    return Shape.of(all.dim(1), all.dim(2), all.dim(3));
  }

  @Override
  public boolean fixed() {
    return false;
  }

  @Override
  public void write(int epoch, int index, float[] out, int at) {
    int height = all.dim(2);
    int width = all.dim(3);
    int plane = height * width;
    double[] y = new double[plane];
    double[] x = new double[plane];
    for (int i = 0; i < plane; i++) {
      y[i] = i / width;
      x[i] = i % width;
    }
    Philox random = new Philox(seed, ((long) epoch << EPOCH_BITS) | index);
    movement.move(random, height, width, y, x);
    for (int channel = 0; channel < all.dim(1); channel++) {
      int from = (index * all.dim(1) + channel) * plane;
      for (int i = 0; i < plane; i++) {
        out[at + channel * plane + i] = (float) (read(from, y[i], x[i]) / divisor);
      }
    }
  }

  private double read(int from, double y, double x) {
    double top = Math.floor(y);
    double left = Math.floor(x);
    double down = y - top;
    double right = x - left;
    double above = (1 - right) * pixel(from, top, left) + right * pixel(from, top, left + 1);
    double below =
        (1 - right) * pixel(from, top + 1, left) + right * pixel(from, top + 1, left + 1);
    return (1 - down) * above + down * below;
  }

  private int pixel(int from, double y, double x) {
    boolean inside = y >= 0 && y < all.dim(2) && x >= 0 && x < all.dim(3);
    return inside ? images[from + (int) y * all.dim(3) + (int) x] & 0xff : 0;
  }
}
