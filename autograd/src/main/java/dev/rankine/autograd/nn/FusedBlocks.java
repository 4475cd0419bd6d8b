package dev.rankine.autograd.nn;

import dev.rankine.autograd.Parameter;
import dev.rankine.autograd.Tape;
import dev.rankine.autograd.Var;
import dev.rankine.autograd.op.ConvBlocksOp;
import dev.rankine.engine.Conv2dGeometry;
import dev.rankine.engine.Lists;
import java.util.ArrayList;
import java.util.List;

/** Neighbouring (Conv2d, Relu, MaxPool2d) in one op, see {@link Sequential}. */
record FusedBlocks(List<Conv2d> convolutions) implements Layer {
  /** The convolutions of the blocks that begin at layer i, perhaps none. */
  static List<Conv2d> from(List<Layer> layers, int i) {
    List<Conv2d> convolutions = new ArrayList<>();
    for (int at = i; isBlock(layers, at); at += 3) {
      convolutions.add((Conv2d) layers.get(at));
    }
    return convolutions;
  }

  private static boolean isBlock(List<Layer> layers, int i) {
    return i + 2 < layers.size()
        && layers.get(i) instanceof Conv2d conv
        && isPlain(conv)
        && layers.get(i + 1) instanceof Relu
        && layers.get(i + 2) instanceof MaxPool2d(int kernel, int stride)
        && kernel == 2
        && stride == 2;
  }

  private static boolean isPlain(Conv2d conv) {
    Conv2dGeometry.Window window = conv.window();
    boolean square = conv.weight().shape().dim(2) == conv.weight().shape().dim(3);
    return square && window.stride() == 1 && window.dilation() == 1 && window.groups() == 1;
  }

  /** What comes before the first trainable block is an op of its own, which is not recorded. */
  @Override
  public Var forward(Tape tape, Var x) {
    int frozen = 0;
    while (!x.wantsGradient() && frozen < convolutions.size() && isFrozen(frozen)) {
      frozen++;
    }
    boolean split = frozen > 0 && frozen < convolutions.size();
    Var y = split ? apply(tape, x, convolutions.subList(0, frozen)) : x;
    return apply(tape, y, split ? convolutions.subList(frozen, convolutions.size()) : convolutions);
  }

  private boolean isFrozen(int block) {
    Conv2d conv = convolutions.get(block);
    return !conv.weight().trainable() && !conv.bias().trainable();
  }

  private static Var apply(Tape tape, Var x, List<Conv2d> blocks) {
    return ConvBlocksOp.of(
        x,
        Lists.map(blocks, conv -> tape.parameter(conv.weight())),
        Lists.map(blocks, conv -> tape.parameter(conv.bias())),
        Lists.map(blocks, conv -> conv.window().padding()));
  }

  @Override
  public List<Parameter> parameters() {
    return convolutions.stream().flatMap(conv -> conv.parameters().stream()).toList();
  }
}
