package dev.rankine.autograd.op;

import dev.rankine.autograd.Gradients;
import dev.rankine.autograd.Op;
import dev.rankine.autograd.Var;
import dev.rankine.engine.Binary;
import dev.rankine.engine.Tensor;
import java.util.List;
import java.util.Optional;

/**
 * y = max(x·Wᵀ + b, 0): {@link LinearOp} and {@link ReluOp} in one, with their bits. The sum is
 * never written.
 *
 * <pre>dz = dy where y &gt; 0, else 0; the rest is LinearOp's, from dz</pre>
 */
public record LinearReluOp(LinearOp linear, Tensor y) implements Op {
  /** max(x·[W₁ W₂ …]ᵀ + b, 0). */
  public static Var of(Var x, List<Var> blocks, Optional<Var> bias) {
    LinearOp linear = new LinearOp(x, blocks, bias);
    Tensor y = linear.compute(true);
    return x.tape().record(new LinearReluOp(linear, y), y);
  }

  @Override
  public List<Var> inputs() {
    return linear.inputs();
  }

  @Override
  public String formula() {
    return "y = max(" + linear.formula().substring("y = ".length()) + ", 0)";
  }

  @Override
  public void backward(Tensor dy, Gradients gradients) {
    Tensor dz = gradients.allocate(dy.shape());
    gradients.backend().zip(Binary.RELU_GRADIENT, dy, y, dz);
    linear.backward(dz, gradients);
  }
}
