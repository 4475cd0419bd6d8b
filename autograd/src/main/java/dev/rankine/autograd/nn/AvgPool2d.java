package dev.rankine.autograd.nn;

import dev.rankine.autograd.Parameter;
import dev.rankine.autograd.Tape;
import dev.rankine.autograd.Var;
import dev.rankine.autograd.op.AvgPool2dOp;
import java.util.List;

/** The mean of each window: (B, C, H, W) to (B, C, outH, outW), no padding. */
public record AvgPool2d(int kernel, int stride) implements Layer {
  /** Windows side by side. */
  public AvgPool2d(int kernel) {
    this(kernel, kernel);
  }

  @Override
  public Var forward(Tape tape, Var x) {
    return AvgPool2dOp.of(x, kernel, stride);
  }

  @Override
  public List<Parameter> parameters() {
    return List.of();
  }
}
