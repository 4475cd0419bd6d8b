package dev.rankine.lora.update;

import dev.rankine.autograd.Parameter;
import dev.rankine.autograd.Tape;
import dev.rankine.autograd.Var;
import dev.rankine.autograd.nn.Embedding;
import dev.rankine.autograd.nn.Model;
import dev.rankine.autograd.op.GatherOp;
import dev.rankine.autograd.op.LinearOp;
import dev.rankine.engine.Indices;
import dev.rankine.engine.Matrix;
import dev.rankine.engine.Shape;
import dev.rankine.engine.Tensor;
import java.util.List;
import java.util.Optional;

/**
 * An embedding: W (N, D) looked up by rows, A (R, N) whose columns are looked up, B (D, R). ΔW is
 * (B·A)ᵀ. There is no bias and no dropout.
 */
public record EmbeddingBase(String path, Embedding layer) implements Base {
  @Override
  public boolean isLinear() {
    return false;
  }

  @Override
  public boolean isLookup() {
    return true;
  }

  @Override
  public Tensor weight() {
    return layer.weight().tensor();
  }

  @Override
  public Optional<Parameter> bias() {
    return Optional.empty();
  }

  @Override
  public int outputs() {
    return weightShape().dim(1);
  }

  @Override
  public Var apply(Tape tape, Var x, Optional<Var> bias) {
    throw noReals();
  }

  @Override
  public Var applied(Var x, Var weight, Optional<Var> bias) {
    throw noReals();
  }

  @Override
  public Var down(Var x, Var a) {
    throw noReals();
  }

  private IllegalArgumentException noReals() {
    return new IllegalArgumentException(path + " is an embedding; it takes indices, not reals");
  }

  @Override
  public Shape downShape(int rank) {
    return Shape.of(rank, weightShape().dim(0));
  }

  @Override
  public Shape upShape(int rank) {
    return Shape.of(outputs(), rank);
  }

  /** Columns of A, (R, N): (S, R) for rows in shape S. */
  Var down(Indices rows, Var a) {
    return GatherOp.of(a.permute(1, 0), rows);
  }

  /** h (S, R) to (S, D). */
  @Override
  public Var up(Var h, Var b, Optional<Var> bias) {
    Shape shape = h.shape();
    int last = shape.rank() - 1;
    Var flat = h.reshape(shape.size() / shape.dim(last), shape.dim(last));
    Var up = LinearOp.of(flat, List.of(b), Optional.empty());
    return up.reshape(shape.with(last, outputs()).dims());
  }

  @Override
  public Tensor delta(double scale, Tensor a, Tensor b) {
    Tensor delta = Tensor.allocate(b.backend(), weightShape());
    Matrix down = Matrix.of(a).transpose();
    b.backend().gemm(scale, down, Matrix.of(b).transpose(), 0, Matrix.of(delta));
    return delta;
  }

  @Override
  public Shape perOutput(int extent) {
    return Shape.of(extent);
  }

  @Override
  public int[] inputAxes() {
    return new int[] {0};
  }

  @Override
  public Model plain(Tensor weight, Optional<Tensor> bias) {
    return new Embedding(new Parameter(layer.weight().name(), weight));
  }
}
