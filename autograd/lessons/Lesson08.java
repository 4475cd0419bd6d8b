import dev.rankine.autograd.*;
import dev.rankine.autograd.nn.*;
import dev.rankine.autograd.op.CrossEntropyOp;
import dev.rankine.autograd.optim.*;
import dev.rankine.engine.*;
import java.util.List;
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

  static Layer train(String name, Function<List<Parameter>, Optimizer> maker) {
    Layer model = model();
    Optimizer optimizer = maker.apply(model.parameters());
    StringBuilder line = new StringBuilder("%-8s".formatted(name));
    for (int step = 0; step <= 400; step++) {
      try (Tape tape = Tape.recording(CPU)) {
        Var loss = CrossEntropyOp.of(model.forward(tape, tape.constant(XY)), ARM);
        optimizer.step(tape.backward(loss));
        if (step % 50 == 0) line.append(" %7.4f".formatted(loss.value().item()));
      }
    }
    System.out.println(line);
    return model;
  }

  static int[] classes(Layer model, Tensor xy) {
    try (Tape tape = Tape.none(CPU)) {
      Tensor logits = model.forward(tape, tape.constant(xy)).value();
      Indices best = Indices.allocate(CPU, Shape.of(xy.shape().dim(0)));
      CPU.argmax(logits, best);
      return best.toInts();
    }
  }

  static void main() {
    draw(new Philox(8, 0));
    train("descent", list -> new Sgd(list, 0.3));
    train("momentum", list -> new Sgd(list, 0.3, 0.9, 0));
    Layer model = train("Adam", list -> new Adam(list, 0.01));

    System.out.println();
    int[] answers = classes(model, XY), arms = ARM.toInts();
    int right = 0;
    for (int i = 0; i < POINTS; i++) right += answers[i] == arms[i] ? 1 : 0;
    System.out.println(right + " of " + POINTS + " points right; what it says elsewhere:");
    for (int y = 0; y < 17; y++) {
      double[] row = new double[2 * 45];
      for (int x = 0; x < 45; x++) {
        row[2 * x] = (x - 22) * 0.15;
        row[2 * x + 1] = (8 - y) * 0.4;
      }
      StringBuilder map = new StringBuilder();
      for (int arm : classes(model, Tensor.of(CPU, Shape.of(45, 2), row)))
        map.append(".#".charAt(arm));
      System.out.println(map);
    }
  }
}
