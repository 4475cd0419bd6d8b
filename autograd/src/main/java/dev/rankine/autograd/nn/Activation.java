package dev.rankine.autograd.nn;

import dev.rankine.autograd.Parameter;
import dev.rankine.autograd.Tape;
import dev.rankine.autograd.Var;
import dev.rankine.autograd.op.GeluOp;
import dev.rankine.autograd.op.GeluTanhOp;
import dev.rankine.autograd.op.SigmoidOp;
import dev.rankine.autograd.op.SiluOp;
import dev.rankine.autograd.op.TanhOp;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Elementwise functions as layers, any shape. {@link Relu} and {@link LeakyRelu} stand by
 * themselves.
 */
public enum Activation implements Layer {
  /** tanh x. */
  TANH(TanhOp::of),
  /** 1 / (1 + e^(−x)). */
  SIGMOID(SigmoidOp::of),
  /** x·σ(x), also called swish. */
  SILU(SiluOp::of),
  /** x·Φ(x), exact. */
  GELU(GeluOp::of),
  /** The tanh form of GELU. */
  GELU_TANH(GeluTanhOp::of);

  private final UnaryOperator<Var> function;

  Activation(UnaryOperator<Var> function) {
    this.function = function;
  }

  @Override
  public Var forward(Tape tape, Var x) {
    return function.apply(x);
  }

  @Override
  public List<Parameter> parameters() {
    return List.of();
  }
}
