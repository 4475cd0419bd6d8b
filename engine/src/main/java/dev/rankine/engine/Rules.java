package dev.rankine.engine;

import java.util.List;

/**
 * The shape rules of the {@link Backend} primitives, stated once for all backends. Each method
 * throws {@link ShapeException} with the op, the shapes, the rule and the fix; kernels behind it
 * assume that everything fits.
 */
public final class Rules {
  private Rules() {}

  /** An array lives on this backend. */
  public static void owned(String op, Backend backend, NdArray array) {
    if (array.backend() != backend) {
      throw new ShapeException(
          op
              + ": "
              + array
              + " was given to backend "
              + backend.name()
              + ": all operands must live on one backend; download and upload it");
    }
  }

  /** As {@link #owned(String, Backend, NdArray)}, for each. */
  public static void owned(String op, Backend backend, NdArray a, NdArray b) {
    owned(op, backend, a);
    owned(op, backend, b);
  }

  /** As {@link #owned(String, Backend, NdArray)}, for each. */
  public static void owned(String op, Backend backend, NdArray a, NdArray b, NdArray c) {
    owned(op, backend, a, b);
    owned(op, backend, c);
  }

  /** As {@link #owned(String, Backend, NdArray)}, for each. */
  public static void owned(String op, Backend backend, NdArray a, NdArray b, NdArray c, NdArray d) {
    owned(op, backend, a, b, c);
    owned(op, backend, d);
  }

  /** A host array and a device array have the same number of elements. */
  public static void transfer(String op, int values, NdArray array) {
    if (values != array.size()) {
      throw ShapeException.of(
          op,
          values + " values for " + array.size() + " elements",
          "pass exactly as many values as the shape has elements",
          array.shape());
    }
  }

  /** Two operands have exactly the same shape. */
  public static void same(String op, NdArray a, NdArray b) {
    if (!a.shape().equals(b.shape())) {
      throw misfit(op, "the shapes must be equal", a, b);
    }
  }

  /** An array has exactly this shape. */
  public static void exactly(String op, Shape expected, NdArray actual) {
    if (!expected.equals(actual.shape())) {
      throw ShapeException.of(
          op,
          "an operand is " + actual.shape() + " where " + expected + " is needed",
          "allocate or reshape it to " + expected,
          actual.shape());
    }
  }

  /** {@link Backend#copy}. */
  public static void copy(Matrix x, Matrix out) {
    if (!x.shape().equals(out.shape())) {
      throw ShapeException.of(
          "copy",
          "the views must have one shape",
          "transpose or narrow one",
          x.shape(),
          out.shape());
    }
  }

  /** {@link Backend#gather}. */
  public static void gather(NdArray table, Indices rows, NdArray out) {
    boolean fits =
        table.shape().rank() >= 1
            && rows.shape().rank() == 1
            && out.shape().rank() == table.shape().rank()
            && out.shape().equals(table.shape().with(0, rows.size()));
    if (!fits) {
      throw misfit("gather", "(N, …) by rows (M) gives (M, …)", table, rows, out);
    }
  }

  /** {@link Backend#scatterAddInPlace}. */
  public static void scatterAdd(Tensor x, Indices rows, Tensor out) {
    boolean fits =
        x.shape().rank() >= 1
            && rows.shape().rank() == 1
            && out.shape().rank() == x.shape().rank()
            && x.shape().equals(out.shape().with(0, rows.size()));
    if (!fits) {
      throw misfit("scatter_add", "(M, …) by rows (M) goes into (N, …)", x, rows, out);
    }
  }

  /** Softmax, its logarithm and their gradients. */
  public static void overAxes(
      String op, Backend backend, Tensor x, Tensor y, int[] axes, Tensor out) {
    owned(op, backend, x, y, out);
    same(op, x, y);
    same(op, x, out);
    reduced(x.shape(), axes);
  }

  /** {@link Backend#logSumExp}. */
  public static void logSumExp(Backend backend, Tensor x, int[] axes, Tensor out) {
    owned("logsumexp", backend, x, out);
    reduce(Reduction.MAX, x, axes, out);
  }

  /** {@link Backend#logSumExpGradient}. */
  public static void logSumExp(
      Backend backend, Tensor x, int[] axes, Tensor y, Tensor dy, Tensor dx) {
    logSumExp(backend, x, axes, y);
    logSumExp(backend, dx, axes, dy);
    same("logsumexp", x, dx);
  }

  /** Normalisations: x and y alike, and what there is of each group. */
  public static void normalized(
      String op, Backend backend, Tensor x, Tensor y, int[] axes, Tensor... ofGroups) {
    overAxes(op, backend, x, x, axes, y);
    Shape kept = reduced(x.shape(), axes);
    for (Tensor each : ofGroups) {
      owned(op, backend, each);
      exactly(op, kept, each);
    }
  }

  /** {@link Backend#averagePool2d} and its gradient. */
  public static void averagePool2d(AveragePool2dGeometry geometry, Tensor x, Tensor y) {
    Shape in = x.shape();
    boolean fits =
        in.rank() == 4
            && in.dim(0) * in.dim(1) == geometry.planes()
            && in.dim(2) == geometry.rows().extent()
            && in.dim(3) == geometry.columns().extent()
            && y.shape()
                .equals(in.with(2, geometry.rows().count()).with(3, geometry.columns().count()));
    if (!fits) {
      throw misfit("avg_pool2d", "they must be what " + geometry + " says", x, y);
    }
  }

  /** An index lies in 0 … extent − 1. */
  public static int index(String op, int index, int extent) {
    if (index < 0 || index >= extent) {
      throw new IndexOutOfBoundsException(
          op
              + ": index "
              + index
              + " is not in 0 … "
              + (extent - 1)
              + "; check the labels or rows");
    }
    return index;
  }

  /** Row numbers that all lie in 0 … extent − 1, as a copy. */
  public static int[] rows(String op, Indices rows, int extent) {
    int[] index = rows.toInts();
    indices(op, index, 0, index.length, extent);
    return index;
  }

  /** Elements {@code from} to {@code from + count − 1} lie in 0 … extent − 1. */
  public static void indices(String op, int[] values, int from, int count, int extent) {
    for (int i = from; i < from + count; i++) {
      index(op, values[i], extent);
    }
  }

  /** {@link Backend#gemm}. */
  public static void gemm(Matrix a, Matrix b, Matrix c) {
    if (a.columns() != b.rows()) {
      throw ShapeException.of(
          "gemm",
          "inner extents are " + a.columns() + " and " + b.rows() + ", they must be equal",
          "transpose one operand",
          a.shape(),
          b.shape());
    }
    if (c.rows() != a.rows() || c.columns() != b.columns() || c.transposed()) {
      throw ShapeException.of(
          "gemm",
          "the result is " + a.rows() + "x" + b.columns() + " and not transposed",
          "allocate c to that shape",
          a.shape(),
          b.shape(),
          c.shape());
    }
  }

  /** {@link Backend#gemm} with an epilogue. */
  public static void gemm(Matrix a, Matrix b, Matrix c, Epilogue epilogue) {
    gemm(a, b, c);
    exactly("gemm bias", Shape.of(c.columns()), epilogue.bias());
  }

  /** {@link Backend#gemm} of batches. */
  public static void gemm(MatrixBatch a, MatrixBatch b, MatrixBatch c) {
    if (a.count() != c.count() || b.count() != c.count() || !c.isDisjoint()) {
      throw ShapeException.of(
          "gemm of batches",
          a.count() + ", " + b.count() + " and " + c.count() + " matrices, those of c disjoint",
          "give a, b and c the same count, repeating with stride 0 what all share",
          a.first().shape(),
          b.first().shape(),
          c.first().shape());
    }
    if (c.count() > 0) {
      gemm(a.first(), b.first(), c.first());
    }
  }

  /** The three convolutions. */
  public static void conv2d(Conv2dGeometry geometry, Tensor x, Tensor w, Tensor y) {
    exactly("conv2d input", geometry.inputShape(), x);
    exactly("conv2d weight", geometry.weightShape(), w);
    exactly("conv2d output", geometry.outputShape(), y);
  }

  /** {@link Backend#convBlocks} and its gradient. */
  public static void convBlocks(
      Backend backend,
      ConvBlocks blocks,
      Tensor x,
      List<Tensor> weights,
      List<Tensor> biases,
      Tensor y) {
    List<Conv2dGeometry> convolutions = blocks.convolutions();
    if (weights.size() != convolutions.size() || biases.size() != convolutions.size()) {
      throw new ShapeException(
          "conv_blocks: "
              + convolutions.size()
              + " blocks, "
              + weights.size()
              + " weights and "
              + biases.size()
              + " biases: pass one of each per block");
    }
    owned("conv_blocks", backend, x, y);
    exactly("conv_blocks input", blocks.inputShape(), x);
    exactly("conv_blocks output", blocks.outputShape(), y);
    for (int i = 0; i < convolutions.size(); i++) {
      owned("conv_blocks", backend, weights.get(i), biases.get(i));
      exactly("conv_blocks weight", i, convolutions.get(i).weightShape(), weights.get(i));
      Shape bias = Shape.of(convolutions.get(i).outChannels());
      exactly("conv_blocks bias", i, bias, biases.get(i));
    }
  }

  private static void exactly(String op, int which, Shape expected, NdArray actual) {
    if (!expected.equals(actual.shape())) {
      exactly(op + " " + which, expected, actual);
    }
  }

  /** {@link Backend#conv2dBiasGradient}. */
  public static void conv2dBias(Conv2dGeometry geometry, Tensor dy, Tensor db) {
    exactly("conv2d output", geometry.outputShape(), dy);
    exactly("conv2d bias", Shape.of(geometry.outChannels()), db);
  }

  /** {@link Backend#maxPool2d} and its gradient. */
  public static void maxPool2d(Pool2dGeometry geometry, NdArray x, NdArray y, NdArray argmax) {
    Shape in = x.shape();
    boolean fits =
        in.rank() == 4
            && in.dim(0) * in.dim(1) == geometry.planes()
            && in.dim(2) == geometry.height()
            && in.dim(3) == geometry.width()
            && y.shape().equals(in.with(2, geometry.outH()).with(3, geometry.outW()));
    if (!fits) {
      throw misfit("max_pool2d", "they must be what " + geometry + " says", x, y);
    }
    same("max_pool2d", y, argmax);
  }

  /** {@link Backend#zip}. */
  public static void zip(Binary f, Tensor a, Tensor b, Tensor out) {
    Shape result = Shape.broadcast(a.shape(), b.shape());
    if (!result.equals(out.shape())) {
      exactly(f + " output", result, out);
    }
    boolean alias =
        a.storage() == out.storage() && a.size() != out.size()
            || b.storage() == out.storage() && b.size() != out.size();
    if (alias) {
      throw misfit(f.toString(), "a broadcast operand cannot also be the output", a, b, out);
    }
  }

  /** {@link Backend#reduce}. */
  public static void reduce(Reduction f, Tensor x, int[] axes, Tensor out) {
    exactlySize(f, reduced(x.shape(), axes), out);
  }

  /**
   * The shape of a reduction with the reduced axes kept at extent 1.
   *
   * @throws ShapeException if the axes are not ascending or not there, or are some of more than 64
   */
  public static Shape reduced(Shape shape, int[] axes) {
    if (shape.rank() > Long.SIZE) {
      throw ShapeException.of(
          "reduce", "it has more than 64 axes", "reshape it, so that neighbours are one", shape);
    }
    int previous = -1;
    for (int axis : axes) {
      if (axis <= previous || axis >= shape.rank()) {
        throw ShapeException.of(
            "reduce",
            "axes " + java.util.Arrays.toString(axes) + " are not ascending axes of it",
            "list each axis once, ascending, from 0",
            shape);
      }
      previous = axis;
    }
    return shape.collapsed(axes);
  }

  private static void exactlySize(Reduction f, Shape kept, Tensor out) {
    Shape actual = out.shape();
    int at = 0;
    boolean fits = true;
    for (int axis = 0; axis < kept.rank(); axis++) {
      if (kept.dim(axis) != 1) {
        at = skipOnes(actual, at);
        fits &= at < actual.rank() && actual.dim(at++) == kept.dim(axis);
      }
    }
    if (!fits || skipOnes(actual, at) != actual.rank()) {
      throw ShapeException.of(
          "reduce " + f,
          "the result is " + kept + ", with or without its reduced axes",
          "allocate it to that shape",
          out.shape());
    }
  }

  private static int skipOnes(Shape shape, int axis) {
    int at = axis;
    while (at < shape.rank() && shape.dim(at) == 1) {
      at++;
    }
    return at;
  }

  /** {@link Backend#argmax}. */
  public static void argmax(Tensor x, Indices out) {
    boolean fits =
        x.shape().rank() == 2
            && x.shape().dim(1) > 0
            && out.shape().equals(Shape.of(x.shape().dim(0)));
    if (!fits) {
      throw misfit("argmax", "(B, C) with C > 0 gives (B)", x, out);
    }
  }

  /** {@link Backend#softmaxCrossEntropy} and its gradient. */
  public static void softmaxCrossEntropy(
      Tensor logits, Indices labels, Tensor loss, Tensor probabilities) {
    boolean fits =
        logits.shape().rank() == 2
            && logits.shape().dim(0) > 0
            && logits.shape().dim(1) > 0
            && labels.shape().equals(Shape.of(logits.shape().dim(0)));
    if (!fits) {
      throw misfit(
          "softmax_cross_entropy", "logits (B, C) and labels (B) are needed", logits, labels);
    }
    exactly("softmax_cross_entropy loss", Shape.SCALAR, loss);
    exactly("softmax_cross_entropy probabilities", logits.shape(), probabilities);
  }

  static ShapeException misfit(String op, String rule, NdArray... operands) {
    Shape[] shapes = new Shape[operands.length];
    for (int i = 0; i < shapes.length; i++) {
      shapes[i] = operands[i].shape();
    }
    return ShapeException.of(op, rule, "reshape the operands to match", shapes);
  }
}
