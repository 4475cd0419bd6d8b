package dev.rankine.engine;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rankine.engine.Conv2dGeometry.Window;
import dev.rankine.engine.reference.ReferenceBackend;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** Each rule: what passes, and that a refusal names the op, the shapes and the fix. */
class RulesTest {
  private final Backend backend = new ReferenceBackend();

  private Tensor real(int... dims) {
    return Tensor.allocate(backend, Shape.of(dims));
  }

  private Indices index(int... dims) {
    return Indices.allocate(backend, Shape.of(dims));
  }

  private static void refused(Executable call, String... parts) {
    String message = assertThrows(ShapeException.class, call).getMessage();
    for (String part : parts) {
      assertTrue(message.contains(part), () -> "'" + message + "' lacks '" + part + "'");
    }
  }

  @Test
  void owned() {
    Backend other = new ReferenceBackend();
    assertDoesNotThrow(() -> Rules.owned("add", backend, real(2), index(3)));
    refused(
        () -> Rules.owned("add", other, real(2, 3)),
        "add: ",
        "Tensor(2, 3) on reference",
        "download and upload");
  }

  @Test
  void transfer() {
    assertDoesNotThrow(() -> Rules.transfer("upload", 6, real(2, 3)));
    refused(
        () -> Rules.transfer("upload", 5, real(2, 3)),
        "upload: (2, 3): ",
        "5 values for 6 elements",
        "; pass exactly");
  }

  @Test
  void same() {
    assertDoesNotThrow(() -> Rules.same("sgd", real(2, 3), real(2, 3)));
    refused(
        () -> Rules.same("sgd", real(2, 3), real(3, 2)),
        "sgd: (2, 3) and (3, 2): ",
        "must be equal",
        "; reshape");
  }

  @Test
  void exactly() {
    assertDoesNotThrow(() -> Rules.exactly("loss", Shape.SCALAR, real()));
    refused(
        () -> Rules.exactly("loss", Shape.SCALAR, real(1)),
        "loss: (1): ",
        "an operand is (1) where () is needed",
        "; allocate or reshape");
  }

  @Test
  void copy() {
    Matrix x = Matrix.of(real(2, 3));
    assertDoesNotThrow(() -> Rules.copy(x, Matrix.of(real(3, 2)).transpose()));
    refused(() -> Rules.copy(x, x.transpose()), "copy: (2, 3) and (3, 2): ", "; transpose");
  }

  @Test
  void gather() {
    assertDoesNotThrow(() -> Rules.gather(real(5, 3), index(2), real(2, 3)));
    assertDoesNotThrow(() -> Rules.gather(index(5), index(0), index(0)));
    refused(
        () -> Rules.gather(real(5, 3), index(2), real(2, 4)),
        "gather: (5, 3) and (2) and (2, 4): ",
        "(M, …)",
        "; reshape");
    refused(() -> Rules.gather(real(5, 3), index(2, 1), real(2, 3)), "gather: ");
    refused(() -> Rules.gather(real(), index(1), real()), "gather: ");
    refused(() -> Rules.gather(real(5, 3), index(2), real(6)), "gather: ");
  }

  @Test
  void scatterAdd() {
    assertDoesNotThrow(() -> Rules.scatterAdd(real(2, 3), index(2), real(5, 3)));
    refused(
        () -> Rules.scatterAdd(real(2, 3), index(3), real(5, 3)),
        "scatter_add: (2, 3) and (3) and (5, 3): ",
        "goes into (N, …)",
        "; reshape");
    refused(() -> Rules.scatterAdd(real(2, 3), index(2), real(15)), "scatter_add: ");
  }

  @Test
  void indices() {
    assertEquals(0, Rules.index("label", 0, 3));
    assertEquals(2, Rules.index("label", 2, 3));
    for (int wrong : new int[] {-1, 3}) {
      var thrown =
          assertThrows(IndexOutOfBoundsException.class, () -> Rules.index("label", wrong, 3));
      assertEquals(
          "label: index " + wrong + " is not in 0 … 2; check the labels or rows",
          thrown.getMessage());
    }
  }

  @Test
  void gemm() {
    Matrix a = Matrix.of(real(2, 3));
    Matrix b = Matrix.of(real(3, 4));
    assertDoesNotThrow(() -> Rules.gemm(a, b, Matrix.of(real(2, 4))));
    refused(
        () -> Rules.gemm(a, b.transpose(), Matrix.of(real(2, 3))),
        "gemm: (2, 3) and (4, 3): ",
        "3 and 4",
        "; transpose one operand");
    refused(
        () -> Rules.gemm(a, b, Matrix.of(real(4, 2))),
        "gemm: (2, 3) and (3, 4) and (4, 2): ",
        "2x4",
        "; allocate c");
    refused(() -> Rules.gemm(a, b, Matrix.of(real(2, 5))), "2x4");
    refused(() -> Rules.gemm(a, b, Matrix.of(real(4, 2)).transpose()), "not transposed");
    Matrix c = Matrix.of(real(2, 4));
    assertDoesNotThrow(() -> Rules.gemm(a, b, c, new Epilogue(real(4), true)));
    refused(
        () -> Rules.gemm(a, b, c, new Epilogue(real(2), false)),
        "gemm bias: (2): ",
        "(4) is needed",
        "; allocate or reshape");
    MatrixBatch two = MatrixBatch.of(real(2, 2, 3));
    MatrixBatch one = new MatrixBatch(b, 2, 0);
    MatrixBatch out = MatrixBatch.of(real(2, 2, 4));
    assertDoesNotThrow(() -> Rules.gemm(two, one, out));
    refused(() -> Rules.gemm(two, MatrixBatch.of(real(3, 3, 4)), out), "2, 3 and 2 matrices");
    refused(() -> Rules.gemm(two, one, new MatrixBatch(c, 2, 0)), "those of c disjoint");
    refused(() -> Rules.gemm(two, two, out), "gemm");
    refused(() -> MatrixBatch.of(real(3)), "rank 2 or more");
    refused(() -> new MatrixBatch(b, 2, 1), "2 of (3, 4), 1 elements apart, leave it");
  }

  @Test
  void conv2d() {
    Conv2dGeometry g = Conv2dGeometry.of(Shape.of(2, 1, 5, 5), Shape.of(3, 1, 2, 2), Window.DENSE);
    Tensor x = real(2, 1, 5, 5);
    Tensor w = real(3, 1, 2, 2);
    Tensor y = real(2, 3, 4, 4);
    assertDoesNotThrow(() -> Rules.conv2d(g, x, w, y));
    refused(
        () -> Rules.conv2d(g, y, w, y),
        "conv2d input: (2, 3, 4, 4): ",
        "(2, 1, 5, 5) is needed",
        "; allocate or reshape");
    refused(() -> Rules.conv2d(g, x, x, y), "conv2d weight: ", "(3, 1, 2, 2) is needed");
    refused(() -> Rules.conv2d(g, x, w, x), "conv2d output: ", "(2, 3, 4, 4) is needed");
  }

  @Test
  void maxPool2d() {
    Pool2dGeometry g = new Pool2dGeometry(6, 4, 6, 2, 2);
    Tensor x = real(2, 3, 4, 6);
    assertDoesNotThrow(() -> Rules.maxPool2d(g, x, real(2, 3, 2, 3), index(2, 3, 2, 3)));
    refused(
        () -> Rules.maxPool2d(g, x, real(2, 3, 3, 2), index(2, 3, 3, 2)),
        "max_pool2d: (2, 3, 4, 6) and (2, 3, 3, 2): ",
        "Pool2dGeometry[planes=6",
        "; reshape");
    refused(
        () -> Rules.maxPool2d(g, x, real(2, 3, 2, 3), index(36)),
        "max_pool2d: (2, 3, 2, 3) and (36): ");
    refused(() -> Rules.maxPool2d(g, real(6, 4, 6), real(6, 2, 3), index(6, 2, 3)), "max_pool2d");
    refused(
        () -> Rules.maxPool2d(g, real(2, 2, 4, 6), real(2, 2, 2, 3), index(2, 2, 2, 3)),
        "max_pool2d");
  }

  @Test
  void zip() {
    assertDoesNotThrow(() -> Rules.zip(Binary.ADD, real(2, 1), real(3), real(2, 3)));
    refused(
        () -> Rules.zip(Binary.ADD, real(2, 1), real(3), real(3, 2)),
        "ADD output: (3, 2): ",
        "(2, 3) is needed",
        "; allocate or reshape");
    refused(
        () -> Rules.zip(Binary.ADD, real(2), real(3), real(3)),
        "broadcast: (2) and (3): ",
        "; reshape one operand");
  }

  @Test
  void anOutputMayBeAnOperandUnlessThatIsBroadcast() {
    Tensor whole = real(6, 3);
    Tensor a = whole.slice(0, 2);
    assertDoesNotThrow(() -> Rules.zip(Binary.ADD, a, real(3), a));
    assertDoesNotThrow(() -> Rules.zip(Binary.ADD, real(2, 1), a, a));
    Tensor row = whole.slice(0, 1);
    refused(
        () -> Rules.zip(Binary.ADD, row, real(2, 3), a),
        "ADD: (1, 3) and (2, 3) and (2, 3): ",
        "cannot also be the output");
    refused(() -> Rules.zip(Binary.MULTIPLY, real(2, 3), row, a), "MULTIPLY: ");
  }

  @Test
  void reduce() {
    Tensor x = real(2, 3, 4);
    int[] axes = {0, 2};
    assertDoesNotThrow(() -> Rules.reduce(Reduction.SUM, x, axes, real(3)));
    assertDoesNotThrow(() -> Rules.reduce(Reduction.SUM, x, axes, real(1, 3, 1)));
    assertDoesNotThrow(() -> Rules.reduce(Reduction.SUM, x, new int[0], real(2, 3, 4)));
    refused(
        () -> Rules.reduce(Reduction.SUM, x, axes, real(4)),
        "reduce SUM: (4): ",
        "(1, 3, 1)",
        "; allocate it");
    refused(() -> Rules.reduce(Reduction.MAX, x, new int[] {1}, real(4, 2)), "reduce MAX: ");
  }

  @Test
  void reducedAxes() {
    Shape shape = Shape.of(2, 3, 4);
    assertEquals(Shape.of(2, 1, 4), Rules.reduced(shape, new int[] {1}));
    assertEquals(shape, Rules.reduced(shape, new int[0]));
    int[] many = new int[65];
    Arrays.fill(many, 1);
    assertEquals(64, Rules.reduced(Shape.of(Arrays.copyOf(many, 64)), new int[] {63}).rank());
    refused(() -> Rules.reduced(Shape.of(many), new int[] {64}), "more than 64 axes; reshape it");
    for (int[] axes : new int[][] {{1, 0}, {1, 1}, {3}, {-1}}) {
      refused(
          () -> Rules.reduced(shape, axes),
          "reduce: (2, 3, 4): ",
          java.util.Arrays.toString(axes),
          "; list each axis once");
    }
  }

  @Test
  void argmax() {
    assertDoesNotThrow(() -> Rules.argmax(real(2, 3), index(2)));
    assertDoesNotThrow(() -> Rules.argmax(real(0, 3), index(0)));
    refused(
        () -> Rules.argmax(real(2, 3), index(3)),
        "argmax: (2, 3) and (3): ",
        "(B, C) with C > 0 gives (B)",
        "; reshape");
    refused(() -> Rules.argmax(real(2, 0), index(2)), "argmax: ");
    refused(() -> Rules.argmax(real(6), index(6)), "argmax: ");
  }

  @Test
  void softmaxCrossEntropy() {
    Tensor logits = real(2, 3);
    assertDoesNotThrow(() -> Rules.softmaxCrossEntropy(logits, index(2), real(), real(2, 3)));
    refused(
        () -> Rules.softmaxCrossEntropy(logits, index(3), real(), real(2, 3)),
        "softmax_cross_entropy: (2, 3) and (3): ",
        "labels (B) are needed",
        "; reshape");
    refused(
        () -> Rules.softmaxCrossEntropy(logits, index(2), real(1), real(2, 3)),
        "softmax_cross_entropy loss: (1): ",
        "() is needed");
    refused(
        () -> Rules.softmaxCrossEntropy(logits, index(2), real(), real(3, 2)),
        "softmax_cross_entropy probabilities: (3, 2): ",
        "(2, 3) is needed");
    refused(
        () -> Rules.softmaxCrossEntropy(real(0, 3), index(0), real(), real(0, 3)),
        "softmax_cross_entropy: (0, 3) and (0): ");
  }
}
