import dev.rankine.autograd.*;
import dev.rankine.autograd.data.DataSet;
import dev.rankine.autograd.metrics.Accuracy;
import dev.rankine.autograd.nn.*;
import dev.rankine.autograd.optim.Adam;
import dev.rankine.autograd.train.*;
import dev.rankine.engine.*;
import dev.rankine.engine.io.TensorHash;
import dev.rankine.lora.*;
import dev.rankine.mnist.data.*;
import java.nio.file.Path;

/** A trained layer widened, frozen, adapted and merged; and what the new feature did. */
class Lesson11 {
  static final Backend CPU = Backend.cpu();

  /** Pixels (N, 784); with their mean, the brightness of the image, as column 785. */
  record Task(Tensor x, Indices labels) {
    static Task of(DigitData.Digits digits, int columns) {
      double[] x = new double[digits.count() * columns];
      for (int i = 0; i < digits.images().length; i++) {
        double pixel = (digits.images()[i] & 255) / 255.0;
        x[i / 784 * columns + i % 784] = pixel;
        if (columns == 785) x[i / 784 * columns + 784] += pixel / 784;
      }
      Tensor inputs = Tensor.of(CPU, Shape.of(digits.count(), columns), x);
      return new Task(inputs, Indices.of(CPU, Shape.of(digits.count()), digits.labels()));
    }
  }

  static Layer train(Task task, Layer fc1, Layer fc2) {
    Layer net = Sequential.of(fc1, new Relu(), fc2);
    Objective loss = Objective.crossEntropy(net, DataSet.of(task.x()), task.labels());
    Training.of(net, new Adam(net.trainable(), 1e-3), loss).batch(50).epochs(5).run();
    return net;
  }

  static double right(Layer net, Task task) {
    return 100 * Accuracy.of(net, DataSet.of(task.x()), task.labels());
  }

  static LoraLinear lora(String name, DenseLayer base, Philox random) {
    return LoraLinear.of(name, base, new LoraConfig(8, 16), random);
  }

  static Linear merged(LoraLinear lora) {
    return new Linear(new Parameter("merged", lora.merged()), lora.base().bias());
  }

  static void main(String[] args) throws Exception {
    boolean own = args.length == 0;
    DigitData data = own ? DrawnDigits.draw(4_000, 10_000) : MnistFiles.read(Path.of(args[0]));
    Task plain = Task.of(data.train(), 784), plainTest = Task.of(data.test(), 784);
    Task bright = Task.of(data.train(), 785), brightTest = Task.of(data.test(), 785);
    for (int seed = 1; seed <= 3; seed++) {
      Parameters source = Parameters.initialise(CPU, new Philox(seed, 0));
      Linear fc1 = Linear.of(source.at("fc1"), 784, 64), fc2 = Linear.of(source.at("fc2"), 64, 10);
      Layer base = train(plain, fc1, fc2);
      String before = TensorHash.sha256(base.named());
      base.parameters().forEach(Parameter::freeze);
      var wide = WidenedLinear.of(fc1, 1, WidenedLinear.Start.ZERO, new Philox(seed, 3));
      System.out.printf("seed %d: base %.2f %%, ", seed, right(base, plainTest));
      System.out.printf("widened: %,d outputs unchanged%n", wide.requireUnchanged(brightTest.x()));

      Philox one = new Philox(1, 2), two = new Philox(1, 2);
      DenseLayer narrow = DenseLayer.of(fc1), out = DenseLayer.of(fc2);
      Layer without = train(plain, lora("fc1", narrow, one), lora("fc2", out, one));
      LoraLinear first = lora("fc1", wide.layer(), two), second = lora("fc2", out, two);
      Layer with = train(bright, first, second);
      Layer merged = Sequential.of(merged(first), new Relu(), merged(second));
      System.out.printf("LoRA %.2f %%, ", right(without, plainTest));
      System.out.printf("and brightness %.2f %%, ", right(with, brightTest));
      System.out.printf("merged %.2f %%, ", right(merged, brightTest));
      CPU.fill(0, wide.added().tensor());
      System.out.printf("column erased %.2f %%%n", right(with, brightTest));
      boolean bytes = before.equals(TensorHash.sha256(base.named()));
      System.out.println("the base has the same bytes: " + bytes);
    }
  }
}
