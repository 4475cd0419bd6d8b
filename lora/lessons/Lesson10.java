import dev.rankine.autograd.*;
import dev.rankine.autograd.metrics.Accuracy;
import dev.rankine.autograd.nn.*;
import dev.rankine.autograd.op.CrossEntropyOp;
import dev.rankine.autograd.optim.*;
import dev.rankine.engine.*;
import dev.rankine.engine.linalg.Svd;
import dev.rankine.lora.config.AdapterConfig;
import dev.rankine.lora.model.AdaptedModel;
import dev.rankine.mnist.data.*;
import java.nio.file.Path;
import java.util.*;

/** Low rank: what full fine-tuning changed, its singular values, then LoRA. */
class Lesson10 {
  static final Backend CPU = Backend.cpu();

  record Task(Tensor x, Indices labels) {
    /** Digits as they are, or with the rows and columns of every image exchanged. */
    static Task of(DigitData.Digits digits, int count, boolean turned) {
      double[] x = new double[count * 784];
      for (int i = 0; i < x.length; i++) {
        int from = turned ? i / 784 * 784 + i % 28 * 28 + i % 784 / 28 : i;
        x[i] = (digits.images()[from] & 255) / 255.0;
      }
      Indices labels = Indices.of(CPU, Shape.of(count), Arrays.copyOf(digits.labels(), count));
      return new Task(Tensor.of(CPU, Shape.of(count, 784), x), labels);
    }
  }

  static Layer network(Parameters source) {
    Linear fc1 = Linear.of(source.at("fc1"), 784, 64);
    return Sequential.of(fc1, new Relu(), Linear.of(source.at("fc2"), 64, 10));
  }

  static Map<String, Tensor> tensors(Layer model) {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    model.parameters().forEach(p -> tensors.put(p.name(), p.tensor()));
    return tensors;
  }

  static Layer train(Layer model, Task task, double rate, int epochs) {
    Optimizer optimizer = new Adam(model.trainable(), rate);
    for (int i = 0; i < epochs * task.labels().size(); i += 50)
      try (Tape tape = Tape.recording(CPU)) {
        int row = i % task.labels().size();
        Var logits = model.forward(tape, tape.constant(task.x().slice(row, row + 50)));
        Var loss = CrossEntropyOp.of(logits, task.labels().slice(row, row + 50));
        optimizer.step(tape.backward(loss));
      }
    return model;
  }

  static double right(Layer model, Task task) {
    try (Tape tape = Tape.none(CPU)) {
      return 100 * Accuracy.of(model.forward(tape, tape.constant(task.x())).value(), task.labels());
    }
  }

  /** The model with the first terms s·u·vᵀ added to a weight. */
  static Layer cut(Map<String, Tensor> tensors, Tensor weight, Svd svd, int rank) {
    Tensor sum = Tensor.of(CPU, weight.shape(), weight.toFloats());
    for (int i = 0; i < rank; i++) {
      Matrix u = Matrix.of(svd.u()).columns(i, i + 1), v = Matrix.of(svd.vT()).rows(i, i + 1);
      CPU.gemm(svd.s().toDoubles()[i], u, v, 1, Matrix.of(sum));
    }
    tensors.put("fc1.weight", sum);
    return network(Parameters.load(CPU, tensors));
  }

  static void main(String[] args) throws Exception {
    DigitData data =
        args.length == 0 ? DrawnDigits.draw(4_000, 10_000) : MnistFiles.read(Path.of(args[0]));
    Task upright = Task.of(data.train(), data.train().count(), false);
    Task few = Task.of(data.train(), 1_000, true), test = Task.of(data.test(), 10_000, true);
    Layer base = train(network(Parameters.initialise(CPU, new Philox(1, 0))), upright, 1e-3, 10);
    Layer full = train(network(Parameters.load(CPU, tensors(base))), few, 1e-3, 20);
    System.out.printf("base %.1f %%, tuned %.1f %%%n%n", right(base, test), right(full, test));

    Tensor before = tensors(base).get("fc1.weight"), delta = Tensor.allocate(CPU, before.shape());
    CPU.zip(Binary.SUBTRACT, tensors(full).get("fc1.weight"), before, delta);
    Svd svd = Svd.of(delta);
    double[] s = svd.s().toDoubles();
    double all = Arrays.stream(s).map(v -> v * v).sum(), sum = 0;
    for (int i = 0; i < 64; sum = 0, i += i < 7 ? 1 : 8) {
      for (int j = 0; j <= i; j++) sum += s[j] * s[j];
      System.out.printf("s%-2d %.4f, energy %5.1f %%%n", i + 1, s[i], 100 * sum / all);
    }
    System.out.println();
    for (int rank : new int[] {0, 1, 2, 4, 8, 16, 64}) {
      Layer cut = cut(tensors(full), before, svd, rank);
      System.out.printf("ΔW cut to rank %2d: %.1f %%%n", rank, right(cut, test));
    }
    System.out.println();
    for (int rank : new int[] {1, 2, 4, 8}) {
      AdaptedModel model = AdaptedModel.of(base);
      var config = AdapterConfig.of("fc1", "fc2").r(rank).loraAlpha(2 * rank).build();
      model.add("turned", config, new Philox(1, 2));
      int count = model.trainable().stream().mapToInt(p -> p.shape().size()).sum();
      double right = right(train(model, few, 3e-3, 20), test);
      System.out.printf("LoRA of rank %d trains %,d of 50,890: %.1f %%%n", rank, count, right);
    }
  }
}
