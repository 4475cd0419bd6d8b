package dev.rankine.engine;

/**
 * The numbers of a two-dimensional pooling without padding: input (B, C, H, W), output (B, C, outH,
 * outW) with {@code out = floor((in − kernel) / stride) + 1}.
 */
public record Pool2dGeometry(int planes, int height, int width, int kernel, int stride) {
  /** Checks that at least one output exists. */
  public Pool2dGeometry {
    if (kernel < 1 || stride < 1 || kernel > height || kernel > width) {
      throw new ShapeException(
          "max_pool2d: kernel "
              + kernel
              + ", stride "
              + stride
              + " on "
              + height
              + "x"
              + width
              + ": both start at 1 and the kernel must fit; enlarge the image or shrink the kernel");
    }
  }

  /**
   * The geometry over an input (B, C, H, W).
   *
   * @throws ShapeException if the rank is not 4 or the kernel does not fit
   */
  public static Pool2dGeometry of(Shape x, int kernel, int stride) {
    if (x.rank() != 4) {
      throw ShapeException.of("max_pool2d", "(B, C, H, W) is needed", "reshape the input", x);
    }
    return new Pool2dGeometry(x.dim(0) * x.dim(1), x.dim(2), x.dim(3), kernel, stride);
  }

  /** Height of the output. */
  public int outH() {
    return (height - kernel) / stride + 1;
  }

  /** Width of the output. */
  public int outW() {
    return (width - kernel) / stride + 1;
  }
}
