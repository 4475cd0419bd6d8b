package dev.rankine.bench.peer.ops;

import dev.rankine.autograd.Gradients;
import dev.rankine.autograd.Tape;
import dev.rankine.autograd.Var;
import dev.rankine.engine.Backend;
import dev.rankine.engine.Philox;
import dev.rankine.engine.Tensor;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.AutoGradMode;
import org.bytedeco.pytorch.global.torch;

/**
 * An op's time at about a million elements, here and on libtorch: forward in inference; and with
 * the way back from Σ y.
 */
record OpTimes(OpPair pair, Beside forward, Beside both) {
  static OpTimes of(OpPair pair, Backend backend) {
    Sides sides = Conformance.sample(pair, pair.large(), new Philox(12, 0));
    List<Tensor> in = new ArrayList<>();
    for (int i = 0; i < sides.shapes().size(); i++) {
      in.add(Tensor.of(backend, sides.shapes().get(i), sides.values().get(i)));
    }
    List<org.bytedeco.pytorch.Tensor> leaves = sides.leaves();
    return new OpTimes(
        pair,
        Beside.of(() -> forward(pair, backend, in), () -> theirForward(pair, leaves)),
        Beside.of(() -> both(pair, backend, in), () -> theirBoth(pair, leaves)));
  }

  private static void forward(OpPair pair, Backend backend, List<Tensor> in) {
    try (Tape tape = Tape.none(backend)) {
      pair.ours().apply(in.stream().map(tape::constant).toList());
    }
  }

  private static void both(OpPair pair, Backend backend, List<Tensor> in) {
    try (Tape tape = Tape.recording(backend)) {
      List<Var> vars = in.stream().map(tape::variable).toList();
      Gradients gradients = tape.backward(pair.ours().apply(vars).sum());
      vars.forEach(gradients::of);
    }
  }

  private static void theirForward(OpPair pair, List<org.bytedeco.pytorch.Tensor> in) {
    try (PointerScope _ = new PointerScope();
        AutoGradMode _ = new AutoGradMode(false)) {
      pair.theirs().apply(in);
    }
  }

  private static void theirBoth(OpPair pair, List<org.bytedeco.pytorch.Tensor> in) {
    try (PointerScope _ = new PointerScope();
        AutoGradMode _ = new AutoGradMode(true)) {
      torch.sum(pair.theirs().apply(in)).backward();
      in.forEach(x -> x.mutable_grad().reset());
    }
  }
}
