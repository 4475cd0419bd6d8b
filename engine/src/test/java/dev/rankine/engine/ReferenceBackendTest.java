package dev.rankine.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.rankine.engine.Conv2dGeometry.Window;
import dev.rankine.engine.reference.ReferenceBackend;
import org.junit.jupiter.api.Test;

/** The executable specification against numbers worked out by hand. */
class ReferenceBackendTest {
  private static final double NAN = Double.NaN;
  private static final double INF = Double.POSITIVE_INFINITY;

  private final Backend backend = new ReferenceBackend();

  private Tensor real(Shape shape, double... values) {
    return Tensor.of(backend, shape, values);
  }

  private Tensor row(double... values) {
    return real(Shape.of(values.length), values);
  }

  private Tensor blank(int... dims) {
    Tensor tensor = Tensor.allocate(backend, Shape.of(dims));
    backend.fill(NAN, tensor);
    return tensor;
  }

  private Indices index(int... values) {
    return Indices.of(backend, Shape.of(values.length), values);
  }

  private static void assertValues(Tensor actual, double... expected) {
    assertArrayEquals(expected, actual.toDoubles(), 0);
  }

  private static void assertNear(Tensor actual, double... expected) {
    assertArrayEquals(expected, actual.toDoubles(), 1e-15);
  }

  @Test
  void transfersBothPrecisions() {
    Tensor x = Tensor.allocate(backend, Shape.of(2));
    backend.upload(new double[] {0.1, -0.0}, x);
    assertValues(x, 0.1, -0.0);
    assertArrayEquals(new float[] {0.1f, -0.0f}, x.toFloats(), 0);
    backend.upload(new float[] {0.1f, 3}, x);
    assertValues(x, (double) 0.1f, 3);
    assertThrows(ShapeException.class, () -> backend.upload(new float[3], x));
    assertThrows(ShapeException.class, () -> backend.download(x, new double[1]));
  }

  @Test
  void transfersIntegers() {
    Indices indices = Indices.allocate(backend, Shape.of(3));
    backend.upload(new int[] {5, -6, 7}, indices.slice(0, 3));
    int[] out = new int[2];
    backend.download(indices.slice(1, 3), out);
    assertArrayEquals(new int[] {-6, 7}, out);
    Bytes bytes = Bytes.allocate(backend, Shape.of(2));
    backend.upload(new byte[] {1, -1}, bytes);
    byte[] copy = new byte[1];
    backend.download(bytes.slice(1, 2), copy);
    assertEquals(-1, copy[0]);
  }

  @Test
  void fillsOnlyTheView() {
    Tensor x = row(1, 2, 3, 4);
    backend.fill(0.1, x.slice(1, 3));
    assertValues(x, 1, 0.1, 0.1, 4);
  }

  @Test
  void copiesThroughViews() {
    Tensor x = real(Shape.of(2, 3), 1, 2, 3, 4, 5, 6);
    Tensor out = real(Shape.of(3, 4), 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
    backend.copy(Matrix.of(x).transpose(), Matrix.of(out).columns(1, 3));
    assertValues(out, 0, 1, 4, 0, 0, 2, 5, 0, 0, 3, 6, 0);
    Tensor back = blank(2, 3);
    backend.copy(Matrix.of(out).columns(1, 3), Matrix.of(back).transpose());
    assertValues(back, 1, 2, 3, 4, 5, 6);
  }

  @Test
  void gathersRows() {
    Tensor out = blank(3, 2);
    backend.gather(real(Shape.of(2, 2), 1, 2, 3, 4), index(1, 0, 1), out);
    assertValues(out, 3, 4, 1, 2, 3, 4);
    Indices picked = index(0, 0);
    backend.gather(index(7, 8, 9), index(2, 1), picked);
    assertArrayEquals(new int[] {9, 8}, picked.toInts());
    Bytes images = Bytes.of(backend, Shape.of(2, 2), (byte) 0, (byte) 255, (byte) 128, (byte) 51);
    Tensor pixels = blank(2, 2);
    backend.gather(images, index(1, 0), 255, pixels);
    assertValues(pixels, 128.0 / 255, 0.2, 0, 1);
  }

  @Test
  void scatterAddsUp() {
    Tensor out = real(Shape.of(3, 2), 1, 1, 1, 1, 1, 1);
    backend.scatterAddInPlace(real(Shape.of(3, 2), 10, 20, 30, 40, 50, 60), index(2, 0, 2), out);
    assertValues(out, 31, 41, 1, 1, 61, 81);
  }

  @Test
  void gemmByHand() {
    Matrix a = Matrix.of(real(Shape.of(2, 3), 1, 2, 3, 4, 5, 6));
    Matrix b = Matrix.of(real(Shape.of(3, 2), 7, 8, 9, 10, 11, 12));
    Tensor c = blank(2, 2);
    backend.gemm(1, a, b, 0, Matrix.of(c));
    assertValues(c, 58, 64, 139, 154);
    backend.upload(new double[] {2, 4, 6, 8}, c);
    backend.gemm(2, a, b, 0.5, Matrix.of(c));
    assertValues(c, 117, 130, 281, 312);
    Tensor at = real(Shape.of(3, 2), 1, 4, 2, 5, 3, 6);
    Tensor bt = real(Shape.of(2, 3), 7, 9, 11, 8, 10, 12);
    backend.gemm(1, Matrix.of(at).transpose(), Matrix.of(bt).transpose(), 0, Matrix.of(c));
    assertValues(c, 58, 64, 139, 154);
  }

  @Test
  void gemmWithEpilogueByHand() {
    Matrix a = Matrix.of(real(Shape.of(2, 1), 1, -2));
    Matrix b = Matrix.of(real(Shape.of(1, 2), 3, 4));
    Tensor c = blank(2, 2);
    backend.gemm(1, a, b, 0, Matrix.of(c), new Epilogue(row(-10, 20), false));
    assertValues(c, -7, 24, -16, 12);
    backend.gemm(1, a, b, 1, Matrix.of(c), new Epilogue(row(-10, 20), true));
    assertValues(c, 0, 48, 0, 24);
  }

  @Test
  void gemmWithoutInnerExtentScales() {
    Matrix a = Matrix.of(blank(1, 0));
    Matrix b = Matrix.of(blank(0, 2));
    Tensor c = real(Shape.of(1, 2), 4, 6);
    backend.gemm(1, a, b, 0.5, Matrix.of(c));
    assertValues(c, 2, 3);
    backend.gemm(1, a, b, 0, Matrix.of(c));
    assertValues(c, 0, 0);
  }

  private final Tensor image = real(Shape.of(1, 1, 3, 3), 1, 2, 3, 4, 5, 6, 7, 8, 9);
  private final Tensor kernel = real(Shape.of(1, 1, 2, 2), 1, 2, 3, 4);

  private Tensor convolved(Tensor x, Tensor w, Window window) {
    Conv2dGeometry g = Conv2dGeometry.of(x.shape(), w.shape(), window);
    Tensor out = blank(g.outputShape().dims());
    backend.conv2d(g, x, w, out);
    return out;
  }

  @Test
  void conv2dByHand() {
    assertValues(convolved(image, kernel, Window.DENSE), 37, 47, 67, 77);
    assertValues(convolved(image, kernel, new Window(2, 1, 1)), 4, 18, 36, 77);
    assertValues(convolved(image, kernel, new Window(1, 0, 2)), 64);
  }

  @Test
  void conv2dSumsOverChannels() {
    Tensor x = real(Shape.of(2, 2, 1, 2), 1, 2, 3, 4, 5, 6, 7, 8);
    Tensor w = real(Shape.of(2, 2, 1, 1), 1, 10, 100, 1000);
    assertValues(convolved(x, w, Window.DENSE), 31, 42, 3100, 4200, 75, 86, 7500, 8600);
  }

  @Test
  void conv2dInGroups() {
    Tensor x = real(Shape.of(1, 4, 1, 1), 1, 2, 3, 4);
    Tensor w = real(Shape.of(2, 2, 1, 1), 1, 10, 100, 1000);
    assertValues(convolved(x, w, new Window(1, 0, 1, 2)), 21, 4300);
    Tensor depthwise = real(Shape.of(4, 1, 1, 1), 1, 10, 100, 1000);
    assertValues(convolved(x, depthwise, new Window(1, 0, 1, 4)), 1, 20, 300, 4000);
  }

  @Test
  void conv2dGradientsByHand() {
    Conv2dGeometry g = Conv2dGeometry.of(image.shape(), kernel.shape(), Window.DENSE);
    Tensor dy = real(Shape.of(1, 1, 2, 2), 1, 10, 100, 1000);
    Tensor dx = blank(1, 1, 3, 3);
    backend.conv2dInputGradient(g, dy, kernel, dx);
    assertValues(dx, 1, 12, 20, 103, 1234, 2040, 300, 3400, 4000);
    Tensor dw = blank(1, 1, 2, 2);
    backend.conv2dWeightGradient(g, image, dy, dw);
    assertValues(dw, 5421, 6532, 8754, 9865);
  }

  @Test
  void conv2dGradientsWithStrideAndPadding() {
    Conv2dGeometry g = Conv2dGeometry.of(image.shape(), kernel.shape(), new Window(2, 1, 1));
    Tensor dy = real(Shape.of(1, 1, 2, 2), 1, 10, 100, 1000);
    Tensor dx = blank(1, 1, 3, 3);
    backend.conv2dInputGradient(g, dy, kernel, dx);
    assertValues(dx, 4, 30, 40, 200, 1000, 2000, 400, 3000, 4000);
    Tensor dw = blank(1, 1, 2, 2);
    backend.conv2dWeightGradient(g, image, dy, dw);
    assertValues(dw, 5000, 6400, 8020, 9731);
  }

  @Test
  void poolsTheFirstMaximum() {
    Tensor x = real(Shape.of(1, 1, 4, 4), 1, 5, 2, 2, 3, 4, 2, 2, NAN, 0, -1, -2, 7, NAN, -3, -4);
    Tensor out = blank(1, 1, 2, 2);
    Indices argmax = Indices.allocate(backend, Shape.of(1, 1, 2, 2));
    backend.maxPool2d(Pool2dGeometry.of(x.shape(), 2, 2), x, out, argmax);
    assertValues(out, 5, 2, NAN, -1);
    assertArrayEquals(new int[] {1, 2, 8, 10}, argmax.toInts());
  }

  @Test
  void poolingGradientAddsWhereWindowsShareAMaximum() {
    Tensor x = real(Shape.of(2, 1, 2, 3), 0, 9, 0, 0, 0, 0, 1, 2, 3, 4, 5, 6);
    Pool2dGeometry g = Pool2dGeometry.of(x.shape(), 2, 1);
    Tensor out = blank(2, 1, 1, 2);
    Indices argmax = Indices.allocate(backend, Shape.of(2, 1, 1, 2));
    backend.maxPool2d(g, x, out, argmax);
    assertValues(out, 9, 9, 5, 6);
    assertArrayEquals(new int[] {1, 1, 4, 5}, argmax.toInts());
    Tensor dx = blank(2, 1, 2, 3);
    backend.maxPool2dGradient(g, real(Shape.of(2, 1, 1, 2), 1, 10, 100, 1000), argmax, dx);
    assertValues(dx, 0, 11, 0, 0, 0, 0, 0, 0, 0, 0, 100, 1000);
  }

  private Tensor mapped(Unary f, double... values) {
    Tensor out = blank(values.length);
    backend.map(f, row(values), out);
    return out;
  }

  @Test
  void mapsByHand() {
    assertValues(mapped(Unary.NEGATE, 1, -2, 0), -1, 2, -0.0);
    assertValues(mapped(Unary.ABS, 1, -2, -0.0), 1, 2, 0);
    assertValues(mapped(Unary.SQRT, 9, 2, -1), 3, 1.4142135623730951, NAN);
    assertNear(mapped(Unary.EXP, 0, 1, -1), 1, 2.718281828459045, 0.36787944117144233);
    assertNear(mapped(Unary.LOG, 1, 2, 10), 0, 0.6931471805599453, 2.302585092994046);
    assertNear(mapped(Unary.TANH, 0, 0.5, -1), 0, 0.46211715726000976, -0.7615941559557649);
    assertNear(
        mapped(Unary.ERF, 0, 0.5, -1, 3),
        0,
        0.5204998778130465,
        -0.8427007929497149,
        0.9999779095030014);
    assertNear(
        mapped(Unary.SIGMOID, 0, 1, -2, -9, INF),
        0.5,
        0.73105857863000488,
        0.11920292202211756,
        1.2339457598623173e-4,
        1);
    assertNear(
        mapped(Unary.SILU, 0, 1, -2, -9, -INF),
        0,
        0.73105857863000488,
        -0.23840584404423511,
        -1.1105511838760856e-3,
        0);
    assertNear(
        mapped(Unary.GELU, 0, 1, -2, -9, -INF),
        0,
        0.84134474606854295,
        -0.045500263896358414,
        -1.0157295653584566e-18,
        0);
    assertNear(
        mapped(Unary.GELU_TANH, 0, 1, -2, -9, -INF),
        0,
        0.8411919906082767,
        -0.045402305912224981,
        -1.3364595947348725e-28,
        0);
    assertValues(mapped(Unary.RELU, 3, -3, -0.0, NAN), 3, 0, 0, NAN);
  }

  @Test
  void mapsInPlace() {
    Tensor x = row(4, 9);
    backend.map(Unary.SQRT, x, x);
    assertValues(x, 2, 3);
  }

  @Test
  void zipsByHand() {
    Tensor a = row(6, 1, -2);
    Tensor b = row(3, 0, -4);
    double[][] expected = {{9, 1, -6}, {3, 1, 2}, {18, 0, 8}, {2, Double.POSITIVE_INFINITY, 0.5}};
    Binary[] functions = {Binary.ADD, Binary.SUBTRACT, Binary.MULTIPLY, Binary.DIVIDE};
    for (int i = 0; i < functions.length; i++) {
      Tensor out = blank(3);
      backend.zip(functions[i], a, b, out);
      assertValues(out, expected[i]);
    }
    Tensor out = blank(4);
    backend.zip(Binary.RELU_GRADIENT, row(1, 2, 3, 4), row(-1, 0, 5, NAN), out);
    assertValues(out, 0, 0, 3, 0);
  }

  private Tensor zipped(Binary f, Tensor a, Tensor b) {
    Tensor out = blank(a.size());
    backend.zip(f, a, b, out);
    return out;
  }

  @Test
  void extremesByHand() {
    Tensor a = row(1, NAN, 4, -0.0, 0.0, -INF);
    Tensor b = row(2, 3, NAN, 0.0, -0.0, -5);
    assertValues(zipped(Binary.EQUAL, a, b), 0, 0, 0, 1, 1, 0);
    assertValues(zipped(Binary.GREATER, a, b), 0, 0, 0, 0, 0, 0);
    assertValues(zipped(Binary.GREATER, b, a), 1, 0, 0, 0, 0, 1);
    assertValues(zipped(Binary.MAXIMUM, a, b), 2, NAN, NAN, -0.0, 0.0, -5);
    assertValues(zipped(Binary.MINIMUM, a, b), 1, NAN, NAN, -0.0, 0.0, -INF);
  }

  @Test
  void gradientsByHand() {
    Tensor dy = row(2, 1, 1, 1, 1);
    assertValues(zipped(Binary.TANH_GRADIENT, dy, row(0.5, -0.25, 1, -1, 0)), 1.5, 0.9375, 0, 0, 1);
    assertValues(
        zipped(Binary.SIGMOID_GRADIENT, dy, row(0.5, 0.25, 1, 0, 0.75)), 0.5, 0.1875, 0, 0, 0.1875);
    Tensor x = row(0, 1, -2, INF, -INF);
    assertNear(
        zipped(Binary.SILU_GRADIENT, dy, x), 1, 0.92767051187148673, -0.090784248784895479, 1, 0);
    assertNear(
        zipped(Binary.GELU_GRADIENT, dy, x), 1, 1.0833154705876863, -0.085231801078196897, 1, 0);
    assertNear(
        zipped(Binary.GELU_TANH_GRADIENT, dy, x),
        1,
        1.0829640838457826,
        -0.086099256623618382,
        1,
        0);
  }

  @Test
  void zipsBroadcastOperands() {
    Tensor out = blank(2, 3);
    backend.zip(Binary.SUBTRACT, real(Shape.of(2, 1), 10, 20), row(1, 2, 3), out);
    assertValues(out, 9, 8, 7, 19, 18, 17);
    backend.zip(Binary.MULTIPLY, real(Shape.SCALAR, 2), out, out);
    assertValues(out, 18, 16, 14, 38, 36, 34);
    Tensor middle = blank(2, 2, 2);
    backend.zip(
        Binary.ADD, real(Shape.of(2, 1, 2), 1, 2, 3, 4), real(Shape.of(2, 1), 10, 20), middle);
    assertValues(middle, 11, 12, 21, 22, 13, 14, 23, 24);
  }

  private Tensor reduced(Reduction f, Tensor x, int... axes) {
    Tensor out = blank(Rules.reduced(x.shape(), axes).dims());
    backend.reduce(f, x, axes, out);
    return out;
  }

  @Test
  void reducesByHand() {
    Tensor x = real(Shape.of(2, 3, 2), 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11);
    assertValues(reduced(Reduction.SUM, x, 0, 2), 14, 22, 30);
    assertValues(reduced(Reduction.MEAN, x, 0, 2), 3.5, 5.5, 7.5);
    assertValues(reduced(Reduction.MAX, x, 0, 2), 7, 9, 11);
    assertValues(reduced(Reduction.VARIANCE, x, 0, 2), 9.25, 9.25, 9.25);
    assertValues(reduced(Reduction.SUM, x, 1), 6, 9, 24, 27);
    assertValues(reduced(Reduction.MAX, x, 0), 6, 7, 8, 9, 10, 11);
    assertValues(reduced(Reduction.MEAN, x, 0, 1, 2), 5.5);
    assertValues(reduced(Reduction.VARIANCE, row(2, 4)), 0, 0);
    assertValues(reduced(Reduction.SUM, row(2, 4)), 2, 4);
  }

  @Test
  void reducesNothingToTheNeutralElement() {
    Tensor x = blank(2, 0);
    assertValues(reduced(Reduction.SUM, x, 1), 0, 0);
    assertValues(reduced(Reduction.MEAN, x, 1), NAN, NAN);
    double lowest = Double.NEGATIVE_INFINITY;
    assertValues(reduced(Reduction.MAX, x, 1), lowest, lowest);
    assertValues(reduced(Reduction.VARIANCE, x, 1), NAN, NAN);
    assertEquals(0, reduced(Reduction.SUM, x, 0).size());
  }

  @Test
  void aNanWinsTheMaximum() {
    assertValues(reduced(Reduction.MAX, row(1, NAN, Double.POSITIVE_INFINITY), 0), NAN);
    Indices out = index(0, 0, 0);
    backend.argmax(real(Shape.of(3, 3), 1, 3, 3, -5, -7, -6, 9, NAN, NAN), out);
    assertArrayEquals(new int[] {1, 0, 1}, out.toInts());
  }

  @Test
  void softmaxCrossEntropyByHand() {
    Tensor logits = real(Shape.of(2, 2), 0, 0, 1000, 1000 + 1.0986122886681098);
    Tensor loss = blank();
    Tensor probabilities = blank(2, 2);
    backend.softmaxCrossEntropy(logits, index(0, 1), loss, probabilities);
    assertArrayEquals(new double[] {0.5, 0.5, 0.25, 0.75}, probabilities.toDoubles(), 1e-13);
    // (ln 2 + ln 4/3) / 2
    assertEquals(0.4904146265058631, loss.item(), 1e-13);

    Tensor gradient = blank(2, 2);
    backend.softmaxCrossEntropyGradient(
        real(Shape.of(2, 2), 0.5, 0.5, 0.25, 0.75), index(0, 1), real(Shape.SCALAR, 4), gradient);
    assertValues(gradient, -1, 1, 0.5, -0.5);
  }

  @Test
  void sgdByHand() {
    Tensor p = row(1);
    Tensor v = row(3);
    backend.sgdInPlace(new SgdStep(0.125, 0.5, 0.25), p, row(2), v);
    assertValues(v, 3.75);
    assertValues(p, 0.53125);
    assertEquals(1, p.version());
    assertEquals(0, v.version());
  }

  @Test
  void nesterovByHand() {
    Tensor p = row(1);
    Tensor v = row(3);
    backend.sgdInPlace(new SgdStep(0.125, 0.5, 0.25, true), p, row(2), v);
    assertValues(v, 3.75);
    // 1 − 0.125·(2.25 + 0.5·3.75)
    assertValues(p, 0.484375);
  }

  @Test
  void adamByHand() {
    Tensor p = row(1);
    Tensor m = row(2);
    Tensor v = row(8);
    AdamStep step = new AdamStep(0.125, 0.5, 0.75, 0.5, 0.5, 0.75);
    backend.adamInPlace(step, p, row(-6), m, v);
    // m = 1 − 3, v = 6 + 9, and √15 / ½ + ½ = 8.2459666924148343
    assertValues(m, -2);
    assertValues(v, 15);
    assertNear(p, 0.75 + 0.25 / 8.2459666924148343);
    assertEquals(1, p.version());
  }

  @Test
  void anotherBackendsTensorIsRefused() {
    Tensor foreign = Tensor.zeros(new ReferenceBackend(), Shape.of(2));
    Tensor own = row(1, 2);
    assertThrows(ShapeException.class, () -> backend.map(Unary.ABS, foreign, own));
    assertThrows(ShapeException.class, () -> backend.zip(Binary.ADD, own, own, foreign));
    assertValues(own, 1, 2);
    assertValues(foreign, 0, 0);
  }
}
