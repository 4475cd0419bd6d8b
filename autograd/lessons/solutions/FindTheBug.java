import dev.rankine.autograd.*;
import dev.rankine.engine.*;
import java.util.List;

/**
 * y = a·t + b·(1 − t), between a and b. One line of backward is wrong. Let the gradient check tell
 * you where, then find out why.
 */
class FindTheBug {
  record Between(Var a, Var b, Var t) implements CustomOp {
    static Var of(Var a, Var b, Var t) {
      Backend backend = a.tape().backend();
      Tensor y = a.tape().allocate(a.shape());
      backend.zip(Binary.SUBTRACT, a.value(), b.value(), y);
      backend.zip(Binary.MULTIPLY, y, t.value(), y);
      backend.zip(Binary.ADD, y, b.value(), y);
      return a.tape().record(new Between(a, b, t), y);
    }

    @Override
    public List<Var> inputs() {
      return List.of(a, b, t);
    }

    @Override
    public void backward(Tensor dy, Gradients gradients) {
      Tensor da = gradients.allocate(a.shape());
      Tensor db = gradients.allocate(b.shape());
      Tensor dt = gradients.allocate(t.shape());
      gradients.backend().zip(Binary.MULTIPLY, dy, t.value(), da);
      gradients.backend().zip(Binary.SUBTRACT, dy, da, db);
      gradients.backend().zip(Binary.SUBTRACT, a.value(), b.value(), dt);
      gradients.backend().zip(Binary.MULTIPLY, dt, dy, dt);
      gradients.add(a, da);
      gradients.add(b, db);
      gradients.add(t, dt);
    }
  }

  static Tensor values(double... values) {
    return Tensor.of(GradientCheck.backend(), Shape.of(values.length), values);
  }

  static void main() {
    CustomOp.register(Between.class);
    GradientCheck.assertGradients(
        "Between",
        (tape, in) -> Between.of(in.get(0), in.get(1), in.get(2)),
        values(1, 2, 3),
        values(-1, 0.5, 4),
        values(0.2, 0.5, 0.7));
    System.out.println("solved");
  }
}
