package dev.rankine.lora.update;

import dev.rankine.autograd.Parameter;
import dev.rankine.autograd.Tape;
import dev.rankine.autograd.Var;
import dev.rankine.autograd.nn.Conv2d;
import dev.rankine.autograd.op.Conv2dOp;
import dev.rankine.engine.Conv2dGeometry.Window;
import dev.rankine.engine.Shape;
import dev.rankine.engine.Tensor;
import java.util.Optional;

/**
 * A convolution: W (O, C / G, kernelH, kernelW) in G groups, A (R, C, kernelH, kernelW) with the
 * same stride, padding and dilation, B (O, R / G, 1, 1) in G groups.
 *
 * <p>A sees all channels, as in PEFT. So with more than one group B·A is no weight of the layer's
 * shape: such an update trains and computes, but has no ΔW and cannot be merged.
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

  private int groups() {
    return layer.window().groups();
  }

  @Override
  public Shape downShape(int rank) {
    requireDivisible(rank);
    return weight().shape().with(0, rank).with(1, weight().shape().dim(1) * groups());
  }

  @Override
  public Shape upShape(int rank) {
    requireDivisible(rank);
    return Shape.of(weight().shape().dim(0), rank / groups(), 1, 1);
  }

  private void requireDivisible(int rank) {
    if (rank % groups() != 0) {
      throw new IllegalArgumentException(
          path
              + ": rank "
              + rank
              + " cannot be divided among the convolution's "
              + groups()
              + " groups; choose a multiple of "
              + groups()
              + ", or exclude the layer");
    }
  }

  @Override
  public Optional<String> noDelta() {
    return groups() == 1
        ? Optional.empty()
        : Optional.of(
            path
                + ": a convolution in "
                + groups()
                + " groups cannot take up B·A, for A mixes the channels of all groups");
  }

  @Override
  public Var down(Var x, Var a) {
    Window window = layer.window();
    Window all = new Window(window.stride(), window.padding(), window.dilation());
    return Conv2dOp.of(x, a, Optional.empty(), all);
  }

  @Override
  public Var up(Var h, Var b, Optional<Var> bias) {
    return Conv2dOp.of(h, b, bias, new Window(1, 0, 1, groups()));
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
