package dev.rankine.autograd.op;

import static dev.rankine.autograd.op.Expect.near;
import static dev.rankine.autograd.op.Expect.refuses;
import static dev.rankine.autograd.op.Expect.slopes;
import static dev.rankine.autograd.op.Expect.zeros;

import dev.rankine.autograd.Var;
import dev.rankine.engine.Shape;
import dev.rankine.engine.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Elementwise ops at zeros, infinities and NaN, and what is refused. */
class ElementwiseTest {
  private static final double NAN = Double.NaN;
  private static final double INF = Double.POSITIVE_INFINITY;
  private static final double[] X = {0, -1, 4, INF, -INF, NAN};

  private static Var one(Var x) {
    return x.tape().constant(Tensor.of(x.tape().backend(), Shape.SCALAR, 1f));
  }

  @ParameterizedTest
  @ValueSource(strings = {"reference", "cpu"})
  void quotients(String backend) {
    near(backend, x -> one(x).div(x), X, INF, -1, 0.25, 0, 0, NAN);
    slopes(backend, x -> one(x).div(x), X, -INF, -1, -0.0625, 0, 0, NAN);
    slopes(backend, x -> x.div(x), new double[] {2, 0}, 0, NAN);
  }

  @ParameterizedTest
  @ValueSource(strings = {"reference", "cpu"})
  void powers(String backend) {
    near(backend, x -> x.pow(2), X, 0, 1, 16, INF, INF, NAN);
    slopes(backend, x -> x.pow(2), X, 0, -2, 8, INF, -INF, NAN);
    near(backend, x -> x.pow(-1), X, INF, -1, 0.25, 0, 0, NAN);
    near(backend, x -> x.pow(1.5), X, 0, NAN, 8, INF, NAN, NAN);
    slopes(backend, x -> x.pow(0.5), X, INF, NAN, 0.25, 0, NAN, NAN);
    near(backend, x -> x.pow(0.3), X, 0, NAN, 1.5157165665103982, INF, NAN, NAN);
    near(backend, x -> x.pow(0), X, 1, 1, 1, 1, 1, 1);
    slopes(backend, x -> x.pow(0), X, 0, 0, 0, 0, 0, 0);
    slopes(backend, x -> x.pow(1), X, 1, 1, 1, 1, 1, 1);
    near(backend, x -> x.pow(32), new double[] {-2, 1.5}, 4294967296.0, 431439.8832739892);
    near(backend, x -> x.pow(33), new double[] {1.5}, 647159.8249109838);
  }

  @ParameterizedTest
  @ValueSource(strings = {"reference", "cpu"})
  void functions(String backend) {
    near(backend, Var::neg, X, -0.0, 1, -4, -INF, INF, NAN);
    near(backend, Var::abs, X, 0, 1, 4, INF, INF, NAN);
    slopes(backend, Var::abs, X, 0, -1, 1, 1, -1, 0);
    near(backend, Var::sqrt, X, 0, NAN, 2, INF, NAN, NAN);
    slopes(backend, Var::sqrt, X, INF, NAN, 0.25, 0, NAN, NAN);
    near(backend, Var::exp, X, 1, 0.36787944117144233, 54.598150033144236, INF, 0, NAN);
    slopes(backend, Var::exp, X, 1, 0.36787944117144233, 54.598150033144236, INF, 0, NAN);
    near(backend, Var::log, X, -INF, NAN, 1.3862943611198906, INF, NAN, NAN);
    slopes(backend, Var::log, X, INF, -1, 0.25, 0, 0, NAN);
  }

  @Test
  void refusals() {
    String rule = ": axis -1 has extents 3 and 2, equal or 1 is needed; reshape one operand";
    refuses("broadcast: (2, 3) and (2)" + rule, t -> zeros(t, 2, 3).div(zeros(t, 2)));
    for (double exponent : new double[] {NAN, INF, -INF}) {
      refuses(
          "pow: exponent " + exponent + ": choose a finite number", t -> zeros(t, 2).pow(exponent));
    }
  }
}
