import dev.rankine.autograd.data.*;
import dev.rankine.autograd.metrics.Accuracy;
import dev.rankine.autograd.nn.*;
import dev.rankine.autograd.optim.Adam;
import dev.rankine.autograd.train.*;
import dev.rankine.engine.*;
import dev.rankine.mnist.data.*;
import java.nio.file.Path;
import java.util.function.DoubleSupplier;

/** The CNN on digits: drawn ones, or MNIST's if the folder of its files is given. */
class Lesson09 {
  static final Backend CPU = Backend.cpu();

  record Images(DataSet pixels, Indices labels) {
    static Images of(DigitData.Digits digits) {
      Bytes bytes = Bytes.over(CPU, Shape.of(digits.count(), 1, 28, 28), digits.images());
      Indices labels = Indices.of(CPU, Shape.of(digits.count()), digits.labels());
      return new Images(new ScaledBytes(bytes, 255), labels);
    }
  }

  static Layer network(Parameters source) {
    var same = new Conv2dGeometry.Window(1, 1, 1);
    return Sequential.of(
        Conv2d.of(source.at("conv.0"), 1, 8, 3, same),
        new Relu(),
        new MaxPool2d(2),
        Conv2d.of(source.at("conv.3"), 8, 16, 3, same),
        new Relu(),
        new MaxPool2d(2),
        new Flatten(),
        Linear.of(source.at("fc1"), 784, 64),
        new Relu(),
        Linear.of(source.at("fc2"), 64, 10));
  }

  static void main(String[] args) throws Exception {
    DigitData data =
        args.length == 0 ? DrawnDigits.draw(6_000, 2_000) : MnistFiles.read(Path.of(args[0]));
    System.out.println(data.name() + ": " + data.train().count() + " + " + data.test().count());
    System.out.println("the first one is a " + data.train().labels()[0] + ":");
    for (int y = 4; y < 26; y++) {
      StringBuilder row = new StringBuilder();
      for (int x = 2; x < 26; x++)
        row.append(" .:*#".charAt((data.train().images()[y * 28 + x] & 255) / 52));
      System.out.println(row.toString().stripTrailing() + "|");
    }

    System.out.println();
    Images train = Images.of(data.train()), test = Images.of(data.test());
    Layer model = network(Parameters.initialise(CPU, new Philox(1, 0)));
    System.out.println(model.summary());
    System.out.println();
    DoubleSupplier accuracy = () -> 100 * Accuracy.of(model, test.pixels(), test.labels());
    System.out.printf("untrained  accuracy %.2f %%%n", accuracy.getAsDouble());
    Objective loss = Objective.crossEntropy(model, train.pixels(), train.labels());
    Training training = Training.of(model, new Adam(model.parameters(), 1e-3), loss);
    training.epochs(3).batch(64).shuffled(new Philox(1, 1)).measure("accuracy", accuracy).run();
    for (EpochSummary epoch : training.history())
      System.out.printf(
          "epoch %d  loss %.4f  accuracy %.2f %%%n",
          epoch.epoch(), epoch.loss(), epoch.measure("accuracy"));
  }
}
