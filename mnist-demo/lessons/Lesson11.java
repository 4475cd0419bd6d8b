import dev.rankine.autograd.*;
import dev.rankine.autograd.metrics.Accuracy;
import dev.rankine.autograd.nn.*;
import dev.rankine.autograd.op.CrossEntropyOp;
import dev.rankine.autograd.optim.*;
import dev.rankine.engine.*;
import dev.rankine.engine.io.TensorHash;
import dev.rankine.lora.*;
import dev.rankine.mnist.data.*;
import java.nio.file.Path;
import java.util.*;
import java.util.stream.*;

/** A trained layer widened, frozen, adapted and merged; and what the new feature did. */
class Lesson11 {
  static final Backend CPU = Backend.cpu();

  /** Pixels (N, 784) with their mean, the brightness of the image, as column 785. */
  record Task(Tensor x, Indices labels) {
    static Task of(DigitData.Digits digits) {
      double[] x = new double[digits.count() * 785];
      for (int i = 0; i < digits.images().length; i++) {
        x[i / 784 * 785 + i % 784] = (digits.images()[i] & 255) / 255.0;
        x[i / 784 * 785 + 784] += (digits.images()[i] & 255) / 255.0 / 784;
      }
      Tensor features = Tensor.of(CPU, Shape.of(digits.count(), 785), x);
      return new Task(features, Indices.of(CPU, Shape.of(digits.count()), digits.labels()));
    }
  }

  record Net(Layer fc1, Layer fc2, int inputs) implements Layer {
    @Override
    public Var forward(Tape tape, Var x) {
      return fc2.forward(tape, fc1.forward(tape, x.slice(1, 0, inputs)).relu());
    }

    @Override
    public List<Parameter> parameters() {
      return Stream.of(fc1, fc2).flatMap(layer -> layer.parameters().stream()).toList();
    }

    Net train(Task task) {
      Optimizer optimizer = new Adam(trainable(), 1e-3);
      for (int i = 0; i < 5 * task.labels().size(); i += 50)
        try (Tape tape = Tape.recording(CPU)) {
          int row = i % task.labels().size();
          Var logits = forward(tape, tape.constant(task.x().slice(row, row + 50)));
          Var loss = CrossEntropyOp.of(logits, task.labels().slice(row, row + 50));
          optimizer.step(tape.backward(loss));
        }
      return this;
    }

    double right(Task task) {
      try (Tape tape = Tape.none(CPU)) {
        return 100 * Accuracy.of(forward(tape, tape.constant(task.x())).value(), task.labels());
      }
    }

    String hash() {
      Map<String, Tensor> tensors = new TreeMap<>();
      parameters().forEach(p -> tensors.put(p.name(), p.tensor()));
      return TensorHash.sha256(tensors).substring(0, 16);
    }
  }

  static Net adapted(DenseLayer fc1, Linear fc2, int inputs) {
    LoraConfig config = new LoraConfig(8, 16);
    Philox random = new Philox(1, 2);
    LoraLinear first = LoraLinear.of("fc1", fc1, config, random);
    return new Net(first, LoraLinear.of("fc2", DenseLayer.of(fc2), config, random), inputs);
  }

  static Linear merged(Layer layer) {
    LoraLinear lora = (LoraLinear) layer;
    return new Linear(new Parameter("merged", lora.merged()), lora.base().bias());
  }

  static void main(String[] args) throws Exception {
    boolean own = args.length == 0;
    DigitData data = own ? DrawnDigits.draw(4_000, 10_000) : MnistFiles.read(Path.of(args[0]));
    Task task = Task.of(data.train()), test = Task.of(data.test());
    for (int seed = 1; seed <= 3; seed++) {
      Parameters source = Parameters.initialise(CPU, new Philox(seed, 0));
      Linear fc1 = Linear.of(source.at("fc1"), 784, 64), fc2 = Linear.of(source.at("fc2"), 64, 10);
      Net base = new Net(fc1, fc2, 784).train(task);
      String before = base.hash();
      base.parameters().forEach(Parameter::freeze);
      var wide = WidenedLinear.of(fc1, 1, WidenedLinear.Start.ZERO, new Philox(seed, 3));
      int same = wide.requireUnchanged(test.x());
      String line = "seed %d: base %.2f %%, widened: the bits of %,d outputs%n";
      System.out.printf(line, seed, base.right(test), same);
      Net plain = adapted(DenseLayer.of(fc1), fc2, 784).train(task);
      Net bright = adapted(wide.layer(), fc2, 785).train(task);
      Net merged = new Net(merged(bright.fc1()), merged(bright.fc2()), 785);
      System.out.printf(
          "LoRA %.2f %%, and brightness %.2f %%", plain.right(test), bright.right(test));
      System.out.printf(", merged %.2f %%", merged.right(test));
      CPU.fill(0, wide.added().tensor());
      System.out.printf(", column erased %.2f %%%n", bright.right(test));
      System.out.println("the base has the same bytes: " + before.equals(base.hash()));
    }
  }
}
