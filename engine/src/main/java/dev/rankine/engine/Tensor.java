package dev.rankine.engine;

/**
 * Real numbers in a shape, contiguous and row-major; images are NCHW (batch, channels, height,
 * width). float32, or float64 on the reference backend.
 *
 * <p>A value: its public methods never change it. {@link #reshape} and {@link #slice} are views of
 * the same memory, everything else copies. What fills it is a {@link Backend}, which writes to the
 * {@code out} arguments of its methods.
 */
public final class Tensor extends NdArray {
  private static final ThreadLocal<double[]> ONE = ThreadLocal.withInitial(() -> new double[1]);

  Tensor(Shape shape, Storage storage, int offset) {
    super(shape, storage, offset);
  }

  /** Uninitialised memory outside any scope: the garbage collector frees it. */
  public static Tensor allocate(Backend backend, Shape shape) {
    return new Tensor(shape, backend.allocate(Storage.Type.REAL, shape.size()), 0);
  }

  /**
   * A tensor with these values, row-major, outside any scope.
   *
   * @throws ShapeException if their number is not {@code shape.size()}
   */
  public static Tensor of(Backend backend, Shape shape, float... values) {
    Tensor tensor = allocate(backend, shape);
    backend.upload(values, tensor);
    return tensor;
  }

  /** As {@link #of(Backend, Shape, float...)}; float32 backends round to nearest. */
  public static Tensor of(Backend backend, Shape shape, double... values) {
    Tensor tensor = allocate(backend, shape);
    backend.upload(values, tensor);
    return tensor;
  }

  /** A tensor of zeros outside any scope. */
  public static Tensor zeros(Backend backend, Shape shape) {
    Tensor tensor = allocate(backend, shape);
    backend.fill(0, tensor);
    return tensor;
  }

  /**
   * A view of the same elements in another shape.
   *
   * @throws ShapeException if the number of elements differs
   */
  public Tensor reshape(Shape shape) {
    return new Tensor(requireSameSize(shape), storage(), offset());
  }

  /** As {@link #reshape(Shape)}. */
  public Tensor reshape(int... dims) {
    return reshape(Shape.of(dims));
  }

  /**
   * A view of rows {@code from} (inclusive) to {@code to} (exclusive) of the leading axis.
   *
   * @throws ShapeException if they do not lie in it
   */
  public Tensor slice(int from, int to) {
    int start = sliceOffset(from, to);
    return new Tensor(shape().with(0, to - from), storage(), start);
  }

  /** A copy in single precision, row-major. */
  public float[] toFloats() {
    float[] values = new float[size()];
    backend().download(this, values);
    return values;
  }

  /** A copy in double precision, row-major. */
  public double[] toDoubles() {
    double[] values = new double[size()];
    backend().download(this, values);
    return values;
  }

  /**
   * The value of a tensor with one element.
   *
   * @throws ShapeException if it has more or fewer
   */
  public double item() {
    if (size() != 1) {
      throw ShapeException.of("item", "it has " + size() + " elements", "reduce it first", shape());
    }
    double[] one = ONE.get();
    backend().download(this, one);
    return one[0];
  }
}
