package dev.rankine.autograd.op;

import static dev.rankine.autograd.op.Expect.near;
import static dev.rankine.autograd.op.Expect.refuses;
import static dev.rankine.autograd.op.Expect.slopes;
import static dev.rankine.autograd.op.Expect.zeros;

import dev.rankine.autograd.Var;
import dev.rankine.engine.Shape;
import dev.rankine.engine.Tensor;
import java.util.function.UnaryOperator;
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

  @ParameterizedTest
  @ValueSource(strings = {"reference", "cpu"})
  void activations(String backend) {
    near(backend, Var::tanh, X, 0, -0.7615941559557649, 0.999329299739067, 1, -1, NAN);
    slopes(backend, Var::tanh, X, 1, 0.4199743416140261, 0.001340950683025, 0, 0, NAN);
    near(backend, Var::sigmoid, X, 0.5, 0.2689414213699951, 0.9820137900379085, 1, 0, NAN);
    slopes(backend, Var::sigmoid, X, 0.25, 0.19661193324148185, 0.017662706213291, 0, 0, NAN);
    near(backend, SiluOp::of, X, 0, -0.2689414213699951, 3.928055160151634, INF, 0, NAN);
    slopes(backend, SiluOp::of, X, 0.5, 0.07232948812851325, 1.0526646148910724, 1, 0, NAN);
    near(backend, GeluOp::of, X, 0, -0.15865525393145707, 3.9998733150087, INF, 0, NAN);
    slopes(backend, GeluOp::of, X, 0.5, -0.08331547058768, 1.000503649116, 1, 0, NAN);
    near(backend, GeluTanhOp::of, X, 0, -0.158808009391723, 3.999929748151, INF, 0, NAN);
    slopes(backend, GeluTanhOp::of, X, 0.5, -0.08296408384578, 1.000335135637, 1, 0, NAN);
    near(backend, x -> LeakyReluOp.of(x, 0.5), X, 0, -0.5, 4, INF, -INF, NAN);
    slopes(backend, x -> LeakyReluOp.of(x, 0.5), X, 0.5, 0.5, 1, 1, 0.5, 0.5);
  }

  @ParameterizedTest
  @ValueSource(strings = {"reference", "cpu"})
  void choices(String backend) {
    near(backend, x -> x.clamp(0, 3), X, 0, 0, 3, 3, 0, NAN);
    slopes(backend, x -> x.clamp(0, 4), X, 1, 0, 1, 0, 0, 0);
    near(backend, x -> x.maximum(one(x)), X, 1, 1, 4, INF, 1, NAN);
    slopes(backend, x -> x.maximum(one(x)), new double[] {1, 0, 2, NAN}, 1, 0, 1, 1);
    slopes(backend, x -> one(x).maximum(x), new double[] {1, 0, 2, NAN}, 0, 0, 1, 0);
    near(backend, x -> x.minimum(one(x)), X, 0, -1, 1, 1, -INF, NAN);
    slopes(backend, x -> x.minimum(one(x)), new double[] {1, 0, 2, NAN}, 1, 1, 0, 1);
    near(backend, x -> x.max(), new double[] {1, -INF, 4}, 4);
    slopes(backend, x -> x.max(), new double[] {4, 1, 4, 4, 4}, 0.25, 0, 0.25, 0.25, 0.25);
    near(backend, x -> x.max(), new double[0], -INF);
    near(backend, x -> x.max(), new double[] {1, NAN}, NAN);
    slopes(backend, x -> x.max(), new double[] {1, NAN}, NAN, NAN);
  }

  /** What is not chosen does not show, not even as NaN, and −0 stays. */
  @ParameterizedTest
  @ValueSource(strings = {"reference", "cpu"})
  void whereTakesOneOrTheOther(String backend) {
    UnaryOperator<Var> f = x -> WhereOp.of(Masks.greater(x, x.scale(0)), x, one(x).neg());
    near(backend, f, X, -1, -1, 4, -1, -1, -1);
    slopes(backend, f, X, 0, 0, 1, 0, 0, 0);
    UnaryOperator<Var> same = x -> WhereOp.of(Masks.equal(x, x), x, one(x));
    near(backend, same, new double[] {-0.0, NAN}, -0.0, 1);
    slopes(backend, x -> same.apply(x).log(), new double[] {2, NAN}, 0.5, 0);
  }

  @ParameterizedTest
  @ValueSource(strings = {"reference", "cpu"})
  void logisticLoss(String backend) {
    UnaryOperator<Var> loss = x -> LogisticLossOp.of(x, ExpandOp.of(one(x), x.shape()));
    double[] x = {0, 2, -2, 1000, -1000, NAN};
    near(
        backend, loss, x, 0.6931471805599453, 0.1269280110429726, 2.1269280110429727, 0, 1000, NAN);
    slopes(backend, loss, x, -0.5, -0.11920292202211757, -0.8807970779778824, 0, -1, NAN);
  }

  @Test
  void refusalsOfChoices() {
    for (double[] bounds : new double[][] {{1, 0}, {NAN, 0}, {0, NAN}}) {
      refuses(
          "clamp: from "
              + bounds[0]
              + " to "
              + bounds[1]
              + ": the first must not be above the"
              + " second",
          t -> zeros(t, 2).clamp(bounds[0], bounds[1]));
    }
    String rule = ": axis -1 has extents 3 and 2, equal or 1 is needed; reshape one operand";
    refuses("broadcast: (3) and (2)" + rule, t -> zeros(t, 3).maximum(zeros(t, 2)));
    refuses("broadcast: (3) and (2)" + rule, t -> zeros(t, 3).minimum(zeros(t, 2)));
    refuses(
        "broadcast: (3) and (2)" + rule,
        t -> WhereOp.of(zeros(t, 1).value(), zeros(t, 3), zeros(t, 2)));
    refuses(
        "broadcast: (3) and (2)" + rule,
        t -> WhereOp.of(zeros(t, 3).value(), zeros(t, 2), zeros(t, 1)));
    refuses(
        "logistic_loss: (3) and (1): the shapes must be equal; reshape the operands to match",
        t -> LogisticLossOp.of(zeros(t, 3), zeros(t, 1)));
    refuses(
        "reduce: (3): it has no axis 1; count axes from 0, or from the innermost one, -1",
        t -> zeros(t, 3).max(1));
    refuses(
        "reduce: (3, 2): axes [1, 0] are not ascending axes of it; list each axis once, ascending,"
            + " from 0",
        t -> zeros(t, 3, 2).max(1, 0));
  }
}
