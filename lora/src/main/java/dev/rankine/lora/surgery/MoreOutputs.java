package dev.rankine.lora.surgery;

import dev.rankine.autograd.Parameter;
import dev.rankine.autograd.Tape;
import dev.rankine.autograd.Var;
import dev.rankine.autograd.nn.Conv2d;
import dev.rankine.autograd.nn.Layer;
import dev.rankine.autograd.nn.Linear;
import dev.rankine.autograd.op.ConcatOp;
import dev.rankine.engine.Philox;
import dev.rankine.engine.Shape;
import dev.rankine.lora.WidenedLinear;
import java.util.ArrayList;
import java.util.List;

/**
 * A linear layer with more rows, or a convolution with more output channels: what the old layer
 * gives, then what the new one does. The old outputs keep their bits whatever the new slice holds.
 *
 * @param slice what is new, as a layer of its own
 */
public record MoreOutputs(Layer old, Layer slice, int oldInputs) implements Widened {
  /**
   * Linear: new rows (P, I) and biases (P). The old layer's parameters are frozen.
   *
   * @param outputs P, at least 1
   */
  public static MoreOutputs of(Linear old, int outputs, WidenedLinear.Start start, Philox random) {
    Slices.positive("outputs", outputs);
    old.parameters().forEach(Parameter::freeze);
    Shape rows = Shape.of(outputs, old.in());
    Linear slice =
        new Linear(
            Slices.beside(old.weight(), rows, start, old.in(), random),
            Slices.beside(old.bias(), Shape.of(outputs), start, old.in(), random));
    return new MoreOutputs(old, slice, old.in());
  }

  /**
   * Convolution: new channels (P, C, kernelH, kernelW) and biases (P). The old layer's parameters
   * are frozen.
   *
   * @param outputs P, at least 1
   */
  public static MoreOutputs of(Conv2d old, int outputs, WidenedLinear.Start start, Philox random) {
    Slices.positive("output channels", outputs);
    Slices.requireOneGroup(old);
    old.parameters().forEach(Parameter::freeze);
    Shape weight = old.weight().shape();
    int fanIn = weight.product(1, 4);
    Conv2d slice =
        new Conv2d(
            Slices.beside(old.weight(), weight.with(0, outputs), start, fanIn, random),
            Slices.beside(old.bias(), Shape.of(outputs), start, fanIn, random),
            old.window());
    return new MoreOutputs(old, slice, weight.dim(1));
  }

  @Override
  public Var forward(Tape tape, Var x) {
    List<Var> parts = List.of(old.forward(tape, x), slice.forward(tape, x));
    return ConcatOp.of(parts, featureAxis(x.shape()));
  }

  @Override
  public int featureAxis(Shape input) {
    return old instanceof Conv2d ? 1 : input.rank() - 1;
  }

  @Override
  public List<Parameter> newParameters() {
    return slice.parameters();
  }

  @Override
  public Layer exported() {
    Parameter weight = joined(0);
    Parameter bias = joined(1);
    return old instanceof Conv2d conv
        ? new Conv2d(weight, bias, conv.window())
        : new Linear(weight, bias);
  }

  private Parameter joined(int which) {
    return Slices.joined(old.parameters().get(which), slice.parameters().get(which), 0);
  }

  @Override
  public List<Parameter> parameters() {
    List<Parameter> all = new ArrayList<>(old.parameters());
    all.addAll(slice.parameters());
    return all;
  }
}
