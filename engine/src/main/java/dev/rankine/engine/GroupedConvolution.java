package dev.rankine.engine;

/**
 * A convolution in groups as one convolution a group: its channels are copied together, and what
 * comes out is copied to where it belongs.
 */
public final class GroupedConvolution {
  private final Backend backend;
  private final Conv2dGeometry g;
  private final Conv2dGeometry part;

  /** The convolution g on a backend. */
  public GroupedConvolution(Backend backend, Conv2dGeometry g) {
    this.backend = backend;
    this.g = g;
    this.part = g.group();
  }

  /** {@link Backend#conv2d}. */
  public void forward(Tensor x, Tensor w, Tensor out) {
    try (Scope scope = Scope.on(backend)) {
      Tensor in = scope.tensor(part.inputShape());
      Tensor y = scope.tensor(part.outputShape());
      for (int group = 0; group < g.window().groups(); group++) {
        backend.copy(channels(x, group), whole(in));
        backend.conv2d(part, in, weights(w, group), y);
        backend.copy(whole(y), channels(out, group));
      }
    }
  }

  /** {@link Backend#conv2dInputGradient}. */
  public void inputGradient(Tensor dy, Tensor w, Tensor dx) {
    try (Scope scope = Scope.on(backend)) {
      Tensor upstream = scope.tensor(part.outputShape());
      Tensor gradient = scope.tensor(part.inputShape());
      for (int group = 0; group < g.window().groups(); group++) {
        backend.copy(channels(dy, group), whole(upstream));
        backend.conv2dInputGradient(part, upstream, weights(w, group), gradient);
        backend.copy(whole(gradient), channels(dx, group));
      }
    }
  }

  /** {@link Backend#conv2dWeightGradient}. */
  public void weightGradient(Tensor x, Tensor dy, Tensor dw) {
    try (Scope scope = Scope.on(backend)) {
      Tensor in = scope.tensor(part.inputShape());
      Tensor upstream = scope.tensor(part.outputShape());
      for (int group = 0; group < g.window().groups(); group++) {
        backend.copy(channels(x, group), whole(in));
        backend.copy(channels(dy, group), whole(upstream));
        backend.conv2dWeightGradient(part, in, upstream, weights(dw, group));
      }
    }
  }

  /** The group's channels of (B, C, H, W), an image a row. */
  private Matrix channels(Tensor x, int group) {
    int image = x.shape().product(1, 4);
    int width = image / g.window().groups();
    return new Matrix(x, x.size() == 0 ? 0 : group * width, g.batch(), width, image, false);
  }

  private Matrix whole(Tensor x) {
    return Matrix.of(x, g.batch(), x.shape().product(1, 4));
  }

  /** The group's part of (O, C / groups, kernelH, kernelW). */
  private Tensor weights(Tensor w, int group) {
    return w.slice(group * part.outChannels(), (group + 1) * part.outChannels());
  }
}
