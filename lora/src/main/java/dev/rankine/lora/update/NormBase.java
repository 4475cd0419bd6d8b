package dev.rankine.lora.update;

import dev.rankine.autograd.Parameter;
import dev.rankine.autograd.Tape;
import dev.rankine.autograd.Var;
import dev.rankine.autograd.nn.LayerNorm;
import dev.rankine.autograd.nn.Model;
import dev.rankine.autograd.nn.RmsNorm;
import dev.rankine.autograd.op.Normalizing;
import dev.rankine.engine.Shape;
import dev.rankine.engine.Tensor;
import java.util.Optional;

/**
 * A normalisation, whose weight no update changes: it can be one of {@code modules_to_save}, and
 * its bias can train.
 */
record NormBase(String path, Model layer, Parameter scale, Optional<Parameter> bias, double epsilon)
    implements Base {
  static NormBase of(String path, LayerNorm norm) {
    return new NormBase(path, norm, norm.weight(), Optional.of(norm.bias()), norm.epsilon());
  }

  static NormBase of(String path, RmsNorm norm) {
    return new NormBase(path, norm, norm.weight(), Optional.empty(), norm.epsilon());
  }

  @Override
  public boolean isLinear() {
    return false;
  }

  @Override
  public boolean takesUpdates() {
    return false;
  }

  @Override
  public Tensor weight() {
    return scale.tensor();
  }

  @Override
  public Var apply(Tape tape, Var x, Optional<Var> shift) {
    return applied(x, tape.parameter(scale), shift);
  }

  @Override
  public Var applied(Var x, Var weight, Optional<Var> shift) {
    return shift
        .map(b -> Normalizing.layerNorm(x, weight, b, epsilon))
        .orElseGet(() -> Normalizing.rmsNorm(x, weight, epsilon));
  }

  @Override
  public Shape downShape(int rank) {
    throw noUpdate();
  }

  @Override
  public Shape upShape(int rank) {
    throw noUpdate();
  }

  @Override
  public Var down(Var x, Var a) {
    throw noUpdate();
  }

  @Override
  public Var up(Var h, Var b, Optional<Var> offset) {
    throw noUpdate();
  }

  @Override
  public Shape perOutput(int extent) {
    throw noUpdate();
  }

  @Override
  public int[] inputAxes() {
    throw noUpdate();
  }

  private IllegalArgumentException noUpdate() {
    return new IllegalArgumentException(
        path + " is a normalisation and takes no update; name it in modules_to_save");
  }

  @Override
  public Model plain(Tensor weight, Optional<Tensor> shift) {
    Parameter own = new Parameter(scale.name(), weight);
    return shift.isPresent()
        ? new LayerNorm(own, new Parameter(bias.orElseThrow().name(), shift.get()), epsilon)
        : new RmsNorm(own, epsilon);
  }
}
