package dev.rankine.autograd.op;

import static dev.rankine.autograd.op.Expect.gives;
import static dev.rankine.autograd.op.Expect.index;
import static dev.rankine.autograd.op.Expect.refuses;
import static dev.rankine.autograd.op.Expect.zeros;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import dev.rankine.autograd.Tape;
import dev.rankine.autograd.Var;
import dev.rankine.engine.Backend;
import dev.rankine.engine.Matrix;
import dev.rankine.engine.Philox;
import dev.rankine.engine.Shape;
import dev.rankine.engine.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Ops that move elements and products of batches: values by hand, and what is refused. */
class MovementTest {
  private static final double NAN = Double.NaN;
  private static final double INF = Double.POSITIVE_INFINITY;

  /** NaN, infinities and −0 move as they are. */
  @ParameterizedTest
  @ValueSource(strings = {"reference", "cpu"})
  void valuesByHand(String backend) {
    double[] x = {1, NAN, -0.0, 4, -INF, 6};
    Shape shape = Shape.of(2, 3);
    gives(backend, v -> v.permute(1, 0), x, shape, Shape.of(3, 2), 1, 4, NAN, -INF, -0.0, 6);
    gives(backend, v -> v.transpose(0, -1), x, shape, Shape.of(3, 2), 1, 4, NAN, -INF, -0.0, 6);
    gives(backend, v -> v.slice(-1, 1, 3), x, shape, Shape.of(2, 2), NAN, -0.0, -INF, 6);
    gives(backend, v -> SliceOp.of(v, 1, 0, 3, 2), x, shape, Shape.of(2, 2), 1, -0.0, 4, 6);
    gives(backend, v -> v.slice(0, 1, 1), x, shape, Shape.of(0, 3));
    int[] before = {0, 1};
    int[] after = {1, 0};
    Function<Var, Var> pad = v -> PadOp.of(v, before, after, -INF);
    Shape padded = Shape.of(3, 4);
    gives(
        backend, pad, x, shape, padded, -INF, 1, NAN, -0.0, -INF, 4, -INF, 6, -INF, -INF, -INF,
        -INF);
    Shape column = Shape.of(2, 1);
    gives(
        backend,
        v -> v.expand(2, 2, 2),
        new double[] {1, NAN},
        column,
        Shape.of(2, 2, 2),
        1,
        1,
        NAN,
        NAN,
        1,
        1,
        NAN,
        NAN);
    gives(
        backend,
        v -> Rearranging.stack(List.of(v, v), -1),
        new double[] {1, 2},
        Shape.of(2),
        Shape.of(2, 2),
        1,
        1,
        2,
        2);
    gives(
        backend,
        v -> GatherOp.of(v, index(v.tape(), 1, 0, 1, 1).reshape(Shape.of(2, 2))),
        new double[] {7, 8, NAN, 9},
        Shape.of(2, 2),
        Shape.of(2, 2, 2),
        NAN,
        9,
        7,
        8,
        NAN,
        9,
        NAN,
        9);
    gives(
        backend,
        v -> GatherAlongOp.of(v, -1, index(v.tape(), 2, 0).reshape(column)),
        x,
        shape,
        column,
        -0.0,
        4);
  }

  @Test
  void refusals() {
    refuses(
        "permute: (2, 3): it has no axis 2; count axes from 0, or from the innermost one, -1",
        t -> zeros(t, 2, 3).permute(0, 2));
    refuses(
        "permute: (2, 3): [0, 0] is not an order of its axes; list each axis once, counted from 0",
        t -> zeros(t, 2, 3).permute(0, 0));
    refuses(
        "permute: (2, 3): [] is not an order of its axes; list each axis once, counted from 0",
        t -> zeros(t, 2, 3).permute());
    refuses(
        "transpose: (2): it has no axis 1; count axes from 0, or from the innermost one, -1",
        t -> zeros(t, 2).transpose(0, 1));
    String slice =
        "are not there; choose an axis from 0, 0 <= from <= to <= its extent, and a step of 1 or"
            + " more";
    refuses(
        "slice: (2, 3): positions 0 to 4 by 1 of axis 1 " + slice,
        t -> zeros(t, 2, 3).slice(1, 0, 4));
    refuses(
        "slice: (2, 3): positions 2 to 1 by 1 of axis 1 " + slice,
        t -> zeros(t, 2, 3).slice(-1, 2, 1));
    refuses(
        "slice: (2, 3): positions 0 to 1 by 0 of axis 0 " + slice,
        t -> SliceOp.of(zeros(t, 2, 3), 0, 0, 1, 0));
    refuses(
        "slice: (): it has no axis 0; count axes from 0, or from the innermost one, -1",
        t -> zeros(t).slice(0, 0, 0));
    for (int[] bad : new int[][] {{1}, {-1, 0}, {0, 0, 0}}) {
      refuses(
          "pad: (2, 3): "
              + Arrays.toString(bad)
              + " before and [0, 0] after it; give one number for each axis, 0 or more",
          t -> PadOp.of(zeros(t, 2, 3), bad, new int[2], 0));
    }
    String expand =
        ": an axis keeps its extent, or has extent 1; new axes come first; reshape it, or choose a"
            + " shape that it broadcasts to";
    refuses("expand: (2) and (2, 3)" + expand, t -> zeros(t, 2).expand(2, 3));
    refuses("expand: (2, 3) and (3)" + expand, t -> zeros(t, 2, 3).expand(3));
    refuses("expand: (1, 2) and (4, 1)" + expand, t -> zeros(t, 1, 2).expand(4, 1));
  }

  @Test
  void refusalsOfStacksAndGathers() {
    refuses(
        "stack: no parts were given; at least one is needed", t -> Rearranging.stack(List.of(), 0));
    refuses(
        "stack: (2) and (3): all parts must have one shape; reshape them",
        t -> Rearranging.stack(List.of(zeros(t, 2), zeros(t, 3)), 0));
    refuses(
        "stack: (2): the result has no axis 2; count its 2 axes from 0, or from the innermost one,"
            + " -1",
        t -> Rearranging.stack(List.of(zeros(t, 2)), 2));
    refuses(
        "gather: index 2 is not in 0 … 1; check the labels or rows",
        t -> GatherOp.of(zeros(t, 2, 3), index(t, 0, 2)));
    refuses(
        "gather: index -1 is not in 0 … 1; check the labels or rows",
        t -> GatherOp.of(zeros(t, 2, 3), index(t, -1)));
    refuses(
        "gather: (): a table (N, …) is needed; reshape it to one axis or more",
        t -> GatherOp.of(zeros(t), index(t, 0)));
    refuses(
        "gather_along: index 3 is not in 0 … 2; check the labels or rows",
        t -> GatherAlongOp.of(zeros(t, 2, 3), 1, index(t, 0, 3).reshape(Shape.of(2, 1))));
    refuses(
        "gather_along: (2, 3) and (2) and (2): the shapes must be equal but for axis 1; reshape the"
            + " operands to match",
        t -> GatherAlongOp.of(zeros(t, 2, 3), 1, index(t, 0, 1)));
    refuses(
        "gather_along: (2, 3): it has no axis 2; count axes from 0, or from the innermost one, -1",
        t -> GatherAlongOp.of(zeros(t, 2, 3), 2, index(t, 0, 1)));
  }

  @Test
  void refusalsOfProducts() {
    String rule =
        ": (…, M, K) and (…, K, N) are needed; transpose the last two axes of one, or reshape a"
            + " vector to a matrix";
    refuses(
        "matmul: (2, 3, 4) and (2, 3, 4)" + rule, t -> zeros(t, 2, 3, 4).matmul(zeros(t, 2, 3, 4)));
    refuses("matmul: (2, 3, 4) and (4)" + rule, t -> zeros(t, 2, 3, 4).matmul(zeros(t, 4)));
    refuses(
        "broadcast: (2, 1, 1) and (3, 1, 1): axis -3 has extents 2 and 3, equal or 1 is needed;"
            + " reshape one operand",
        t -> zeros(t, 2, 3, 4).matmul(zeros(t, 3, 4, 5)));
  }

  /** Each product of a batch has the bits of that product alone. */
  @ParameterizedTest
  @ValueSource(strings = {"2,3", "1,3", "2,1", "3", "1"})
  void aBatchIsItsProducts(String leading) {
    int[] dims = Arrays.stream(leading.split(",")).mapToInt(Integer::parseInt).toArray();
    Backend backend = Backend.cpu();
    Philox random = new Philox(1, 1);
    Tensor a = normal(backend, random, 2, 3, 5, 9);
    int[] shape = Arrays.copyOf(dims, dims.length + 2);
    shape[dims.length] = 9;
    shape[dims.length + 1] = 7;
    Tensor b = normal(backend, random, shape);
    Shape all = Shape.of(2, 3, 9, 7);
    try (Tape tape = Tape.none(backend)) {
      Tensor repeated = ExpandOp.of(tape.constant(b), all).value();
      Tensor y = tape.constant(a).matmul(tape.constant(b)).value();
      Tensor one = tape.allocate(Shape.of(5, 7));
      for (int i = 0; i < 6; i++) {
        Matrix left = new Matrix(a, i * 45, 5, 9, 9, false);
        Matrix right = new Matrix(repeated, i * 63, 9, 7, 7, false);
        backend.gemm(1, left, right, 0, Matrix.of(one));
        Tensor batch = y.slice(i / 3, i / 3 + 1).reshape(3, 5, 7).slice(i % 3, i % 3 + 1);
        assertArrayEquals(one.toFloats(), batch.toFloats());
      }
    }
  }

  private static Tensor normal(Backend backend, Philox random, int... dims) {
    double[] values = new double[Shape.of(dims).size()];
    Arrays.setAll(values, i -> random.nextGaussian());
    return Tensor.of(backend, Shape.of(dims), values);
  }
}
