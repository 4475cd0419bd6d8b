package dev.rankine.autograd.op;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.rankine.autograd.GradientCheck;
import dev.rankine.autograd.Tape;
import dev.rankine.autograd.Var;
import dev.rankine.engine.Conv2dGeometry;
import dev.rankine.engine.Shape;
import dev.rankine.engine.ShapeException;
import dev.rankine.engine.Tensor;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** A wrong shape fails in forward, at the op that it was given to. */
class OpErrorsTest {
  private static void fails(String start, Function<Tape, Var> forward) {
    try (Tape tape = Tape.recording(GradientCheck.backend())) {
      String message = assertThrows(ShapeException.class, () -> forward.apply(tape)).getMessage();
      assertEquals(start, message.substring(0, Math.min(start.length(), message.length())));
    }
  }

  private static Var zeros(Tape tape, int... dims) {
    return tape.variable(Tensor.zeros(tape.backend(), Shape.of(dims)));
  }

  @Test
  void linear() {
    fails("linear:", t -> LinearOp.of(zeros(t, 2, 3), List.of(zeros(t, 4, 2)), Optional.empty()));
    fails("linear:", t -> LinearOp.of(zeros(t, 2), List.of(zeros(t, 4, 2)), Optional.empty()));
    fails("linear:", t -> LinearOp.of(zeros(t), List.of(zeros(t)), Optional.empty()));
    List<int[]> heights = List.of(new int[] {4, 2}, new int[] {3, 1});
    fails(
        "linear:",
        t ->
            LinearOp.of(
                zeros(t, 2, 3),
                heights.stream().map(dims -> zeros(t, dims)).toList(),
                Optional.empty()));
  }

  @Test
  void biasThatWouldBroadcast() {
    fails(
        "linear bias:",
        t -> LinearOp.of(zeros(t, 2, 3), List.of(zeros(t, 4, 3)), Optional.of(zeros(t, 1))));
    fails(
        "conv2d bias:",
        t ->
            Conv2dOp.of(
                zeros(t, 1, 1, 3, 3),
                zeros(t, 2, 1, 3, 3),
                Optional.of(zeros(t, 1)),
                Conv2dGeometry.Window.DENSE));
  }

  @Test
  void concat() {
    fails("concat:", t -> ConcatOp.of(List.of(zeros(t, 2, 3), zeros(t, 3, 3)), 1));
    fails("concat:", t -> ConcatOp.of(List.of(zeros(t, 2, 3), zeros(t, 2)), 0));
    fails("concat: (2): it has no axis 1;", t -> ConcatOp.of(List.of(zeros(t, 2)), 1));
    fails("concat:", t -> ConcatOp.of(List.of(zeros(t, 2, 3)), 2));
    fails("concat:", t -> ConcatOp.of(List.of(zeros(t, 2, 3)), -3));
  }

  @Test
  void emptyLists() {
    String none =
        assertThrows(IllegalArgumentException.class, () -> new ConcatOp(List.of(), 0)).getMessage();
    assertEquals("concat: no parts were given; at least one is needed", none);
    try (Tape tape = Tape.recording(GradientCheck.backend())) {
      Var x = zeros(tape, 2, 0);
      assertThrows(
          IllegalArgumentException.class, () -> LinearOp.of(x, List.of(), Optional.empty()));
    }
  }

  @Test
  void elementwiseAndReductions() {
    fails("broadcast:", t -> zeros(t, 2, 3).add(zeros(t, 2)));
    fails("gemm:", t -> zeros(t, 2, 3).matmul(zeros(t, 2, 3)));
    fails("reshape:", t -> zeros(t, 2, 3).reshape(5));
    fails("reduce:", t -> zeros(t, 2, 3).sum(1, 0));
    fails("reduce:", t -> zeros(t, 2, 3).mean(2));
    fails("max_pool2d:", t -> MaxPool2dOp.of(zeros(t, 2, 3), 2, 2));
    fails(
        "conv2d:",
        t ->
            Conv2dOp.of(
                zeros(t, 1, 2, 3, 3),
                zeros(t, 1, 1, 1, 1),
                Optional.empty(),
                Conv2dGeometry.Window.DENSE));
  }
}
