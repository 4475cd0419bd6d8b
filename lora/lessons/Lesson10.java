import dev.rankine.autograd.data.*;
import dev.rankine.autograd.metrics.Accuracy;
import dev.rankine.autograd.nn.*;
import dev.rankine.autograd.optim.Adam;
import dev.rankine.autograd.train.*;
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

  record Task(DataSet x, Indices labels) {
    /** Digits as they are, or with the rows and columns of every image exchanged. */
    static Task of(DigitData.Digits digits, int count, boolean turned) {
      byte[] x = new byte[count * 784];
      for (int i = 0; i < x.length; i++)
        x[i] = digits.images()[turned ? i / 784 * 784 + i % 28 * 28 + i % 784 / 28 : i];
      Indices labels = Indices.of(CPU, Shape.of(count), Arrays.copyOf(digits.labels(), count));
      return new Task(new ScaledBytes(Bytes.over(CPU, Shape.of(count, 784), x), 255), labels);
    }
  }

  static Layer network(Parameters source) {
    Linear fc1 = Linear.of(source.at("fc1"), 784, 64);
    return Sequential.of(fc1, new Relu(), Linear.of(source.at("fc2"), 64, 10));
  }

  static Layer train(Layer model, Task task, double rate, int epochs) {
    Objective loss = Objective.crossEntropy(model, task.x(), task.labels());
    Training.of(model, new Adam(model.trainable(), rate), loss).batch(50).epochs(epochs).run();
    return model;
  }

  static double right(Layer model, Task task) {
    return 100 * Accuracy.of(model, task.x(), task.labels());
  }

  static void main(String[] args) throws Exception {
    boolean own = args.length == 0;
    DigitData data = own ? DrawnDigits.draw(4_000, 10_000) : MnistFiles.read(Path.of(args[0]));
    Task upright = Task.of(data.train(), data.train().count(), false);
    Task few = Task.of(data.train(), 1_000, true), test = Task.of(data.test(), 10_000, true);
    Layer base = train(network(Parameters.initialise(CPU, new Philox(1, 0))), upright, 1e-3, 10);
    Layer full = train(network(Parameters.load(CPU, base.named())), few, 1e-3, 20);
    System.out.printf("base %.1f %%, tuned %.1f %%%n%n", right(base, test), right(full, test));

    Tensor before = base.named().get("fc1.weight"), delta = Tensor.allocate(CPU, before.shape());
    CPU.zip(Binary.SUBTRACT, full.named().get("fc1.weight"), before, delta);
    Svd svd = Svd.of(delta);
    double[] s = svd.s().toDoubles();
    double all = Arrays.stream(s).map(v -> v * v).sum(), sum = 0;
    Tensor cut = Tensor.of(CPU, before.shape(), before.toFloats());
    Map<String, Tensor> tensors = full.named();
    tensors.put("fc1.weight", cut);
    for (int i = 0; i < 64; i++) {
      Matrix u = Matrix.of(svd.u()).columns(i, i + 1), v = Matrix.of(svd.vT()).rows(i, i + 1);
      CPU.gemm(s[i], u, v, 1, Matrix.of(cut));
      sum += s[i] * s[i];
      if (i >= 8 && i % 8 != 7) continue;
      double right = right(network(Parameters.load(CPU, tensors)), test);
      System.out.printf("s%-2d %.4f  energy %5.1f %%", i + 1, s[i], 100 * sum / all);
      System.out.printf("  cut here: %.1f %%%n", right);
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
