package dev.rankine.autograd.op;

import dev.rankine.autograd.Gradients;
import dev.rankine.autograd.Op;
import dev.rankine.autograd.Var;
import dev.rankine.engine.AveragePool2dGeometry;
import dev.rankine.engine.Tensor;
import java.util.List;

/**
 * y = the mean of each window: x (B, C, H, W), y (B, C, outH, outW). Each element of a window gets
 * dy / its number of elements; where windows overlap, contributions add.
 */
public record AvgPool2dOp(AveragePool2dGeometry geometry, Var x) implements Op {
  /** Square windows of one size, without padding. */
  public static Var of(Var x, int kernel, int stride) {
    return of(x, AveragePool2dGeometry.of(x.shape(), kernel, stride));
  }

  /** As many windows of nearly equal size as an output (B, C, outH, outW) needs. */
  public static Var adaptive(Var x, int outH, int outW) {
    return of(x, AveragePool2dGeometry.adaptive(x.shape(), outH, outW));
  }

  private static Var of(Var x, AveragePool2dGeometry geometry) {
    int outH = geometry.rows().count();
    Tensor y = x.tape().allocate(x.shape().with(2, outH).with(3, geometry.columns().count()));
    x.tape().backend().averagePool2d(geometry, x.value(), y);
    return x.tape().record(new AvgPool2dOp(geometry, x), y);
  }

  @Override
  public List<Var> inputs() {
    return List.of(x);
  }

  @Override
  public String formula() {
    return "y = mean of windows";
  }

  @Override
  public void backward(Tensor dy, Gradients gradients) {
    Tensor dx = gradients.allocate(x.shape());
    gradients.backend().averagePool2dGradient(geometry, dy, dx);
    gradients.add(x, dx);
  }
}
