package dev.rankine.mnist;

import dev.rankine.autograd.Parameter;
import dev.rankine.autograd.Tape;
import dev.rankine.autograd.Var;
import dev.rankine.autograd.nn.Composite;
import dev.rankine.autograd.nn.Layer;
import dev.rankine.autograd.nn.Linear;
import dev.rankine.engine.Tensor;
import java.util.List;
import java.util.stream.Stream;

/** What follows the convolutions of a {@link BaseNet}: features (B, 784) to (B, 10). */
record HeadNet(Layer fc1, Layer fc2) implements Layer, Composite {
  /** A copy of a network's own. */
  static HeadNet copyOf(BaseNet net) {
    return new HeadNet(copy(net.fc1()), copy(net.fc2()));
  }

  private static Linear copy(Linear layer) {
    return new Linear(copy(layer.weight()), copy(layer.bias()));
  }

  private static Parameter copy(Parameter parameter) {
    Tensor values = parameter.tensor();
    return new Parameter(
        parameter.name(), Tensor.of(values.backend(), values.shape(), values.toFloats()));
  }

  @Override
  public Var forward(Tape tape, Var features) {
    return fc2.forward(tape, fc1.forward(tape, features).relu());
  }

  @Override
  public HeadNet rebuilt(Change change) {
    return new HeadNet(change.apply(fc1), change.apply(fc2));
  }

  @Override
  public List<Parameter> parameters() {
    return Stream.of(fc1, fc2).flatMap(layer -> layer.parameters().stream()).toList();
  }
}
