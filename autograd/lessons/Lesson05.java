import dev.rankine.autograd.*;
import dev.rankine.engine.*;

/** A derivative by hand: the slope of L(w) = Σ (w·x − t)², four ways. */
class Lesson05 {
  static final double[] X = {1, 2, 3}, T = {2, 4.5, 5.5};

  static double loss(double w) {
    double sum = 0;
    for (int i = 0; i < X.length; i++) sum += (w * X[i] - T[i]) * (w * X[i] - T[i]);
    return sum;
  }

  /** By the rules of school: dL/dw = Σ 2·(w·x − t)·x. */
  static double slope(double w) {
    double sum = 0;
    for (int i = 0; i < X.length; i++) sum += 2 * (w * X[i] - T[i]) * X[i];
    return sum;
  }

  /** Step by step, each step undone in reverse: what a tape will do. */
  static double backward(double w) {
    double dw = 0;
    for (int i = 0; i < X.length; i++) {
      double a = w * X[i];
      double r = a - T[i];
      double ds = 1; // of s = r·r, which is added to the loss
      double dr = ds * r + ds * r;
      double da = dr;
      dw += da * X[i];
    }
    return dw;
  }

  /** The same by the tape. */
  static double tape(double w) {
    Backend exact = Backend.named("reference");
    try (Tape tape = Tape.recording(exact)) {
      Var weight = tape.variable(Tensor.of(exact, Shape.SCALAR, w));
      Var x = tape.constant(Tensor.of(exact, Shape.of(3), X));
      Var r = weight.mul(x).sub(tape.constant(Tensor.of(exact, Shape.of(3), T)));
      return tape.backward(r.mul(r).sum()).of(weight).item();
    }
  }

  static void main() {
    double h = 1e-5;
    for (double w : new double[] {0, 1, 1.5, 2, 3})
      System.out.printf(
          "w = %3.1f  loss %8.4f  slope %9.4f, by differences %9.4f%n",
          w, loss(w), slope(w), (loss(w + h) - loss(w - h)) / (2 * h));

    System.out.println();
    System.out.printf(
        "at w = 1: school %.1f, reverse %.1f, tape %.1f%n", slope(1), backward(1), tape(1));

    System.out.println();
    double w = 0;
    for (int step = 0; step <= 5; step++) {
      System.out.printf("step %d  w = %.6f  loss %.6f%n", step, w, loss(w));
      w -= 0.03 * slope(w);
    }
  }
}
