package dev.rankine.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Formulas in blocks have the bits of the single primitives, and refuse what does not fit. */
class FormulaTest {
  private final Backend backend = Backend.cpu();

  private Tensor normal(int n, int stream) {
    Philox random = new Philox(7, stream);
    double[] values = new double[n];
    for (int i = 0; i < n; i++) {
      values[i] = random.nextGaussian();
    }
    return Tensor.of(backend, Shape.of(n), values);
  }

  private List<Formula> formulas(int n) {
    Formula x = Formula.of(normal(n, 1));
    Formula y = Formula.of(normal(n, 2));
    Formula one = Formula.of(normal(1, 3));
    Formula d = x.zip(Binary.SUBTRACT, y);
    Formula bounded = d.zip(Binary.MAXIMUM, -0.5).zip(Binary.MINIMUM, 0.5);
    Formula half = bounded.zip(Binary.MULTIPLY, 0.5);
    Formula twice = one.zip(Binary.ADD, one).map(Unary.EXP);
    return List.of(
        bounded.zip(Binary.MULTIPLY, d.zip(Binary.SUBTRACT, half)),
        x.map(Unary.ABS).map(Unary.NEGATE).map(Unary.EXP).zip(Binary.ADD, 1).map(Unary.LOG),
        x.zip(Binary.GREATER, one).choose(twice, y.zip(Binary.MULTIPLY, twice)),
        x.zip(Binary.LEAKY_RELU, 0.1).zip(Binary.DIVIDE, twice.zip(Binary.SUBTRACT, one)));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 2047, 2048, 2049, 70_001})
  void haveTheBitsOfTheSinglePrimitives(int n) {
    for (Formula formula : formulas(n)) {
      Tensor fused = Tensor.allocate(backend, Shape.of(n));
      Tensor composed = Tensor.allocate(backend, Shape.of(n));
      backend.compute(formula, fused);
      FormulaComposed.compute(backend, formula, composed);
      assertArrayEquals(composed.toFloats(), fused.toFloats());
    }
  }

  /** Added to itself so many times: one part more each time, or, written out, twice as many. */
  private static Formula doubled(Formula formula, int times) {
    Formula sum = formula;
    for (int i = 0; i < times; i++) {
      sum = sum.zip(Binary.ADD, sum);
    }
    return sum;
  }

  /** 2⁹ operands, 2⁹ − 1 sums and a negation are as many parts as there may be. */
  @ParameterizedTest
  @ValueSource(strings = {"cpu", "reference"})
  void refuseTooManyParts(String name) {
    Backend any = Backend.named(name);
    Tensor out = Tensor.allocate(any, Shape.of(2));
    Formula x = Formula.of(Tensor.of(any, Shape.of(2), 1, -3));
    any.compute(doubled(x, 9).map(Unary.NEGATE), out);
    assertArrayEquals(new float[] {-512, 1536}, out.toFloats());
    Formula chain = x;
    for (int parts = 1; parts < Formula.MOST_PARTS; parts++) {
      chain = chain.map(Unary.NEGATE);
    }
    any.compute(chain, out);
    assertArrayEquals(new float[] {-1, 3}, out.toFloats());
    Formula longer = chain.map(Unary.NEGATE);
    for (Formula large : List.of(longer, doubled(x, 10), doubled(Formula.of(1), 60))) {
      Exception refused =
          assertThrows(IllegalArgumentException.class, () -> any.compute(large, out));
      assertEquals(
          "compute: the formula has more than 1024 parts, where what is used twice counts twice;"
              + " compute a part of it first",
          refused.getMessage());
    }
  }

  /** All of the powers are computed before the first of them is added. */
  @Test
  void hasAsManyPlacesForValuesAsItNeeds() {
    int n = 5;
    Formula sum = Formula.of(normal(n, 0)).map(Unary.EXP);
    for (int stream = 1; stream < 70; stream++) {
      sum = Formula.of(normal(n, stream)).map(Unary.EXP).zip(Binary.ADD, sum);
    }
    Tensor fused = Tensor.allocate(backend, Shape.of(n));
    Tensor composed = Tensor.allocate(backend, Shape.of(n));
    backend.compute(sum, fused);
    FormulaComposed.compute(backend, sum, composed);
    assertArrayEquals(composed.toFloats(), fused.toFloats());
  }

  /** One element has the shape that it is asked for in. */
  @Test
  void oneElementIsCopiedIntoAnyShape() {
    Tensor out = Tensor.allocate(backend, Shape.of(1, 1));
    backend.compute(Formula.of(Tensor.of(backend, Shape.SCALAR, 3f)), out);
    assertEquals(3, out.item());
  }

  private void refused(String message, Formula formula) {
    Tensor out = Tensor.allocate(backend, Shape.of(3));
    assertEquals(
        message,
        assertThrows(ShapeException.class, () -> backend.compute(formula, out)).getMessage());
  }

  @Test
  void refuses() {
    Formula three = Formula.of(normal(3, 1));
    refused(
        "compute: (2) and (3): operands have the output's shape or one element; reshape the operands"
            + " to match",
        three.zip(Binary.ADD, Formula.of(normal(2, 2))));
    refused(
        "compute: (3): no operand has the output's shape (3); expand one, or fill the output",
        Formula.of(normal(1, 1)).zip(Binary.ADD, 2));
    refused(
        "compute: (3): a mask must have the output's shape; expand it",
        Formula.of(1).choose(three, three));
  }
}
