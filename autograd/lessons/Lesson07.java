import dev.rankine.autograd.*;
import dev.rankine.engine.*;
import java.util.List;

/** Gradient checking, and a bug that it finds: y = x·|x|, whose derivative is 2·|x|. */
class Lesson07 {
  record SignedSquare(Var x, boolean wrong) implements CustomOp {
    static Var of(Var x, boolean wrong) {
      Tensor y = x.tape().allocate(x.shape());
      x.tape().backend().map(Unary.ABS, x.value(), y);
      x.tape().backend().zip(Binary.MULTIPLY, x.value(), y, y);
      return x.tape().record(new SignedSquare(x, wrong), y);
    }

    @Override
    public List<Var> inputs() {
      return List.of(x);
    }

    @Override
    public void backward(Tensor dy, Gradients gradients) {
      Tensor slope = gradients.allocate(x.shape());
      gradients.backend().map(Unary.ABS, x.value(), slope);
      Tensor half = wrong ? x.value() : slope; // the bug: right where x > 0
      gradients.backend().zip(Binary.MULTIPLY, dy, half, slope);
      gradients.add(x, slope);
      gradients.add(x, slope);
    }
  }

  static void check(String name, boolean wrong, double... at) {
    Tensor x = Tensor.of(GradientCheck.backend(), Shape.of(at.length), at);
    try {
      GradientCheck.assertGradients(name, (tape, in) -> SignedSquare.of(in.get(0), wrong), x);
      System.out.println(name + ": passed");
    } catch (AssertionError found) {
      System.out.println(found.getMessage());
    }
  }

  /** The loss of a fit that uses the op, after some steps of descent. */
  static double trained(boolean wrong) {
    Backend cpu = Backend.cpu();
    Tensor x = Tensor.of(cpu, Shape.of(4), 1, 2, 3, 4),
        t = Tensor.of(cpu, Shape.of(4), 2, 7, 20, 31);
    double w = 0.2, loss = 0;
    for (int step = 0; step < 40; step++)
      try (Tape tape = Tape.recording(cpu)) {
        Var weight = tape.variable(Tensor.of(cpu, Shape.SCALAR, w));
        Var off = SignedSquare.of(weight.mul(tape.constant(x)), wrong).sub(tape.constant(t));
        Var mean = off.mul(off).mean();
        loss = mean.value().item();
        w -= 0.0004 * tape.backward(mean).of(weight).item();
      }
    return loss;
  }

  static void main() {
    CustomOp.register(SignedSquare.class);
    System.out.printf("trained with the right gradient: loss %.4f%n", trained(false));
    System.out.printf("trained with the wrong one:      loss %.4f%n", trained(true));

    System.out.println();
    check("right op", false, 0.5, 1.5, -0.5, -2);
    check("wrong op, x > 0 alone", true, 0.5, 1.5, 2.5);
    check("wrong op", true, 0.5, 1.5, -0.5, -2);

    System.out.println();
    double x = 1.5, slope = StrictMath.exp(x); // f(x) = e^x is its own derivative
    for (int i = 1; i <= 13; i++) {
      double h = Math.pow(10, -i);
      double central = (StrictMath.exp(x + h) - StrictMath.exp(x - h)) / (2 * h);
      System.out.printf("h = 1e-%02d  error %.0e%n", i, Math.abs(central - slope));
    }
  }
}
