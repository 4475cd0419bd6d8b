package dev.rankine.engine;

/**
 * The numbers of a two-dimensional convolution (cross-correlation, as in PyTorch), checked once.
 * Input (B, C, H, W), weight (O, C / groups, kernelH, kernelW), output (B, O, outH, outW) with
 *
 * <pre>out = floor((in + 2·padding − dilation·(kernel − 1) − 1) / stride) + 1</pre>
 */
public record Conv2dGeometry(
    int batch,
    int inChannels,
    int height,
    int width,
    int outChannels,
    int kernelH,
    int kernelW,
    Window window) {

  /**
   * How the kernel moves, the same for both axes.
   *
   * @param stride distance between neighbouring outputs, at least 1
   * @param padding zeros added on each side, at least 0
   * @param dilation distance between neighbouring taps, at least 1
   * @param groups parts of the channels, at least 1: outputs of a part see the inputs of that part
   */
  public record Window(int stride, int padding, int dilation, int groups) {
    /** Stride 1, no padding, no dilation, one group. */
    public static final Window DENSE = new Window(1, 0, 1);

    /** Checks the ranges. */
    public Window {
      if (stride < 1 || padding < 0 || dilation < 1 || groups < 1) {
        throw new ShapeException(
            "convolution window: stride "
                + stride
                + ", padding "
                + padding
                + ", dilation "
                + dilation
                + ", groups "
                + groups
                + ": stride, dilation and groups start at 1, padding at 0");
      }
    }

    /** One group. */
    public Window(int stride, int padding, int dilation) {
      this(stride, padding, dilation, 1);
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Window w
          && stride == w.stride
          && padding == w.padding
          && dilation == w.dilation
          && groups == w.groups;
    }

    @Override
    public int hashCode() {
      int hash = stride;
      hash = 31 * hash + padding;
      hash = 31 * hash + dilation;
      return 31 * hash + groups;
    }

    /** Output extent along one axis, possibly 0 or negative if the kernel does not fit. */
    int outExtent(int in, int kernel) {
      long reach = dilation * (kernel - 1L) + 1;
      long last = Math.floorDiv(in + 2L * padding - reach, (long) stride);
      return Math.clamp(last + 1, Integer.MIN_VALUE, Integer.MAX_VALUE);
    }
  }

  /** Checks that the groups divide the channels and at least one output exists. */
  public Conv2dGeometry {
    if (inChannels % window.groups() != 0 || outChannels % window.groups() != 0) {
      throw new ShapeException(
          "conv2d: "
              + inChannels
              + " input and "
              + outChannels
              + " output channels do not fall into "
              + window.groups()
              + " groups; choose a number that divides both");
    }
    if (kernelH < 1
        || kernelW < 1
        || window.outExtent(height, kernelH) < 1
        || window.outExtent(width, kernelW) < 1) {
      throw ShapeException.of(
          "conv2d",
          "a kernel of "
              + kernelH
              + "x"
              + kernelW
              + " with "
              + window
              + " has no output on "
              + height
              + "x"
              + width,
          "enlarge the padding or the image",
          Shape.of(batch, inChannels, height, width),
          Shape.of(outChannels, inChannels / window.groups(), kernelH, kernelW));
    }
  }

  /**
   * The geometry of input {@code x} (B, C, H, W) under weight {@code w} (O, C / groups, kernelH,
   * kernelW).
   *
   * @throws ShapeException if ranks or channels do not fit, or there is no output
   */
  public static Conv2dGeometry of(Shape x, Shape w, Window window) {
    int groups = window.groups();
    if (x.rank() != 4 || w.rank() != 4 || x.dim(1) != w.dim(1) * groups) {
      String channels = groups == 1 ? "C" : "C / " + groups;
      throw ShapeException.of(
          "conv2d",
          "input (B, C, H, W) and weight (O, "
              + channels
              + ", kernelH, kernelW) with the same C are needed",
          "reshape the input, or build the layer for its channels",
          x,
          w);
    }
    return new Conv2dGeometry(
        x.dim(0), x.dim(1), x.dim(2), x.dim(3), w.dim(0), w.dim(2), w.dim(3), window);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Conv2dGeometry c
        && batch == c.batch
        && inChannels == c.inChannels
        && height == c.height
        && width == c.width
        && outChannels == c.outChannels
        && kernelH == c.kernelH
        && kernelW == c.kernelW
        && window.equals(c.window);
  }

  @Override
  public int hashCode() {
    int hash = batch;
    hash = 31 * hash + inChannels;
    hash = 31 * hash + height;
    hash = 31 * hash + width;
    hash = 31 * hash + outChannels;
    hash = 31 * hash + kernelH;
    hash = 31 * hash + kernelW;
    return 31 * hash + window.hashCode();
  }

  /** Height of the output. */
  public int outH() {
    return window.outExtent(height, kernelH);
  }

  /** Width of the output. */
  public int outW() {
    return window.outExtent(width, kernelW);
  }

  /** Length of a forward contraction: kernelH·kernelW·C / groups. */
  public int taps() {
    return kernelH * kernelW * (inChannels / window.groups());
  }

  /** The convolution of one group by itself. */
  public Conv2dGeometry group() {
    return new Conv2dGeometry(
        batch,
        inChannels / window.groups(),
        height,
        width,
        outChannels / window.groups(),
        kernelH,
        kernelW,
        new Window(window.stride(), window.padding(), window.dilation()));
  }

  /** (B, C, H, W). */
  public Shape inputShape() {
    return Shape.of(batch, inChannels, height, width);
  }

  /** (O, C / groups, kernelH, kernelW). */
  public Shape weightShape() {
    return Shape.of(outChannels, inChannels / window.groups(), kernelH, kernelW);
  }

  /** (B, O, outH, outW). */
  public Shape outputShape() {
    return Shape.of(batch, outChannels, outH(), outW());
  }

  /**
   * Images per group of a weight or bias gradient: the smallest power of two with images·outH·outW
   * ≥ 1024, see NUMERICS.md. Groups of different layers therefore nest.
   */
  public int imagesPerGroup() {
    long fewest = Math.ceilDiv(1024L, (long) outH() * outW());
    return fewest == 1 ? 1 : Integer.highestOneBit((int) fewest - 1) * 2;
  }
}
