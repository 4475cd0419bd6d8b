package dev.rankine.autograd.op;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.rankine.autograd.Gradients;
import dev.rankine.autograd.Tape;
import dev.rankine.autograd.Var;
import dev.rankine.engine.Backend;
import dev.rankine.engine.Philox;
import dev.rankine.engine.Shape;
import dev.rankine.engine.Tensor;
import java.util.List;
import java.util.function.BinaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A loss that keeps no elements has the bits of the elements' op and their mean. */
class MeanLossTest {
  private record Pair(BinaryOperator<Var> fused, BinaryOperator<Var> composed) {}

  private static final List<Pair> PAIRS =
      List.of(
          new Pair(Losses::meanSquared, (y, t) -> SquaredErrorOp.of(y, t).mean()),
          new Pair(Losses::l1, (y, t) -> y.sub(t).abs().mean()),
          new Pair(Losses::l1, (y, t) -> AbsoluteErrorOp.of(y, t).mean()),
          new Pair((y, t) -> Losses.huber(y, t, 0.7), (y, t) -> HuberOp.of(y, t, 0.7).mean()),
          new Pair(Losses::binaryCrossEntropy, (y, t) -> LogisticLossOp.of(y, t).mean()));

  private static Tensor normal(Shape shape, int stream) {
    Philox random = new Philox(3, stream);
    double[] values = new double[shape.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextGaussian();
    }
    return Tensor.of(Backend.cpu(), shape, values);
  }

  private static float[][] results(BinaryOperator<Var> loss, Shape left, Shape right) {
    try (Tape tape = Tape.recording(Backend.cpu())) {
      Var y = tape.variable(normal(left, 1));
      Var t = tape.variable(normal(right, 2));
      Var value = loss.apply(y, t);
      Gradients gradients = tape.backward(value.scale(3));
      return new float[][] {
        value.value().toFloats(), gradients.of(y).toFloats(), gradients.of(t).toFloats()
      };
    }
  }

  private static void same(Pair pair, Shape left, Shape right) {
    float[][] expected = results(pair.composed(), left, right);
    float[][] actual = results(pair.fused(), left, right);
    for (int i = 0; i < expected.length; i++) {
      assertArrayEquals(expected[i], actual[i]);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 33, 32_769, 70_001})
  void hasTheBitsOfTheComposition(int n) {
    PAIRS.forEach(pair -> same(pair, Shape.of(n), Shape.of(n)));
  }

  @Test
  void broadcastsAsTheCompositionDoes() {
    for (Pair pair : PAIRS.subList(0, 4)) {
      same(pair, Shape.of(5, 7), Shape.of(7));
      same(pair, Shape.of(3, 1), Shape.of(1, 4));
      same(pair, Shape.of(1), Shape.of(2, 3));
      same(pair, Shape.of(2, 3), Shape.SCALAR);
    }
  }

  @Test
  void isOneOpThatSaysWhatItIs() {
    try (Tape tape = Tape.recording(Backend.cpu())) {
      Var y = tape.variable(normal(Shape.of(3), 1));
      Losses.l1(y, tape.constant(normal(Shape.of(3), 2)));
      assertEquals("y = mean of |a − b|", tape.ops().getFirst().formula());
      assertEquals(1, tape.ops().size());
    }
  }
}
