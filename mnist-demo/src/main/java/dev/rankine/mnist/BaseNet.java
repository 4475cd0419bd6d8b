package dev.rankine.mnist;

import dev.rankine.autograd.Parameter;
import dev.rankine.autograd.Tape;
import dev.rankine.autograd.Var;
import dev.rankine.autograd.nn.Conv2d;
import dev.rankine.autograd.nn.Flatten;
import dev.rankine.autograd.nn.Layer;
import dev.rankine.autograd.nn.Linear;
import dev.rankine.autograd.nn.MaxPool2d;
import dev.rankine.autograd.nn.Parameters;
import dev.rankine.autograd.nn.Relu;
import dev.rankine.autograd.nn.Sequential;
import dev.rankine.engine.Conv2dGeometry;
import java.util.List;
import java.util.stream.Stream;

/**
 * The convolutional network of the experiment, 52,138 parameters.
 *
 * <pre>
 * (B, 1, 28, 28) ─ conv 3×3 ─ ReLU ─ pool 2 ─► (B, 8, 14, 14)
 *                ─ conv 3×3 ─ ReLU ─ pool 2 ─► (B, 16, 7, 7)
 *                ─ flatten ─► (B, 784) ─ fc1 ─ ReLU ─► (B, 64) ─ fc2 ─► (B, 10)
 * </pre>
 */
record BaseNet(Sequential conv, Linear fc1, Linear fc2, Sequential head) implements Layer {
  static final int FEATURES = 784;
  static final int HIDDEN = 64;
  static final int CLASSES = 10;

  static BaseNet of(Parameters parameters) {
    Parameters conv = parameters.at("conv");
    Conv2dGeometry.Window same = new Conv2dGeometry.Window(1, 1, 1);
    Linear fc1 = Linear.of(parameters.at("fc1"), FEATURES, HIDDEN);
    Linear fc2 = Linear.of(parameters.at("fc2"), HIDDEN, CLASSES);
    return new BaseNet(
        Sequential.of(
            Conv2d.of(conv.at(0), 1, 8, 3, same),
            new Relu(),
            new MaxPool2d(2),
            Conv2d.of(conv.at(3), 8, 16, 3, same),
            new Relu(),
            new MaxPool2d(2),
            new Flatten()),
        fc1,
        fc2,
        Sequential.of(fc1, new Relu(), fc2));
  }

  @Override
  public Var forward(Tape tape, Var images) {
    return head.forward(tape, conv.forward(tape, images));
  }

  @Override
  public List<Parameter> parameters() {
    return Stream.of(conv, head).flatMap(layer -> layer.parameters().stream()).toList();
  }
}
