package dev.rankine.autograd.op;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rankine.autograd.GradientCheck;
import dev.rankine.autograd.GradientCheck.Computation;
import dev.rankine.autograd.Op;
import dev.rankine.autograd.Tape;
import dev.rankine.autograd.Var;
import dev.rankine.engine.Shape;
import dev.rankine.engine.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Provide;

/** What the gradient checks of ops and composites share: random shapes, and the check itself. */
abstract class GradientProperties {
  /** Checks a computation that records this op. */
  static void check(Class<? extends Op> op, long seed, Computation computation, Tensor... inputs) {
    try (Tape tape = Tape.recording(GradientCheck.backend())) {
      computation.apply(tape, Stream.of(inputs).map(tape::variable).toList());
      assertTrue(tape.ops().stream().anyMatch(op::isInstance), op + " was not recorded");
      tape.ops().forEach(recorded -> assertTrue(recorded.formula().startsWith("y = "), "formula"));
    }
    SequencedMap<String, Tensor> named = new LinkedHashMap<>();
    IntStream.range(0, inputs.length).forEach(i -> named.put("input " + i, inputs[i]));
    GradientCheck.of(op.getSimpleName(), seed).assertGradients(computation, named, List.of());
  }

  /** Checks f, and f(x) − f(x)/2, where f is applied to x twice. */
  static void checkUnary(Class<? extends Op> op, long seed, UnaryOperator<Var> f, Tensor x) {
    check(op, seed, (tape, in) -> f.apply(in.get(0)), x);
    check(op, seed, (tape, in) -> f.apply(in.get(0)).sub(f.apply(in.get(0)).scale(0.5)), x);
  }

  /** Rank 0 to 3, extents 0 to 3. */
  @Provide
  Arbitrary<Shape> shapes() {
    return shapes(0);
  }

  /** Rank 0 to 3, extents 1 to 3. */
  @Provide
  Arbitrary<Shape> filled() {
    return shapes(1);
  }

  private static Arbitrary<Shape> shapes(int smallest) {
    return Arbitraries.integers()
        .between(smallest, 3)
        .list()
        .ofMaxSize(3)
        .map(dims -> Shape.of(dims.stream().mapToInt(dim -> dim).toArray()));
  }

  /** A shape that broadcasts to this one: bits 0 to 2 make an axis 1, the rest drops axes. */
  static Shape narrowed(Shape shape, int how) {
    int from = Math.min(how >> 3, shape.rank());
    return Shape.of(
        IntStream.range(from, shape.rank())
            .map(axis -> (how >> axis & 1) == 1 ? 1 : shape.dim(axis))
            .toArray());
  }

  /** Checks a composite, on all of its arguments. */
  static void check(String composite, long seed, Computation computation, Tensor... inputs) {
    SequencedMap<String, Tensor> named = new LinkedHashMap<>();
    IntStream.range(0, inputs.length).forEach(i -> named.put("input " + i, inputs[i]));
    GradientCheck.of(composite, seed).assertGradients(computation, named, List.of());
  }

  /** The axes that are set in a mask; none means all of them. */
  static int[] axes(Shape shape, int mask) {
    return IntStream.range(0, shape.rank()).filter(axis -> (mask >> axis & 1) == 1).toArray();
  }
}
