import dev.rankine.autograd.*;
import dev.rankine.engine.*;
import java.util.List;

/**
 * y = x³. Forward is done; write backward: given dy, add the gradient of x.
 *
 * <p>You need {@code gradients.allocate} for memory and {@code gradients.backend().zip} to
 * multiply.
 */
class WriteABackward {
  record Cube(Var x) implements CustomOp {
    static Var of(Var x) {
      Tensor y = x.tape().allocate(x.shape());
      x.tape().backend().zip(Binary.MULTIPLY, x.value(), x.value(), y);
      x.tape().backend().zip(Binary.MULTIPLY, y, x.value(), y);
      return x.tape().record(new Cube(x), y);
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
    CustomOp.register(Cube.class);
    Tensor x = Tensor.of(GradientCheck.backend(), Shape.of(5), -2, -0.5, 0.1, 1, 3);
    GradientCheck.assertGradients("Cube", (tape, in) -> Cube.of(in.get(0)), x);
    System.out.println("solved");
  }
}
