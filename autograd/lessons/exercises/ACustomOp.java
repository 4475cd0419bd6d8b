import dev.rankine.autograd.*;
import dev.rankine.engine.*;
import java.util.List;

/**
 * Softsign, y = x / (1 + |x|), as an op of your own: a record that keeps what backward needs. Its
 * derivative is 1 / (1 + |x|)². Keep the denominator: it serves both directions.
 */
class ACustomOp {
  record Softsign(Var x, Tensor denominator) implements CustomOp {
    static Var of(Var x) {
      Backend backend = x.tape().backend();
      Tensor one = x.tape().allocate(Shape.SCALAR);
      backend.fill(1, one);
      Tensor denominator = x.tape().allocate(x.shape());
      Tensor y = x.tape().allocate(x.shape());
      // yours: the denominator, and y
      backend.fill(0, denominator);
      backend.fill(0, y);
      return x.tape().record(new Softsign(x, denominator), y);
    }

    @Override
    public List<Var> inputs() {
      return List.of(x);
    }

    @Override
    public void backward(Tensor dy, Gradients gradients) {
      // yours
    }
  }

  static void main() {
    CustomOp.register(Softsign.class);
    Tensor x = Tensor.of(GradientCheck.backend(), Shape.of(2, 2), -3, -0.5, 0.25, 1);
    try (Tape tape = Tape.none(GradientCheck.backend())) {
      double[] y = Softsign.of(tape.constant(x)).value().toDoubles();
      if (y[0] != -0.75 || y[3] != 0.5) {
        throw new AssertionError(
            "softsign of -3 and 1 is -0.75 and 0.5, not " + y[0] + ", " + y[3]);
      }
    }
    GradientCheck.assertGradients("Softsign", (tape, in) -> Softsign.of(in.get(0)), x);
    System.out.println("solved");
  }
}
