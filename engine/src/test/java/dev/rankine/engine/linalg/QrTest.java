package dev.rankine.engine.linalg;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rankine.engine.Backend;
import dev.rankine.engine.Shape;
import dev.rankine.engine.ShapeException;
import dev.rankine.engine.Tensor;
import dev.rankine.engine.reference.ReferenceBackend;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class QrTest {
  private static final Backend EXACT = new ReferenceBackend();
  private static final double ROUNDING = 0x1p-53;

  private static Qr qr(Dense a) {
    return Qr.of(a.on(EXACT));
  }

  @Property(tries = 300)
  void itIsADecomposition(
      @ForAll Dense.Kind kind,
      @ForAll @IntRange(max = 12) int m,
      @ForAll @IntRange(max = 12) int n,
      @ForAll long seed) {
    Dense a = Dense.draw(kind, m, n, seed);
    Qr qr = qr(a);
    int k = Math.min(m, n);
    assertEquals(Shape.of(m, k), qr.q().shape());
    assertEquals(Shape.of(k, n), qr.r().shape());
    Dense q = Dense.of(qr.q());
    Dense r = Dense.of(qr.r());
    double bound = 100 * ROUNDING;
    assertTrue(q.orthogonality() <= bound, () -> "QᵀQ − I: " + q.orthogonality());
    assertTrue(q.times(r).distance(a) <= bound * a.largest(), () -> "QR − A");
    for (int i = 0; i < k; i++) {
      assertTrue(r.get(i, i) >= 0, "the diagonal is not negative");
      for (int j = 0; j < i; j++) {
        assertEquals(0, Double.doubleToLongBits(r.get(i, j)), "below the diagonal is +0");
      }
    }
  }

  @Property
  void eachColumnHasASmallErrorOfItsOwn(
      @ForAll @IntRange(min = 1, max = 12) int m,
      @ForAll @IntRange(min = 1, max = 12) int n,
      @ForAll long seed) {
    Dense a = Dense.draw(Dense.Kind.GRADED_COLUMNS, m, n, seed);
    Qr qr = qr(a);
    Dense back = Dense.of(qr.q()).times(Dense.of(qr.r()));
    double[] scales = new double[n];
    for (int j = 0; j < n; j++) {
      scales[j] = Math.scalb(1.0, 200 * j / n);
    }
    Dense unscaled = a.scaleColumns(scales);
    assertTrue(back.scaleColumns(scales).distance(unscaled) <= 100 * ROUNDING * unscaled.largest());
  }

  @Property
  void twoRunsAgreeToTheBit(
      @ForAll Dense.Kind kind,
      @ForAll @IntRange(max = 12) int m,
      @ForAll @IntRange(max = 12) int n,
      @ForAll long seed) {
    Dense a = Dense.draw(kind, m, n, seed);
    Qr first = qr(a);
    Qr second = qr(a);
    assertArrayEquals(first.q().toDoubles(), second.q().toDoubles());
    assertArrayEquals(first.r().toDoubles(), second.r().toDoubles());
  }

  /** A = ((3, 1), (4, 2)): the first column has length 5, and det A = 2. */
  @Test
  void aMatrixWorkedOutByHand() {
    Qr qr = qr(Dense.of(2, 2, 3, 1, 4, 2));
    assertArrayEquals(new double[] {5, 2.2, 0, 0.4}, qr.r().toDoubles(), 1e-15);
    assertArrayEquals(new double[] {0.6, -0.8, 0.8, 0.6}, qr.q().toDoubles(), 1e-15);
  }

  @Test
  void rowsAndColumns() {
    Qr row = qr(Dense.of(1, 3, -2, 0, 7));
    assertArrayEquals(new double[] {-1}, row.q().toDoubles());
    assertArrayEquals(new double[] {2, 0, -7}, row.r().toDoubles(), 0);
    Qr column = qr(Dense.of(3, 1, 2, -3, 6));
    assertArrayEquals(new double[] {7}, column.r().toDoubles(), 1e-14);
    assertArrayEquals(new double[] {2 / 7.0, -3 / 7.0, 6 / 7.0}, column.q().toDoubles(), 1e-15);
  }

  @Test
  void aTriangularMatrixWithAPositiveDiagonalStaysAsItIs() {
    Dense a = Dense.of(3, 3, 1, 5, -2, 0, 3, 4, 0, 0, 2);
    Qr qr = qr(a);
    assertArrayEquals(a.values(), qr.r().toDoubles());
    assertArrayEquals(Dense.identity(3).values(), qr.q().toDoubles());
  }

  @Test
  void aZeroMatrixHasTheIdentityForQ() {
    Qr qr = qr(new Dense(4, 2));
    assertArrayEquals(new double[] {1, 0, 0, 1, 0, 0, 0, 0}, qr.q().toDoubles());
    assertArrayEquals(new double[4], qr.r().toDoubles());
  }

  @Test
  void aColumnWhoseSquaresVanishIsNotLost() {
    double tiny = 0x1p-700;
    Qr qr = qr(Dense.of(3, 2, 1, 0, 0, 3 * tiny, 0, 4 * tiny));
    assertArrayEquals(new double[] {1, 0, 0, 5 * tiny}, qr.r().toDoubles(), 1e-14 * tiny);
    assertArrayEquals(new double[] {1, 0, 0, 0.6, 0, 0.8}, qr.q().toDoubles(), 1e-15);
  }

  @Test
  void aSingleBackendRoundsTheSameResultOnce() {
    Dense a = Dense.of(Dense.draw(Dense.Kind.GAUSSIAN, 9, 5, 3).on(Backend.cpu()));
    Qr exact = qr(a);
    Qr single = Qr.of(a.on(Backend.cpu()));
    assertEquals("cpu", single.q().backend().name());
    assertArrayEquals(exact.q().toFloats(), single.q().toFloats());
    assertArrayEquals(exact.r().toFloats(), single.r().toFloats());
  }

  @Test
  void whatIsTooLargeForTheBackendIsInfinite() {
    Qr qr = Qr.of(Tensor.of(Backend.cpu(), Shape.of(2, 1), 3e38f, 3e38f));
    assertEquals(Double.POSITIVE_INFINITY, qr.r().item());
    assertArrayEquals(new double[] {0.7071, 0.7071}, qr.q().toDoubles(), 1e-4);
  }

  @Test
  void aTensorOfAnotherRankIsRefused() {
    var thrown =
        assertThrows(ShapeException.class, () -> Qr.of(Tensor.zeros(EXACT, Shape.of(2, 2, 2))));
    assertEquals("qr: (2, 2, 2): a matrix (M, N) is needed; reshape it", thrown.getMessage());
  }

  @Test
  void whatIsNotFiniteIsRefusedByPlace() {
    Dense a = new Dense(2, 3);
    a.set(1, 2, Double.NaN);
    var thrown = assertThrows(IllegalArgumentException.class, () -> qr(a));
    assertEquals(
        "qr: (2, 3): element (1, 2) is NaN, only finite numbers can be decomposed; look for an"
            + " overflow or 0/0 before",
        thrown.getMessage());
    a.set(1, 0, Double.NEGATIVE_INFINITY);
    thrown = assertThrows(IllegalArgumentException.class, () -> qr(a));
    assertTrue(thrown.getMessage().contains("(1, 0) is -Infinity"), thrown.getMessage());
  }
}
