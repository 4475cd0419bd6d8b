package dev.rankine.engine;

/**
 * The numbers of a two-dimensional average pooling without padding: input (B, C, H, W), output (B,
 * C, outH, outW), where a window is the product of a stretch of rows and a stretch of columns.
 *
 * @param planes B·C
 */
public record AveragePool2dGeometry(int planes, Windows rows, Windows columns) {
  /**
   * Stretches of one axis.
   *
   * @param extent of the input
   * @param count of the stretches, the extent of the output
   * @param kernel length of each stretch; 0 where stretch i covers floor(i·extent/count) to
   *     ceil((i+1)·extent/count), so that all of them together cover the axis
   * @param stride from one stretch to the next; not used where the kernel is 0
   */
  public record Windows(int extent, int count, int kernel, int stride) {
    /** Checks that there is a stretch, and that each has elements and lies on the axis. */
    public Windows {
      boolean some = count > 0 && kernel >= 0 && (kernel == 0 || stride > 0);
      boolean fits =
          some && (kernel == 0 ? count <= extent : (count - 1L) * stride + kernel <= extent);
      if (!fits) {
        throw new ShapeException(
            "avg_pool2d windows: "
                + count
                + " of length "
                + kernel
                + ", stride "
                + stride
                + ", on an axis of "
                + extent
                + ": at least one must be there and each must lie on it; take fewer or shorter ones");
      }
    }

    /** First position of a stretch. */
    public int from(int i) {
      return kernel > 0 ? i * stride : (int) ((long) i * extent / count);
    }

    /** Position behind the last of a stretch. */
    public int to(int i) {
      return kernel > 0 ? i * stride + kernel : (int) Math.ceilDiv((i + 1L) * extent, count);
    }
  }

  /**
   * Square windows of one size over an input (B, C, H, W), {@code out = floor((in − kernel) /
   * stride) + 1}.
   *
   * @throws ShapeException if the rank is not 4 or the kernel does not fit
   */
  public static AveragePool2dGeometry of(Shape x, int kernel, int stride) {
    requireImages(x);
    if (kernel < 1 || stride < 1 || kernel > x.dim(2) || kernel > x.dim(3)) {
      throw ShapeException.of(
          "avg_pool2d",
          "kernel " + kernel + ", stride " + stride + ": both start at 1 and the kernel must fit",
          "enlarge the image or shrink the kernel",
          x);
    }
    return new AveragePool2dGeometry(
        x.dim(0) * x.dim(1), fixed(x.dim(2), kernel, stride), fixed(x.dim(3), kernel, stride));
  }

  /**
   * As many windows as the output (B, C, outH, outW) needs, of nearly equal size.
   *
   * @throws ShapeException if the rank is not 4, or an output extent is less than 1 or more than
   *     the input's
   */
  public static AveragePool2dGeometry adaptive(Shape x, int outH, int outW) {
    requireImages(x);
    if (outH < 1 || outW < 1 || outH > x.dim(2) || outW > x.dim(3)) {
      throw ShapeException.of(
          "adaptive_avg_pool2d",
          "an output of "
              + outH
              + "x"
              + outW
              + ": it starts at 1x1 and ends at the input's extents",
          "choose a smaller output or a larger image",
          x);
    }
    return new AveragePool2dGeometry(
        x.dim(0) * x.dim(1), new Windows(x.dim(2), outH, 0, 0), new Windows(x.dim(3), outW, 0, 0));
  }

  private static void requireImages(Shape x) {
    if (x.rank() != 4) {
      throw ShapeException.of("avg_pool2d", "(B, C, H, W) is needed", "reshape the input", x);
    }
  }

  private static Windows fixed(int extent, int kernel, int stride) {
    return new Windows(extent, (extent - kernel) / stride + 1, kernel, stride);
  }
}
