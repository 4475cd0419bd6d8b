package dev.rankine.autograd.op;

import dev.rankine.autograd.Gradients;
import dev.rankine.autograd.Op;
import dev.rankine.autograd.Var;
import dev.rankine.engine.Backend;
import dev.rankine.engine.Binary;
import dev.rankine.engine.Conv2dGeometry;
import dev.rankine.engine.Rules;
import dev.rankine.engine.Shape;
import dev.rankine.engine.Tensor;
import java.util.List;
import java.util.Optional;

/**
 * y = x ∗ w + b: x (B, C, H, W), w (O, C / groups, kernelH, kernelW), b (O), y (B, O, outH, outW).
 *
 * <pre>dx = dy ∗ᵀ w,  dw = x ∗ dy,  db = Σ over B, outH, outW of dy</pre>
 */
public record Conv2dOp(Conv2dGeometry geometry, Var x, Var w, Optional<Var> bias) implements Op {
  /** The convolution of x with w. */
  public static Var of(Var x, Var w, Optional<Var> bias, Conv2dGeometry.Window window) {
    Conv2dGeometry geometry = Conv2dGeometry.of(x.shape(), w.shape(), window);
    Backend backend = x.tape().backend();
    Tensor y = x.tape().allocate(geometry.outputShape());
    backend.conv2d(geometry, x.value(), w.value(), y);
    bias.ifPresent(b -> Rules.exactly("conv2d bias", Shape.of(geometry.outChannels()), b.value()));
    bias.ifPresent(b -> backend.zip(Binary.ADD, y, column(b.value()), y));
    return x.tape().record(new Conv2dOp(geometry, x, w, bias), y);
  }

  /** (O) as (O, 1, 1). */
  private static Tensor column(Tensor bias) {
    return bias.reshape(Shape.of(bias.size(), 1, 1));
  }

  @Override
  public List<Var> inputs() {
    return new Operands(x, List.of(w), bias);
  }

  @Override
  public String formula() {
    return bias.isPresent() ? "y = x ∗ w + b" : "y = x ∗ w";
  }

  @Override
  public void backward(Tensor dy, Gradients gradients) {
    Backend backend = gradients.backend();
    if (gradients.wants(x)) {
      Tensor dx = gradients.allocate(x.shape());
      backend.conv2dInputGradient(geometry, dy, w.value(), dx);
      gradients.add(x, dx);
    }
    if (gradients.wants(w)) {
      Tensor dw = gradients.allocate(w.shape());
      backend.conv2dWeightGradient(geometry, x.value(), dy, dw);
      gradients.add(w, dw);
    }
    if (bias.isPresent() && gradients.wants(bias.get())) {
      Tensor db = gradients.allocate(bias.get().shape());
      backend.conv2dBiasGradient(geometry, dy, db);
      gradients.add(bias.get(), db);
    }
  }
}
