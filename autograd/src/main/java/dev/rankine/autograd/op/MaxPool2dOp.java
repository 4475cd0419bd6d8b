package dev.rankine.autograd.op;

import dev.rankine.autograd.Gradients;
import dev.rankine.autograd.Op;
import dev.rankine.autograd.Var;
import dev.rankine.engine.Indices;
import dev.rankine.engine.Pool2dGeometry;
import dev.rankine.engine.Shape;
import dev.rankine.engine.Tensor;
import java.util.List;

/**
 * y = the largest element of each window: x (B, C, H, W), y (B, C, outH, outW). dx is dy at each
 * window's first maximum, 0 elsewhere; where windows overlap, contributions add.
 */
public record MaxPool2dOp(Pool2dGeometry geometry, Var x, Indices argmax) implements Op {
  /** Max-pooling without padding. */
  public static Var of(Var x, int kernel, int stride) {
    Pool2dGeometry geometry = Pool2dGeometry.of(x.shape(), kernel, stride);
    Shape shape = x.shape().with(2, geometry.outH()).with(3, geometry.outW());
    Tensor y = x.tape().allocate(shape);
    Indices argmax = x.tape().scope().indices(shape);
    x.tape().backend().maxPool2d(geometry, x.value(), y, argmax);
    return x.tape().record(new MaxPool2dOp(geometry, x, argmax), y);
  }

  @Override
  public List<Var> inputs() {
    return List.of(x);
  }

  @Override
  public String formula() {
    return "y = max of " + geometry.kernel() + "×" + geometry.kernel() + " windows";
  }

  @Override
  public void backward(Tensor dy, Gradients gradients) {
    Tensor dx = gradients.allocate(x.shape());
    gradients.backend().maxPool2dGradient(geometry, dy, argmax, dx);
    gradients.add(x, dx);
  }
}
