package dev.rankine.lora.update;

import dev.rankine.autograd.Parameter;
import dev.rankine.autograd.Tape;
import dev.rankine.autograd.Var;
import dev.rankine.autograd.nn.Conv2d;
import dev.rankine.autograd.op.Conv2dOp;
import dev.rankine.engine.Conv2dGeometry;
import dev.rankine.engine.Shape;
import dev.rankine.engine.Tensor;
import java.util.Optional;

/**
 * A convolution: W (O, C, kernelH, kernelW), A (R, C, kernelH, kernelW) with the same stride,
 * padding and dilation, B (O, R, 1, 1).
 */
public record ConvBase(String path, Conv2d layer) implements Base {
  @Override
  public boolean isLinear() {
    return false;
  }

  @Override
  public Tensor weight() {
    return layer.weight().tensor();
  }

  @Override
  public Optional<Parameter> bias() {
    return Optional.of(layer.bias());
  }

  @Override
  public Var apply(Tape tape, Var x, Optional<Var> bias) {
    return Conv2dOp.of(x, tape.parameter(layer.weight()), bias, layer.window());
  }

  @Override
  public Var applied(Var x, Var weight, Optional<Var> bias) {
    return Conv2dOp.of(x, weight, bias, layer.window());
  }

  @Override
  public Shape downShape(int rank) {
    if (layer.window().groups() > 1) {
      throw new IllegalArgumentException(
          path + ": a convolution in groups is no product of A and B; exclude it");
    }
    return weight().shape().with(0, rank);
  }

  @Override
  public Shape upShape(int rank) {
    return Shape.of(weight().shape().dim(0), rank, 1, 1);
  }

  @Override
  public Var down(Var x, Var a) {
    return Conv2dOp.of(x, a, Optional.empty(), layer.window());
  }

  @Override
  public Var up(Var h, Var b, Optional<Var> bias) {
    return Conv2dOp.of(h, b, bias, Conv2dGeometry.Window.DENSE);
  }

  @Override
  public Shape perOutput(int extent) {
    return Shape.of(extent, 1, 1);
  }

  @Override
  public int[] inputAxes() {
    return new int[] {1, 2, 3};
  }

  @Override
  public Conv2d plain(Tensor weight, Optional<Tensor> bias) {
    return new Conv2d(
        new Parameter(layer.weight().name(), weight),
        new Parameter(layer.bias().name(), bias.orElseThrow()),
        layer.window());
  }
}
