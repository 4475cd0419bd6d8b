import dev.rankine.autograd.*;
import dev.rankine.autograd.data.*;
import dev.rankine.autograd.metrics.Accuracy;
import dev.rankine.autograd.nn.*;
import dev.rankine.autograd.op.CrossEntropyOp;
import dev.rankine.autograd.optim.*;
import dev.rankine.engine.*;
import dev.rankine.mnist.data.*;
import java.nio.file.Path;

/** The CNN on digits: drawn ones, or MNIST's if the folder of its files is given. */
class Lesson09 {
  static final Backend CPU = Backend.cpu();

  record Images(DataSet pixels, Indices labels) {
    static Images of(DigitData.Digits digits) {
      Bytes bytes = Bytes.over(CPU, Shape.of(digits.count(), 1, 28, 28), digits.images());
      Indices labels = Indices.of(CPU, Shape.of(digits.count()), digits.labels());
      return new Images(new ScaledBytes(bytes, 255), labels);
    }

    Indices labels(Tape tape, Indices rows) {
      Indices some = tape.scope().indices(rows.shape());
      CPU.gather(labels, rows, some);
      return some;
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

  static double epoch(Layer model, Optimizer optimizer, Images images, Philox order) {
    double sum = 0;
    Batches batches = Batches.shuffled(images.labels().size(), 64, order);
    for (Indices rows : batches.on(CPU)) {
      try (Tape tape = Tape.recording(CPU)) {
        Var logits = model.forward(tape, tape.constant(images.pixels().gather(tape, rows)));
        Var loss = CrossEntropyOp.of(logits, images.labels(tape, rows));
        optimizer.step(tape.backward(loss));
        sum += loss.value().item();
      }
    }
    return sum / batches.count();
  }

  static double accuracy(Layer model, Images images) {
    double right = 0;
    for (Indices rows : Batches.inOrder(images.labels().size(), 64).on(CPU)) {
      try (Tape tape = Tape.none(CPU)) {
        Var logits = model.forward(tape, tape.constant(images.pixels().gather(tape, rows)));
        right += Accuracy.of(logits.value(), images.labels(tape, rows)) * rows.size();
      }
    }
    return right / images.labels().size();
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
    Optimizer optimizer = new Adam(model.parameters(), 1e-3);
    Philox order = new Philox(1, 1);
    System.out.printf("untrained  accuracy %.2f %%%n", 100 * accuracy(model, test));
    for (int epoch = 1; epoch <= 3; epoch++) {
      double loss = epoch(model, optimizer, train, order);
      System.out.printf(
          "epoch %d  loss %.4f  accuracy %.2f %%%n", epoch, loss, 100 * accuracy(model, test));
    }
  }
}
