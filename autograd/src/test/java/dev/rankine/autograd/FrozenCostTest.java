package dev.rankine.autograd;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.rankine.autograd.op.AddOp;
import dev.rankine.autograd.op.ConcatOp;
import dev.rankine.autograd.op.Conv2dOp;
import dev.rankine.autograd.op.LinearOp;
import dev.rankine.engine.Conv2dGeometry;
import dev.rankine.engine.Shape;
import dev.rankine.engine.Tensor;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** What is frozen costs no gradient work: the primitives that backward calls, counted. */
class FrozenCostTest {
  private static final Samples RANDOM = new Samples(3);

  private static Parameter parameter(String name, boolean trainable, int... dims) {
    Parameter parameter = new Parameter(name, RANDOM.normal(dims));
    if (!trainable) {
      parameter.freeze();
    }
    return parameter;
  }

  /**
   * The primitives that backward calls for a weighted sum of a result, less the product with the
   * weights.
   */
  private static Map<String, Integer> cost(Function<Tape, Var> forward) {
    CountingBackend counting = new CountingBackend(GradientCheck.backend());
    try (Tape tape = Tape.recording(counting.backend())) {
      Var y = forward.apply(tape);
      Var loss = y.mul(constant(tape, y.shape().dims())).sum();
      counting.take();
      tape.backward(loss);
      Map<String, Integer> calls = counting.take();
      calls.computeIfPresent("zip", (name, count) -> count == 1 ? null : count - 1);
      return calls;
    }
  }

  private static Var constant(Tape tape, int... dims) {
    return tape.constant(Tensor.zeros(GradientCheck.backend(), Shape.of(dims)));
  }

  private static Var variable(Tape tape, int... dims) {
    return tape.variable(Tensor.zeros(GradientCheck.backend(), Shape.of(dims)));
  }

  private static Var linear(Tape tape, Var x, boolean weight, boolean bias) {
    return LinearOp.of(
        x,
        List.of(tape.parameter(parameter("weight", weight, 4, 3))),
        Optional.of(tape.parameter(parameter("bias", bias, 4))));
  }

  @Test
  void linearDoesOnlyWhatIsWanted() {
    assertEquals(
        Map.of("gemm", 2, "reduce", 1), cost(t -> linear(t, variable(t, 2, 3), true, true)));
    assertEquals(
        Map.of("gemm", 1, "reduce", 1), cost(t -> linear(t, constant(t, 2, 3), true, true)));
    assertEquals(Map.of("gemm", 1), cost(t -> linear(t, variable(t, 2, 3), false, false)));
    assertEquals(Map.of("reduce", 1), cost(t -> linear(t, constant(t, 2, 3), false, true)));
  }

  @Test
  void oneTrainableBlockOfTwoCostsOneProduct() {
    assertEquals(
        Map.of("gemm", 1),
        cost(
            t ->
                LinearOp.of(
                    constant(t, 2, 3),
                    List.of(
                        t.parameter(parameter("old", false, 4, 2)),
                        t.parameter(parameter("new", true, 4, 1))),
                    Optional.empty())));
  }

  private static Var conv(Tape tape, Var x, boolean weight, boolean bias) {
    return Conv2dOp.of(
        x,
        tape.parameter(parameter("weight", weight, 2, 1, 3, 3)),
        Optional.of(tape.parameter(parameter("bias", bias, 2))),
        Conv2dGeometry.Window.DENSE);
  }

  @Test
  void convolutionDoesOnlyWhatIsWanted() {
    assertEquals(
        Map.of("conv2dInputGradient", 1, "conv2dWeightGradient", 1, "conv2dBiasGradient", 1),
        cost(t -> conv(t, variable(t, 1, 1, 4, 4), true, true)));
    assertEquals(
        Map.of("conv2dWeightGradient", 1, "conv2dBiasGradient", 1),
        cost(t -> conv(t, constant(t, 1, 1, 4, 4), true, true)));
    assertEquals(
        Map.of("conv2dInputGradient", 1),
        cost(t -> conv(t, variable(t, 1, 1, 4, 4), false, false)));
    assertEquals(
        Map.of("conv2dBiasGradient", 1), cost(t -> conv(t, constant(t, 1, 1, 4, 4), false, true)));
  }

  @Test
  void productsOfAConstantCostOneSide() {
    assertEquals(Map.of("gemm", 2), cost(t -> variable(t, 2, 3).matmul(variable(t, 3, 2))));
    assertEquals(Map.of("gemm", 1), cost(t -> variable(t, 2, 3).matmul(constant(t, 3, 2))));
    assertEquals(Map.of("gemm", 1), cost(t -> constant(t, 2, 3).matmul(variable(t, 3, 2))));
    assertEquals(Map.of("zip", 2), cost(t -> variable(t, 2).mul(variable(t, 2))));
    assertEquals(Map.of("zip", 1), cost(t -> variable(t, 2).mul(constant(t, 2))));
    assertEquals(Map.of("zip", 1), cost(t -> constant(t, 2).mul(variable(t, 2))));
  }

  @Test
  void sumsPassTheGradientThrough() {
    assertEquals(Map.of(), cost(t -> AddOp.of(variable(t, 2), variable(t, 2))));
    assertEquals(Map.of("map", 1), cost(t -> constant(t, 2).sub(variable(t, 2))));
    assertEquals(Map.of(), cost(t -> variable(t, 2).sub(constant(t, 2))));
    assertEquals(
        Map.of("copy", 1),
        cost(t -> ConcatOp.of(List.of(constant(t, 2, 1), variable(t, 2, 1)), 1)));
  }

  @Test
  void frozenPartOfANetworkIsNotOnTheTape() {
    try (Tape tape = Tape.recording(GradientCheck.backend())) {
      Var hidden = linear(tape, constant(tape, 2, 3), false, false).relu();
      assertEquals(List.of(), tape.ops());
      LinearOp.of(hidden, List.of(tape.parameter(parameter("top", true, 1, 4))), Optional.empty());
      assertEquals(1, tape.ops().size());
    }
  }

  @Test
  void branchThatTheLossDoesNotReachCostsNothing() {
    assertEquals(
        Map.of("gemm", 1),
        cost(
            t -> {
              Var x = variable(t, 2, 3);
              x.matmul(constant(t, 3, 3)).relu();
              return x.matmul(constant(t, 3, 2));
            }));
  }

  @Test
  void inferenceRecordsNothing() {
    try (Tape tape = Tape.none(GradientCheck.backend())) {
      linear(tape, variable(tape, 2, 3), true, true).relu();
      assertEquals(List.of(), tape.ops());
    }
  }
}
