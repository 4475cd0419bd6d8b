package dev.rankine.lora.surgery;

import dev.rankine.autograd.Parameter;
import dev.rankine.autograd.Tape;
import dev.rankine.autograd.Var;
import dev.rankine.autograd.nn.Conv2d;
import dev.rankine.autograd.nn.Layer;
import dev.rankine.autograd.op.ConcatOp;
import dev.rankine.autograd.op.Conv2dOp;
import dev.rankine.engine.Philox;
import dev.rankine.engine.Shape;
import dev.rankine.engine.Tensor;
import dev.rankine.lora.WidenedLinear;
import java.util.List;
import java.util.Optional;

/**
 * A convolution that takes more input channels: the weight is [W, N] with the old W (O, C, kernelH,
 * kernelW) and new channels N (O, F, kernelH, kernelW), joined in each forward so that the bits are
 * those of the exported layer. With N = 0 and finite inputs they are the old layer's too. (A linear
 * layer takes more inputs as a {@link WidenedLinear}.)
 */
public record MoreChannels(Conv2d old, Parameter slice) implements Widened {
  /**
   * Widens a convolution, whose parameters are frozen.
   *
   * @param channels F, at least 1
   */
  public static MoreChannels of(
      Conv2d old, int channels, WidenedLinear.Start start, Philox random) {
    Slices.positive("input channels", channels);
    Slices.requireOneGroup(old);
    old.parameters().forEach(Parameter::freeze);
    Shape weight = old.weight().shape();
    int fanIn = (weight.dim(1) + channels) * weight.dim(2) * weight.dim(3);
    return new MoreChannels(
        old, Slices.beside(old.weight(), weight.with(1, channels), start, fanIn, random));
  }

  @Override
  public Var forward(Tape tape, Var x) {
    List<Var> parts = List.of(tape.parameter(old.weight()), tape.parameter(slice));
    Var bias = tape.parameter(old.bias());
    return Conv2dOp.of(x, ConcatOp.of(parts, 1), Optional.of(bias), old.window());
  }

  @Override
  public List<Parameter> newParameters() {
    return List.of(slice);
  }

  @Override
  public Layer exported() {
    Parameter bias = old.bias();
    return new Conv2d(
        Slices.joined(old.weight(), slice, 1),
        new Parameter(
            bias.name(),
            Tensor.of(bias.tensor().backend(), bias.shape(), bias.tensor().toDoubles())),
        old.window());
  }

  @Override
  public int oldInputs() {
    return old.weight().shape().dim(1);
  }

  @Override
  public int featureAxis(Shape input) {
    return 1;
  }

  @Override
  public List<Parameter> parameters() {
    return List.of(old.weight(), slice, old.bias());
  }
}
