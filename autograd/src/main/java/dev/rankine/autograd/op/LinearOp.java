package dev.rankine.autograd.op;

import dev.rankine.autograd.Gradients;
import dev.rankine.autograd.Op;
import dev.rankine.autograd.Var;
import dev.rankine.engine.Backend;
import dev.rankine.engine.Epilogue;
import dev.rankine.engine.Matrix;
import dev.rankine.engine.Reduction;
import dev.rankine.engine.Rules;
import dev.rankine.engine.Shape;
import dev.rankine.engine.ShapeException;
import dev.rankine.engine.Tensor;
import dev.rankine.engine.Unary;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * y = x·Wᵀ + b with the weight in blocks of columns: W = [W₁ W₂ …].
 *
 * <pre>
 * x (B, I), Wᵢ (O, Iᵢ) with I = Σ Iᵢ, b (O), y (B, O)
 * dx = dy·W,  dWᵢ = dyᵀ·x[:, block i],  db = Σ_B dy
 * </pre>
 *
 * <p>Each output is one chain over all blocks in order, then the bias: the bits are those of the
 * joined (O, I) weight. So a widened layer whose new column is zero gives the old layer's outputs.
 */
public record LinearOp(Var x, List<Var> blocks, Optional<Var> bias) implements Op {
  private static final int[] BATCH = {0};

  /** A copy of the list, which must not be empty. */
  public LinearOp {
    blocks = List.copyOf(blocks);
    if (blocks.isEmpty()) {
      throw new IllegalArgumentException("linear: no weight was given; at least one block is");
    }
  }

  /** x·[W₁ W₂ …]ᵀ + b. */
  public static Var of(Var x, List<Var> blocks, Optional<Var> bias) {
    LinearOp op = new LinearOp(x, blocks, bias);
    return x.tape().record(op, op.compute(false));
  }

  /** The output, through ReLU if it is asked for. */
  Tensor compute(boolean relu) {
    requireFit();
    Backend backend = x.tape().backend();
    Tensor y = x.tape().allocate(Shape.of(x.shape().dim(0), out()));
    int column = 0;
    for (int i = 0; i < blocks.size(); i++) {
      Matrix part = columns(x.value(), column, blocks.get(i));
      Matrix weight = Matrix.of(blocks.get(i).value()).transpose();
      int beta = i == 0 ? 0 : 1;
      if (i == blocks.size() - 1 && bias.isPresent()) {
        Epilogue epilogue = new Epilogue(bias.get().value(), relu);
        backend.gemm(1, part, weight, beta, Matrix.of(y), epilogue);
      } else {
        backend.gemm(1, part, weight, beta, Matrix.of(y));
      }
      column += blocks.get(i).shape().dim(1);
    }
    if (relu && bias.isEmpty()) {
      backend.map(Unary.RELU, y, y);
    }
    return y;
  }

  private int out() {
    return blocks.getFirst().shape().dim(0);
  }

  private void requireFit() {
    boolean fits = x.shape().rank() == 2;
    int columns = 0;
    for (Var block : blocks) {
      fits &= block.shape().rank() == 2 && block.shape().dim(0) == out();
      columns += fits ? block.shape().dim(1) : 0;
    }
    if (!fits || columns != x.shape().dim(1)) {
      throw ShapeException.of(
          "linear",
          "input (B, I) and weight blocks (O, I₁), (O, I₂), … with I₁ + I₂ + … = I are needed",
          "flatten the input, or build the layer for its width",
          Stream.concat(Stream.of(x), blocks.stream()).map(Var::shape).toArray(Shape[]::new));
    }
    bias.ifPresent(b -> Rules.exactly("linear bias", Shape.of(out()), b.value()));
  }

  private static Matrix columns(Tensor x, int first, Var block) {
    return Matrix.of(x).columns(first, first + block.shape().dim(1));
  }

  @Override
  public List<Var> inputs() {
    return new Operands(x, blocks, bias);
  }

  @Override
  public String formula() {
    return bias.isPresent() ? "y = x·Wᵀ + b" : "y = x·Wᵀ";
  }

  @Override
  public void backward(Tensor dy, Gradients gradients) {
    Backend backend = gradients.backend();
    Matrix upstream = Matrix.of(dy);
    if (gradients.wants(x)) {
      Tensor dx = gradients.allocate(x.shape());
      int column = 0;
      for (Var block : blocks) {
        backend.gemm(1, upstream, Matrix.of(block.value()), 0, columns(dx, column, block));
        column += block.shape().dim(1);
      }
      gradients.add(x, dx);
    }
    int column = 0;
    for (Var block : blocks) {
      if (gradients.wants(block)) {
        Tensor dw = gradients.allocate(block.shape());
        Matrix part = columns(x.value(), column, block);
        backend.gemm(1, upstream.transpose(), part, 0, Matrix.of(dw));
        gradients.add(block, dw);
      }
      column += block.shape().dim(1);
    }
    if (bias.isPresent() && gradients.wants(bias.get())) {
      Tensor db = gradients.allocate(bias.get().shape());
      backend.reduce(Reduction.SUM, dy, BATCH, db);
      gradients.add(bias.get(), db);
    }
  }
}
