import dev.rankine.autograd.*;
import dev.rankine.autograd.nn.*;
import dev.rankine.autograd.op.CrossEntropyOp;
import dev.rankine.autograd.optim.Adam;
import dev.rankine.engine.*;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * An adapter of your own, smaller than LoRA: one factor for each output of a frozen layer, y =
 * base(x)·s with s (O) from 1 (the idea of IA³, Liu et al., 2022). At the start it must compute
 * what its base computes, to the bit; it trains s alone.
 */
class YourOwnAdapter {
  record Scaled(Linear base, Parameter s) implements Layer {
    static Scaled of(Linear base) {
      // yours: freeze the base, start s at 1
      return new Scaled(
          base, new Parameter("s", Tensor.zeros(Backend.cpu(), Shape.of(base.out()))));
    }

    @Override
    public Var forward(Tape tape, Var x) {
      return base.forward(tape, x); // yours
    }

    @Override
    public List<Parameter> parameters() {
      List<Parameter> all = new ArrayList<>(base.parameters());
      all.add(s);
      return all;
    }
  }

  static void require(boolean holds, String what) {
    if (!holds) {
      throw new AssertionError(what);
    }
  }

  static float[] outputs(Layer layer, Tensor x) {
    try (Tape tape = Tape.none(x.backend())) {
      return layer.forward(tape, tape.constant(x)).value().toFloats();
    }
  }

  static void main() {
    Backend cpu = Backend.cpu();
    Linear base = Linear.of(Parameters.initialise(cpu, new Philox(1, 0)).at("fc"), 4, 3);
    float[] bytes = base.weight().tensor().toFloats();
    Tensor x = Tensor.of(cpu, Shape.of(3, 4), 1, 2, -1, 0, 0, 1, 3, -2, 2, -2, 1, 1);
    Indices labels = Indices.of(cpu, Shape.of(3), 0, 1, 2);
    Scaled adapter = Scaled.of(base);
    require(Arrays.equals(outputs(base, x), outputs(adapter, x)), "at the start outputs differ");
    require(adapter.trainable().equals(List.of(adapter.s())), "s alone must train");
    Adam optimizer = new Adam(adapter.trainable(), 0.05);
    double first = 0;
    double last = 0;
    for (int step = 0; step < 60; step++) {
      try (Tape tape = Tape.recording(cpu)) {
        Var loss = CrossEntropyOp.of(adapter.forward(tape, tape.constant(x)), labels);
        optimizer.step(tape.backward(loss));
        last = loss.value().item();
        first = step == 0 ? last : first;
      }
    }
    require(last < first - 0.05, "the loss went from " + first + " to " + last);
    require(Arrays.equals(bytes, base.weight().tensor().toFloats()), "the base changed");
    System.out.println("solved");
  }
}
