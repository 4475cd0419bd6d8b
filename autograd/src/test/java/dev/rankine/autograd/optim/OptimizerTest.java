package dev.rankine.autograd.optim;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rankine.autograd.GradientCheck;
import dev.rankine.autograd.Gradients;
import dev.rankine.autograd.Parameter;
import dev.rankine.autograd.Tape;
import dev.rankine.autograd.Var;
import dev.rankine.engine.Backend;
import dev.rankine.engine.Shape;
import dev.rankine.engine.Tensor;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** Optimizers against steps worked out by hand, for the loss L = p₀² + 3·p₁ with p = (1, −2). */
class OptimizerTest {
  private static final Backend BACKEND = GradientCheck.backend();
  private static final double CLOSE = 1e-12;

  /** Rates 0.1, 0.05, 0.025. */
  private static final Schedule HALVING = Schedule.stairs(0.1, 1, 0.5);

  private final Parameter p = parameter("p");

  private static Parameter parameter(String name) {
    return new Parameter(name, Tensor.of(BACKEND, Shape.of(2), 1.0, -2.0));
  }

  /** One step; dL/dp = (2·p₀, 3). */
  private static void step(Optimizer optimizer, Parameter p) {
    try (Tape tape = Tape.recording(BACKEND)) {
      optimizer.step(gradients(tape, p));
    }
  }

  private static Gradients gradients(Tape tape, Parameter p) {
    return tape.backward(loss(tape, p));
  }

  private static Var loss(Tape tape, Parameter p) {
    var x = tape.parameter(p);
    var square = tape.constant(Tensor.of(BACKEND, Shape.of(2), 1.0, 0.0));
    var linear = tape.constant(Tensor.of(BACKEND, Shape.of(2), 0.0, 3.0));
    return x.mul(x).mul(square).add(x.mul(linear)).sum();
  }

  private void assertValues(double... expected) {
    assertArrayEquals(expected, p.tensor().toDoubles(), CLOSE);
  }

  private static String fails(Class<? extends Exception> type, Executable executable) {
    return assertThrows(type, executable).getMessage();
  }

  @Test
  void plainDescent() {
    Optimizer sgd = new Sgd(List.of(p), 0.1);
    step(sgd, p);
    assertValues(1 - 0.1 * 2, -2 - 0.1 * 3);
    step(sgd, p);
    assertValues(0.8 - 0.1 * 1.6, -2.3 - 0.1 * 3);
  }

  @Test
  void momentumAndDecay() {
    Optimizer sgd = new Sgd(List.of(p), 0.1, 0.5, 0.01);
    step(sgd, p);
    // g = (2 + 0.01·1, 3 − 0.01·2) = v
    assertValues(1 - 0.1 * 2.01, -2 - 0.1 * 2.98);
    step(sgd, p);
    // p = (0.799, −2.298), g = (1.598 + 0.00799, 3 − 0.02298), v = 0.5·v + g
    assertValues(0.799 - 0.1 * (0.5 * 2.01 + 1.60599), -2.298 - 0.1 * (0.5 * 2.98 + 2.97702));
  }

  @Test
  void nesterovLooksAhead() {
    Optimizer sgd = new Sgd(List.of(p), Schedule.constant(0.1), 0.5, 0, true);
    step(sgd, p);
    // v = g = (2, 3), direction g + 0.5·v
    assertValues(1 - 0.1 * 3, -2 - 0.1 * 4.5);
    step(sgd, p);
    // g = (1.4, 3), v = (2.4, 4.5)
    assertValues(0.7 - 0.1 * (1.4 + 1.2), -2.45 - 0.1 * (3 + 2.25));
  }

  @Test
  void eachStepTakesTheRateOfItsTurn() {
    Optimizer sgd = new Sgd(List.of(p), HALVING, 0, 0, false);
    step(sgd, p);
    step(sgd, p);
    step(sgd, p);
    assertValues(0.8 * 0.9 * 0.95, -2 - 3 * 0.175);
  }

  @Test
  void adamFollowsASchedule() {
    Optimizer adam = new Adam(List.of(p), HALVING);
    step(adam, p);
    double p1 = -2 - 0.1 * 3 / (3 + 1e-8);
    assertEquals(p1, p.tensor().toDoubles()[1], CLOSE);
    step(adam, p);
    assertEquals(p1 - 0.05 * 3 / (3 + 1e-8), p.tensor().toDoubles()[1], CLOSE);
  }

  @Test
  void decoupledDecayFollowsTheSchedule() {
    Optimizer adam = new AdamW(List.of(p), HALVING, 0.5);
    step(adam, p);
    double p1 = 0.95 * -2 - 0.1 * 3 / (3 + 1e-8);
    assertEquals(p1, p.tensor().toDoubles()[1], CLOSE);
    step(adam, p);
    double p2 = 0.975 * p1 - 0.05 * 3 / (3 + 1e-8);
    assertEquals(p2, p.tensor().toDoubles()[1], CLOSE);
  }

  @Test
  void aScheduleWithoutARateChangesNothing() {
    Optimizer sgd = new Sgd(List.of(p), step -> step == 1 ? Double.NaN : 0.1, 0, 0, false);
    step(sgd, p);
    assertEquals(
        "optimizer: rate NaN: 0 or a positive, finite number is needed",
        fails(IllegalArgumentException.class, () -> step(sgd, p)));
    assertValues(0.8, -2.3);
  }

  @Test
  void groupsHaveRatesOfTheirOwn() {
    Parameter q = parameter("q");
    Optimizer groups =
        new ParameterGroups(new Sgd(List.of(p), 0.1), new AdamW(List.of(q), HALVING, 0.5));
    assertEquals(List.of(p, q), groups.parameters());
    try (Tape tape = Tape.recording(BACKEND)) {
      groups.step(both(tape, p, q));
    }
    assertValues(1 - 0.1 * 2, -2 - 0.1 * 3);
    assertArrayEquals(
        new double[] {0.95 - 0.1 * 2 / (2 + 1e-8), -1.9 - 0.1 * 3 / (3 + 1e-8)},
        q.tensor().toDoubles(),
        CLOSE);
  }

  /** The loss of p and that of q, added. */
  private static Gradients both(Tape tape, Parameter p, Parameter q) {
    return tape.backward(loss(tape, p).add(loss(tape, q)));
  }

  @Test
  void aGroupThatFailsLeavesTheOthersAsTheyWere() {
    Parameter q = parameter("q");
    Optimizer groups =
        new ParameterGroups(new Sgd(List.of(p), 0.1), new Sgd(List.of(q), step -> -1, 0, 0, false));
    try (Tape tape = Tape.recording(BACKEND)) {
      Gradients gradients = both(tape, p, q);
      fails(IllegalArgumentException.class, () -> groups.step(gradients));
    }
    fails(IllegalArgumentException.class, () -> step(groups, p));
    assertValues(1, -2);
    assertEquals(0, p.tensor().version());
  }

  @Test
  void groupsThatCannotAllBeRestoredStayAsTheyWere() {
    Parameter q = parameter("q");
    Optimizer halved =
        new ParameterGroups(
            new Sgd(List.of(p), 0.1, 0.9, 0), new Sgd(List.of(q), HALVING, 0.9, 0, false));
    try (Tape tape = Tape.recording(BACKEND)) {
      halved.step(both(tape, p, q));
    }
    Optimizer constant =
        new ParameterGroups(new Sgd(List.of(p), 0.1, 0.9, 0), new Sgd(List.of(q), 0.1, 0.9, 0));
    assertEquals(
        "the stored optimizer's rate after 1 updates is 0.05, this schedule gives 0.1;"
            + " resume with the same schedule",
        fails(IllegalArgumentException.class, () -> constant.restore(halved.state())));
    assertEquals(List.of(0L, 0L), constant.state().steps());
    constant
        .state()
        .tensors()
        .values()
        .forEach(tensor -> assertArrayEquals(new double[2], tensor.toDoubles()));
  }

  @Test
  void aDamagedNumberOfStepsIsRefusedOrRestoredAtOnce() {
    Adam adam = new Adam(List.of(p), 0.1);
    Executable huge = () -> adam.restore(after(Long.MAX_VALUE, adam));
    assertTimeoutPreemptively(Duration.ofMinutes(1), huge);
    assertEquals(List.of(Long.MAX_VALUE), adam.state().steps());
    for (Optimizer each : List.of(adam, new Sgd(List.of(p), 0.1))) {
      String message = fails(IllegalArgumentException.class, () -> each.restore(after(-1, each)));
      assertEquals("the stored optimizer made -1 updates; the file is damaged", message);
    }
  }

  private static OptimizerState after(long steps, Optimizer optimizer) {
    OptimizerState state = optimizer.state();
    return new OptimizerState(state.method(), List.of(steps), state.rates(), state.tensors());
  }

  @Test
  void aParameterIsInOneGroup() {
    assertEquals(
        "optimizer: parameter p was given twice; list it once",
        fails(
            IllegalArgumentException.class,
            () -> new ParameterGroups(new Sgd(List.of(p), 0.1), new Adam(List.of(p), 0.1))));
    assertEquals(
        "optimizer: no parameters were given; all are frozen?",
        fails(IllegalArgumentException.class, ParameterGroups::new));
  }

  @Test
  void adam() {
    Optimizer adam = new Adam(List.of(p), 0.1);
    step(adam, p);
    // The first step is rate·g/(|g| + ε·√…): m/(1−β₁) = g, √(v/(1−β₂)) = |g|.
    double p0 = 1 - 0.1 * 2 / (2 + 1e-8);
    double p1 = -2 - 0.1 * 3 / (3 + 1e-8);
    assertValues(p0, p1);
    step(adam, p);
    double g0 = 2 * p0;
    double m0 = (0.9 * 0.1 * 2 + 0.1 * g0) / (1 - 0.9 * 0.9);
    double v0 = (0.999 * 0.001 * 4 + 0.001 * g0 * g0) / (1 - 0.999 * 0.999);
    assertValues(p0 - 0.1 * m0 / (Math.sqrt(v0) + 1e-8), p1 - 0.1 * 3 / (3 + 1e-8));
  }

  @Test
  void adamWithDecoupledDecay() {
    Optimizer adam = new AdamW(List.of(p), 0.1, 0.5);
    step(adam, p);
    assertValues(0.95 * 1 - 0.1 * 2 / (2 + 1e-8), 0.95 * -2 - 0.1 * 3 / (3 + 1e-8));
  }

  @Test
  void aStepRaisesTheVersion() {
    long before = p.tensor().version();
    step(new Adam(List.of(p), 0.1), p);
    assertEquals(before + 1, p.tensor().version());
  }

  @Test
  void constructionIsChecked() {
    Parameter frozen = parameter("fc1.weight");
    frozen.freeze();
    assertEquals(
        "optimizer: parameter fc1.weight is frozen; leave it out or unfreeze it",
        fails(IllegalArgumentException.class, () -> new Sgd(List.of(p, frozen), 0.1)));
    assertEquals(
        "optimizer: parameter p was given twice; list it once",
        fails(IllegalArgumentException.class, () -> new Adam(List.of(p, p), 0.1)));
    assertEquals(
        "optimizer: no parameters were given; all are frozen?",
        fails(IllegalArgumentException.class, () -> new AdamW(List.of(), 0.1, 0)));
  }

  @Test
  void numbersAreChecked() {
    assertEquals(
        "optimizer: rate NaN: a positive, finite number is needed",
        fails(IllegalArgumentException.class, () -> new Adam(List.of(p), Double.NaN)));
    assertEquals(
        "optimizer: weight decay -1.0: 0 or a positive, finite number is needed",
        fails(IllegalArgumentException.class, () -> new AdamW(List.of(p), 0.1, -1)));
    fails(IllegalArgumentException.class, () -> new Sgd(List.of(p), 0));
    fails(IllegalArgumentException.class, () -> new Sgd(List.of(p), 0.1, -0.5, 0));
    fails(
        IllegalArgumentException.class, () -> new AdamW(List.of(p), 0.1, Double.POSITIVE_INFINITY));
  }

  @Test
  void anUnreachedParameterChangesNothing() {
    Parameter unreached = parameter("head.bias");
    Optimizer adam = new Adam(List.of(p, unreached), 0.1);
    assertTrue(
        fails(IllegalArgumentException.class, () -> step(adam, p))
            .startsWith("the loss does not reach parameter head.bias(2); take it out"));
    assertValues(1, -2);
    assertEquals(0, p.tensor().version());
  }

  @Test
  void aParameterFrozenLaterIsNamed() {
    Parameter frozen = parameter("q");
    Optimizer sgd = new Sgd(List.of(p, frozen), 0.1);
    frozen.freeze();
    assertTrue(
        fails(IllegalArgumentException.class, () -> step(sgd, p))
            .contains("parameter q(2) frozen"));
  }

  @Test
  void gradientsOfAClosedTapeChangeNothing() {
    Optimizer adam = new Adam(List.of(p), 0.1);
    Tape tape = Tape.recording(BACKEND);
    Gradients gradients = gradients(tape, p);
    tape.close();
    fails(IllegalStateException.class, () -> adam.step(gradients));
    assertEquals(0, p.tensor().version());
    step(adam, p);
    assertValues(1 - 0.1 * 2 / (2 + 1e-8), -2 - 0.1 * 3 / (3 + 1e-8));
  }
}
