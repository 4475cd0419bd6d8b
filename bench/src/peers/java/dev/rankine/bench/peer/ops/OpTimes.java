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
 * the way back from Σ y, in microseconds.
 */
record OpTimes(OpPair pair, double forward, double theirForward, double both, double theirBoth) {
  private static final long WARM = 250_000_000;
  private static final long MEASURE = 150_000_000;
  private static final int FEWEST = 5;

  static OpTimes of(OpPair pair, Backend backend) {
    Sides sides = Conformance.sample(pair, pair.large(), new Philox(12, 0));
    List<Tensor> in = new ArrayList<>();
    for (int i = 0; i < sides.shapes().size(); i++) {
      in.add(Tensor.of(backend, sides.shapes().get(i), sides.values().get(i)));
    }
    List<org.bytedeco.pytorch.Tensor> leaves = sides.leaves();
    double forward = micros(() -> forward(pair, backend, in));
    double both = micros(() -> both(pair, backend, in));
    return new OpTimes(
        pair,
        forward,
        micros(() -> theirForward(pair, leaves)),
        both,
        micros(() -> theirBoth(pair, leaves)));
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

  /** The fastest run, after a while: the least disturbed one. */
  private static double micros(Runnable work) {
    long end = System.nanoTime() + WARM;
    for (int i = 0; i < FEWEST || System.nanoTime() < end; i++) {
      work.run();
    }
    long least = Long.MAX_VALUE;
    end = System.nanoTime() + MEASURE;
    for (int i = 0; i < FEWEST || System.nanoTime() < end; i++) {
      long start = System.nanoTime();
      work.run();
      least = Math.min(least, System.nanoTime() - start);
    }
    return least / 1000.0;
  }
}
