package dev.rankine.engine.cpu;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.rankine.engine.Backend;
import dev.rankine.engine.Binary;
import dev.rankine.engine.Conv2dGeometry;
import dev.rankine.engine.Epilogue;
import dev.rankine.engine.Indices;
import dev.rankine.engine.Matrix;
import dev.rankine.engine.Reduction;
import dev.rankine.engine.Shape;
import dev.rankine.engine.Tensor;
import dev.rankine.engine.Unary;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The orders of NUMERICS.md that scalar and vector kernels share code for, so that comparing the
 * two says nothing about them: written out once more, naively.
 */
@Tag("kernels")
class ContractTest {
  private final Backend backend =
      new CpuBackend(KernelChoice.best(), 3, CpuBackend.Convolution.IMPLICIT);
  private final SplittableRandom random = new SplittableRandom(1);

  private float[] values(int n) {
    float[] values = new float[n];
    for (int i = 0; i < n; i++) {
      values[i] = (float) random.nextDouble(-1, 1);
    }
    return values;
  }

  private static float tree(float[] partials) {
    for (int half = 16; half > 0; half /= 2) {
      for (int i = 0; i < half; i++) {
        partials[i] += partials[i + half];
      }
    }
    return partials[0];
  }

  private static float interleavedSum(float[] group) {
    float[] partials = new float[32];
    for (int i = 0; i < group.length; i++) {
      partials[i % 32] += group[i];
    }
    return tree(partials);
  }

  private static float squares(float[] group, float mean) {
    float[] partials = new float[32];
    for (int i = 0; i < group.length; i++) {
      float d = group[i] - mean;
      partials[i % 32] = Math.fma(d, d, partials[i % 32]);
    }
    return tree(partials);
  }

  private float[] reduced(Reduction f, Shape shape, float[] x, int[] axes, int results) {
    Tensor out = Tensor.allocate(backend, Shape.of(results));
    backend.reduce(f, Tensor.of(backend, shape, x), axes, out);
    return out.toFloats();
  }

  @Test
  void aGroupWithTheInnermostAxisInterleaves32Partials() {
    float[] x = values(5 * 3 * 37);
    int[] axes = {0, 2};
    Shape shape = Shape.of(5, 3, 37);
    float[] sums = reduced(Reduction.SUM, shape, x, axes, 3);
    float[] means = reduced(Reduction.MEAN, shape, x, axes, 3);
    float[] variances = reduced(Reduction.VARIANCE, shape, x, axes, 3);
    for (int kept = 0; kept < 3; kept++) {
      float[] group = new float[5 * 37];
      for (int i = 0; i < group.length; i++) {
        group[i] = x[(i / 37 * 3 + kept) * 37 + i % 37];
      }
      float sum = interleavedSum(group);
      assertEquals(sum, sums[kept]);
      assertEquals(sum / group.length, means[kept]);
      assertEquals(squares(group, sum / group.length) / group.length, variances[kept]);
    }
  }

  /** Runs of 257, so that a block ends within one. */
  @Test
  void aLongGroupIsCutIntoBlocks() {
    Shape shape = Shape.of(300, 2, 257);
    float[] x = values(shape.size());
    int[] axes = {0, 2};
    float[] sums = reduced(Reduction.SUM, shape, x, axes, 2);
    float[] means = reduced(Reduction.MEAN, shape, x, axes, 2);
    float[] variances = reduced(Reduction.VARIANCE, shape, x, axes, 2);
    float[] largest = reduced(Reduction.MAX, shape, x, axes, 2);
    for (int kept = 0; kept < 2; kept++) {
      float[] group = new float[300 * 257];
      float max = Float.NEGATIVE_INFINITY;
      for (int i = 0; i < group.length; i++) {
        group[i] = x[(i / 257 * 2 + kept) * 257 + i % 257];
        max = Math.max(max, group[i]);
      }
      float[] parts = new float[3];
      float[] squares = new float[3];
      for (int block = 0; block < 3; block++) {
        parts[block] = interleavedSum(block(group, block));
      }
      float mean = interleavedSum(parts) / group.length;
      for (int block = 0; block < 3; block++) {
        squares[block] = squares(block(group, block), mean);
      }
      assertEquals(interleavedSum(parts), sums[kept]);
      assertEquals(mean, means[kept]);
      assertEquals(interleavedSum(squares) / group.length, variances[kept]);
      assertEquals(max, largest[kept]);
    }
  }

  private static float[] block(float[] group, int block) {
    return Arrays.copyOfRange(group, block << 15, Math.min(group.length, block + 1 << 15));
  }

  @Test
  void theMaximumIsPositiveZeroOrNaNWhereverTheyStand() {
    int n = 77;
    for (int at = 0; at < n; at++) {
      float[] x = new float[3 * n];
      Arrays.fill(x, -0f);
      Arrays.fill(x, n, 3 * n, Float.NEGATIVE_INFINITY);
      x[at] = 0;
      x[n + at] = Float.intBitsToFloat(0xFFC0_0000);
      x[2 * n + at] = Float.intBitsToFloat(0x7FC0_0000);
      float[] largest = reduced(Reduction.MAX, Shape.of(3, n), x, new int[] {1}, 3);
      assertArrayEquals(new float[] {0, Float.NaN, Float.NaN}, largest);
    }
  }

  @Test
  void anyOtherGroupIsOneChain() {
    float[] x = values(50 * 37);
    Shape shape = Shape.of(50, 37);
    float[] sums = reduced(Reduction.SUM, shape, x, new int[] {0}, 37);
    float[] variances = reduced(Reduction.VARIANCE, shape, x, new int[] {0}, 37);
    for (int column = 0; column < 37; column++) {
      float sum = 0;
      for (int i = 0; i < 50; i++) {
        sum += x[i * 37 + column];
      }
      assertEquals(sum, sums[column]);
      float squares = 0;
      for (int i = 0; i < 50; i++) {
        float d = x[i * 37 + column] - sum / 50;
        squares = Math.fma(d, d, squares);
      }
      assertEquals(squares / 50, variances[column]);
    }
  }

  /** So many columns that strips of equal width reach the end before the last one begins. */
  @Test
  void aLongRowIsCutIntoStripsThatEndWithIt() {
    int columns = 384 * 387 + 1;
    Shape shape = Shape.of(87, columns);
    float[] x = new float[shape.size()];
    Arrays.fill(x, x.length - columns, x.length, 1);
    float[] expected = new float[columns];
    Arrays.fill(expected, 1);
    assertArrayEquals(expected, reduced(Reduction.SUM, shape, x, new int[] {0}, columns));
    assertArrayEquals(expected, reduced(Reduction.MAX, shape, x, new int[] {0}, columns));
  }

  /** 1×1 kernels: a group's chain is a dot product over (image, row, column). */
  @Test
  void weightGradientsFoldGroupsLikeABinaryCounter() {
    int pixels = 20 * 30;
    for (int batch = 1; batch <= 16; batch++) {
      Conv2dGeometry g = new Conv2dGeometry(batch, 1, 20, 30, 1, 1, 1, Conv2dGeometry.Window.DENSE);
      float[] x = values(batch * pixels);
      float[] dy = values(batch * pixels);
      Tensor dw = Tensor.allocate(backend, g.weightShape());
      backend.conv2dWeightGradient(
          g, Tensor.of(backend, g.inputShape(), x), Tensor.of(backend, g.outputShape(), dy), dw);

      record Digit(int rank, float sum) {}
      Deque<Digit> counter = new ArrayDeque<>();
      for (int from = 0; from < batch; from += 2) {
        float chain = 0;
        for (int i = from * pixels; i < Math.min(batch, from + 2) * pixels; i++) {
          chain = Math.fma(x[i], dy[i], chain);
        }
        int rank = 0;
        while (!counter.isEmpty() && counter.peek().rank() == rank) {
          chain = counter.pop().sum() + chain;
          rank++;
        }
        counter.push(new Digit(rank, chain));
      }
      float total = counter.pop().sum();
      while (!counter.isEmpty()) {
        total = counter.pop().sum() + total;
      }
      assertEquals(total, dw.toFloats()[0], "batch " + batch);
    }
  }

  @Test
  void anEpilogueIsZipAndMap() {
    int[][] shapes = {{1, 40, 9}, {40, 1, 9}, {5, 33, 17}, {130, 161, 257}, {3, 7, 0}};
    for (int[] mnk : shapes) {
      Matrix a = Matrix.of(Tensor.of(backend, Shape.of(mnk[0], mnk[2]), values(mnk[0] * mnk[2])));
      Matrix b = Matrix.of(Tensor.of(backend, Shape.of(mnk[2], mnk[1]), values(mnk[2] * mnk[1])));
      Tensor bias = Tensor.of(backend, Shape.of(mnk[1]), values(mnk[1]));
      Tensor expected = Tensor.allocate(backend, Shape.of(mnk[0], mnk[1]));
      Tensor fused = Tensor.allocate(backend, expected.shape());
      backend.gemm(1, a, b, 0, Matrix.of(expected));
      backend.zip(Binary.ADD, expected, bias, expected);
      backend.gemm(1, a, b, 0, Matrix.of(fused), new Epilogue(bias, false));
      assertArrayEquals(expected.toFloats(), fused.toFloats(), 0);
      backend.map(Unary.RELU, expected, expected);
      backend.gemm(1, a, b, 0, Matrix.of(fused), new Epilogue(bias, true));
      assertArrayEquals(expected.toFloats(), fused.toFloats(), 0);
    }
  }

  private float apply(Unary f, float value) {
    Tensor x = Tensor.of(backend, Shape.SCALAR, value);
    backend.map(f, x, x);
    return x.toFloats()[0];
  }

  @Test
  void softmaxGoesRowByRow() {
    int rows = 70;
    int classes = 37;
    float[] z = values(rows * classes);
    int[] label = new int[rows];
    float[] expected = new float[rows * classes];
    float[] losses = new float[rows];
    for (int i = 0; i < rows; i++) {
      label[i] = i % classes;
      float max = Float.NEGATIVE_INFINITY;
      for (int j = 0; j < classes; j++) {
        max = Math.max(max, z[i * classes + j]);
      }
      float[] powers = new float[classes];
      for (int j = 0; j < classes; j++) {
        powers[j] = apply(Unary.EXP, z[i * classes + j] - max);
      }
      float sum = interleavedSum(powers);
      for (int j = 0; j < classes; j++) {
        expected[i * classes + j] = powers[j] / sum;
      }
      losses[i] = apply(Unary.LOG, sum) - (z[i * classes + label[i]] - max);
    }
    Tensor loss = Tensor.allocate(backend, Shape.SCALAR);
    Tensor probabilities = Tensor.allocate(backend, Shape.of(rows, classes));
    backend.softmaxCrossEntropy(
        Tensor.of(backend, Shape.of(rows, classes), z),
        Indices.of(backend, Shape.of(rows), label),
        loss,
        probabilities);
    assertArrayEquals(expected, probabilities.toFloats(), 0);
    assertEquals(interleavedSum(losses) / rows, loss.toFloats()[0]);
  }
}
