package dev.rankine.autograd.op;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import dev.rankine.autograd.Gradients;
import dev.rankine.autograd.Tape;
import dev.rankine.autograd.Var;
import dev.rankine.engine.Backend;
import dev.rankine.engine.Matrix;
import dev.rankine.engine.Philox;
import dev.rankine.engine.Shape;
import dev.rankine.engine.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** A weight in blocks of columns has the bits of the joined one, forward and back. */
class LinearBlocksTest {
  private record Result(float[] y, float[] dx, float[] dw, float[] db) {}

  @Property
  void blocksEqualTheJoinedWeight(
      @ForAll @IntRange(min = 0, max = 9) int batch,
      @ForAll @Size(min = 1, max = 3) List<@IntRange(min = 1, max = 40) Integer> widths,
      @ForAll @IntRange(min = 1, max = 20) int out,
      @ForAll long seed) {
    int in = widths.stream().mapToInt(width -> width).sum();
    Backend backend = Backend.cpu();
    Philox random = new Philox(seed, 0);
    Tensor x = normal(backend, random, Shape.of(batch, in));
    Tensor weight = normal(backend, random, Shape.of(out, in));
    Tensor bias = normal(backend, random, Shape.of(out));
    Result joined = run(backend, x, weight, List.of(in), bias);
    Result blocks = run(backend, x, weight, widths, bias);
    assertArrayEquals(joined.y(), blocks.y(), "y");
    assertArrayEquals(joined.dx(), blocks.dx(), "dx");
    assertArrayEquals(joined.dw(), blocks.dw(), "dw");
    assertArrayEquals(joined.db(), blocks.db(), "db");
  }

  private static Tensor normal(Backend backend, Philox random, Shape shape) {
    double[] values = new double[shape.size()];
    Arrays.setAll(values, i -> random.nextGaussian());
    return Tensor.of(backend, shape, values);
  }

  private static Result run(
      Backend backend, Tensor x, Tensor weight, List<Integer> widths, Tensor bias) {
    try (Tape tape = Tape.recording(backend)) {
      Var input = tape.variable(x);
      Var offset = tape.variable(bias);
      List<Var> blocks = new ArrayList<>();
      int column = 0;
      for (int width : widths) {
        Tensor block = tape.allocate(Shape.of(weight.shape().dim(0), width));
        backend.copy(Matrix.of(weight).columns(column, column + width), Matrix.of(block));
        blocks.add(tape.variable(block));
        column += width;
      }
      Var y = LinearOp.of(input, blocks, Optional.of(offset));
      Gradients gradients = tape.backward(y.mul(y).sum());
      Tensor dw = tape.allocate(weight.shape());
      column = 0;
      for (Var block : blocks) {
        int end = column + block.shape().dim(1);
        backend.copy(Matrix.of(gradients.of(block)), Matrix.of(dw).columns(column, end));
        column = end;
      }
      return new Result(
          y.value().toFloats(),
          gradients.of(input).toFloats(),
          dw.toFloats(),
          gradients.of(offset).toFloats());
    }
  }
}
