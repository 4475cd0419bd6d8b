package dev.rankine.autograd.nn;

import dev.rankine.autograd.Parameter;
import dev.rankine.autograd.Tape;
import dev.rankine.autograd.Var;
import dev.rankine.autograd.op.AvgPool2dOp;
import java.util.List;

/**
 * The means of windows of nearly equal size that cover the image: (B, C, H, W) to (B, C, outH,
 * outW).
 */
public record AdaptiveAvgPool2d(int outH, int outW) implements Layer {
  @Override
  public Var forward(Tape tape, Var x) {
    return AvgPool2dOp.adaptive(x, outH, outW);
  }

  @Override
  public List<Parameter> parameters() {
    return List.of();
  }
}
