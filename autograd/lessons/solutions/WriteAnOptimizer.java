import dev.rankine.autograd.*;
import dev.rankine.autograd.optim.Optimizer;
import dev.rankine.engine.*;
import java.util.List;

/**
 * Descent by momentum: for each parameter p with gradient g, v ← 0.9·v + g and p ← p − 0.05·v. The
 * velocities start at 0. A backend has no "plus a multiple of": a product with beta is one, {@code
 * gemm(alpha, a, b, beta, c)}, but {@code zip} with a tensor of one element does too.
 */
class WriteAnOptimizer {
  record Momentum(List<Parameter> parameters, List<Tensor> velocities) implements Optimizer {
    static Momentum of(List<Parameter> parameters) {
      return new Momentum(parameters, parameters.stream().map(Momentum::zeros).toList());
    }

    static Tensor zeros(Parameter parameter) {
      return Tensor.zeros(parameter.tensor().backend(), parameter.shape());
    }

    @Override
    public Runnable prepare(ParameterGradients gradients) {
      return () -> {
        for (int i = 0; i < parameters.size(); i++) {
          update(parameters.get(i).tensor(), gradients.of(parameters.get(i)), velocities.get(i));
        }
      };
    }

    static void update(Tensor p, Tensor g, Tensor v) {
      Backend backend = p.backend();
      Tensor step = Tensor.allocate(backend, v.shape());
      backend.zip(Binary.MULTIPLY, v, Tensor.of(backend, Shape.SCALAR, 0.9), v);
      backend.zip(Binary.ADD, v, g, v);
      backend.zip(Binary.MULTIPLY, v, Tensor.of(backend, Shape.SCALAR, 0.05), step);
      backend.zip(Binary.SUBTRACT, p, step, p);
    }
  }

  static void main() {
    Backend exact = Backend.named("reference");
    Parameter w = new Parameter("w", Tensor.of(exact, Shape.of(2), 1, -2));
    Optimizer optimizer = Momentum.of(List.of(w));
    double p = 1;
    double v = 0;
    for (int step = 0; step < 5; step++) {
      try (Tape tape = Tape.recording(exact)) {
        Var weight = tape.parameter(w);
        optimizer.step(tape.backward(weight.mul(weight).sum()));
      }
      v = 0.9 * v + 2 * p;
      p -= 0.05 * v;
      double actual = w.tensor().toDoubles()[0];
      if (!(Math.abs(actual - p) < 1e-12)) {
        throw new AssertionError("after step " + step + " w is " + actual + ", it should be " + p);
      }
    }
    System.out.println("solved");
  }
}
