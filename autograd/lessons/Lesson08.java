import dev.rankine.autograd.*;
import dev.rankine.autograd.data.DataSet;
import dev.rankine.autograd.metrics.Accuracy;
import dev.rankine.autograd.nn.*;
import dev.rankine.autograd.op.CrossEntropyOp;
import dev.rankine.autograd.optim.*;
import dev.rankine.engine.*;
import java.util.function.Function;

/** Layers, a loss, an optimizer: two spirals that no straight line parts. */
class Lesson08 {
  static final int POINTS = 200;
  static final Backend CPU = Backend.cpu();
  static final Tensor XY = Tensor.allocate(CPU, Shape.of(POINTS, 2));
  static final Indices ARM = Indices.allocate(CPU, Shape.of(POINTS));

  static void draw(Philox random) {
    double[] xy = new double[2 * POINTS];
    int[] arm = new int[POINTS];
    for (int i = 0; i < POINTS; i++) {
      arm[i] = i % 2;
      double turn = 0.4 + 2.6 * i / POINTS, angle = 2 * turn + Math.PI * arm[i];
      xy[2 * i] = turn * StrictMath.cos(angle) + 0.05 * random.nextGaussian();
      xy[2 * i + 1] = turn * StrictMath.sin(angle) + 0.05 * random.nextGaussian();
    }
    CPU.upload(xy, XY);
    CPU.upload(arm, ARM);
  }

  static Layer model() {
    Parameters source = Parameters.initialise(CPU, new Philox(1, 0));
    return Sequential.of(
        Linear.of(source.at("in"), 2, 32),
        Activation.TANH,
        Linear.of(source.at("hidden"), 32, 32),
        Activation.TANH,
        Linear.of(source.at("out"), 32, 2));
  }

  static Layer train(String name, Function<Layer, Optimizer> maker) {
    Layer model = model();
    Optimizer optimizer = maker.apply(model);
    System.out.printf("%-8s", name);
    for (int step = 0; step <= 400; step++)
      try (Tape tape = Tape.recording(CPU)) {
        Var loss = CrossEntropyOp.of(model.forward(tape, tape.constant(XY)), ARM);
        optimizer.step(tape.backward(loss));
        if (step % 50 == 0) System.out.printf(" %7.4f", loss.value().item());
      }
    System.out.println();
    return model;
  }

  /** What the model says on a grid of 17 lines and 45 columns. */
  static void map(Layer model) {
    double[] grid = new double[17 * 45 * 2];
    for (int i = 0; i < grid.length; i += 2) {
      grid[i] = (i / 2 % 45 - 22) * 0.15;
      grid[i + 1] = (8 - i / 2 / 45) * 0.4;
    }
    Tensor points = Tensor.of(CPU, Shape.of(17 * 45, 2), grid);
    try (Tape tape = Tape.none(CPU)) {
      float[] logits = model.forward(tape, tape.constant(points)).value().toFloats();
      for (int i = 0; i < logits.length; i += 2) {
        System.out.print(logits[i] < logits[i + 1] ? '#' : '.');
        if (i % 90 == 88) System.out.println();
      }
    }
  }

  static void main() {
    draw(new Philox(8, 0));
    train("descent", net -> new Sgd(net.parameters(), 0.3));
    train("momentum", net -> new Sgd(net.parameters(), 0.3, 0.9, 0));
    Layer model = train("Adam", net -> new Adam(net.parameters(), 0.01));
    double right = 100 * Accuracy.of(model, DataSet.of(XY), ARM);
    System.out.printf("%n%.0f %% of the points are right; what it says elsewhere:%n", right);
    map(model);
  }
}
