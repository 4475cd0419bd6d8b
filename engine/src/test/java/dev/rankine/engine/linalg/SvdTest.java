package dev.rankine.engine.linalg;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rankine.engine.Backend;
import dev.rankine.engine.Philox;
import dev.rankine.engine.Shape;
import dev.rankine.engine.ShapeException;
import dev.rankine.engine.Tensor;
import dev.rankine.engine.reference.ReferenceBackend;
import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SvdTest {
  private static final Backend EXACT = new ReferenceBackend();
  private static final double ROUNDING = 0x1p-53;

  private static Svd svd(Dense a) {
    return Svd.of(a.on(EXACT));
  }

  private static double[] values(Dense a) {
    return svd(a).s().toDoubles();
  }

  private static void assertDecomposition(Dense a, Svd svd, double bound) {
    int k = Math.min(a.rows(), a.columns());
    assertEquals(Shape.of(a.rows(), k), svd.u().shape());
    assertEquals(Shape.of(k), svd.s().shape());
    assertEquals(Shape.of(k, a.columns()), svd.vT().shape());
    Dense u = Dense.of(svd.u());
    Dense v = Dense.of(svd.vT()).transpose();
    assertTrue(u.orthogonality() <= bound, () -> "UᵀU − I: " + u.orthogonality());
    assertTrue(v.orthogonality() <= bound, () -> "VᵀV − I: " + v.orthogonality());
    double[] s = svd.s().toDoubles();
    for (int i = 0; i < k; i++) {
      assertTrue(s[i] >= 0, "singular values are not negative");
      assertTrue(i == 0 || s[i] <= s[i - 1], "singular values descend");
    }
    double residual = u.scaleColumns(s).times(v.transpose()).distance(a);
    assertTrue(residual <= bound * a.largest(), () -> "U·diag(s)·Vᵀ − A: " + residual);
  }

  @Property(tries = 500)
  void itIsADecomposition(
      @ForAll Dense.Kind kind,
      @ForAll @IntRange(max = 12) int m,
      @ForAll @IntRange(max = 12) int n,
      @ForAll long seed) {
    Dense a = Dense.draw(kind, m, n, seed);
    assertDecomposition(a, svd(a), 300 * ROUNDING);
  }

  @ParameterizedTest
  @CsvSource({"GAUSSIAN,64,785", "GAUSSIAN,300,40", "RANK_TWO,90,90", "GRADED_COLUMNS,120,120"})
  void largerOnes(Dense.Kind kind, int m, int n) {
    Dense a = Dense.draw(kind, m, n, 7);
    assertDecomposition(a, svd(a), 2000 * ROUNDING);
  }

  @Property
  void theLargestElementOfAColumnOfUIsPositive(
      @ForAll Dense.Kind kind,
      @ForAll @IntRange(min = 1, max = 9) int m,
      @ForAll @IntRange(min = 1, max = 9) int n,
      @ForAll long seed) {
    Dense rows = Dense.of(svd(Dense.draw(kind, m, n, seed)).u()).transpose();
    for (int j = 0; j < rows.rows(); j++) {
      double largest = 0;
      for (int i = 0; i < m; i++) {
        double value = rows.get(j, i);
        largest = Math.abs(value) > Math.abs(largest) ? value : largest;
      }
      assertTrue(largest > 0, "column " + j);
    }
  }

  @Property
  void twoRunsAgreeToTheBit(
      @ForAll Dense.Kind kind,
      @ForAll @IntRange(max = 12) int m,
      @ForAll @IntRange(max = 12) int n,
      @ForAll long seed) {
    Dense a = Dense.draw(kind, m, n, seed);
    Svd first = svd(a);
    Svd second = svd(a);
    assertArrayEquals(first.u().toDoubles(), second.u().toDoubles());
    assertArrayEquals(first.s().toDoubles(), second.s().toDoubles());
    assertArrayEquals(first.vT().toDoubles(), second.vT().toDoubles());
  }

  /** The other way to the same numbers: s² are the eigenvalues of AᵀA. */
  @Property
  void squaresAreTheEigenvaluesOfTheGramMatrix(
      @ForAll @IntRange(min = 1, max = 8) int n,
      @ForAll @IntRange(max = 8) int more,
      @ForAll long seed) {
    Dense a = Dense.draw(Dense.Kind.GAUSSIAN, n + more, n, seed);
    double[] eigenvalues = eigenvalues(a.transpose().times(a));
    double[] s = values(a);
    for (int i = 0; i < n; i++) {
      assertEquals(eigenvalues[i], s[i] * s[i], 1e-13 * eigenvalues[0], "value " + i);
    }
  }

  /** The classical two-sided Jacobi method, which shares no code with what is tested. */
  private static double[] eigenvalues(Dense symmetric) {
    int n = symmetric.rows();
    Dense a = symmetric;
    for (int round = 0; round < 12; round++) {
      for (int p = 0; p < n; p++) {
        for (int q = p + 1; q < n; q++) {
          double angle = 0.5 * Math.atan2(2 * a.get(p, q), a.get(q, q) - a.get(p, p));
          Dense rotation = Dense.identity(n);
          rotation.set(p, p, Math.cos(angle));
          rotation.set(q, q, Math.cos(angle));
          rotation.set(p, q, Math.sin(angle));
          rotation.set(q, p, -Math.sin(angle));
          a = rotation.transpose().times(a).times(rotation);
        }
      }
    }
    double[] eigenvalues = new double[n];
    for (int i = 0; i < n; i++) {
      eigenvalues[i] = -a.get(i, i);
    }
    Arrays.sort(eigenvalues);
    return Arrays.stream(eigenvalues).map(value -> -value).toArray();
  }

  /**
   * Accuracy relative to each value: A = B·D with an integer B of determinant 1 and D powers of two
   * from 1 to 2⁻²⁴⁰. Its inverse is exact as well, and the singular values of the inverse's
   * transpose B⁻ᵀ·D⁻¹, graded the other way, are the reciprocals.
   */
  @Property
  void tinySingularValuesAreAccurateInThemselves(@ForAll long seed, @ForAll boolean wide) {
    int n = 7;
    Dense lower = unit(n, seed);
    Dense upper = unit(n, ~seed).transpose();
    Dense b = lower.times(upper);
    Dense inverse = inverseOfUnit(upper.transpose()).transpose().times(inverseOfUnit(lower));
    double[] d = new double[n];
    double[] reciprocals = new double[n];
    for (int j = 0; j < n; j++) {
      d[j] = Math.scalb(1.0, -40 * j);
      reciprocals[j] = 1 / d[j];
    }
    assertEquals(0, b.times(inverse).distance(Dense.identity(n)));
    Dense a = b.scaleColumns(d);
    double[] s = values(wide ? a.transpose() : a);
    double[] ofInverse = values(inverse.transpose().scaleColumns(reciprocals));
    for (int i = 0; i < n; i++) {
      assertEquals(1, s[i] * ofInverse[n - 1 - i], 1e-11, "value " + i);
    }
  }

  /** A unit lower triangular matrix of −1, 0 and 1. */
  private static Dense unit(int n, long seed) {
    Philox random = new Philox(seed, 0);
    Dense unit = Dense.identity(n);
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < i; j++) {
        unit.set(i, j, random.nextInt(3) - 1);
      }
    }
    return unit;
  }

  private static Dense inverseOfUnit(Dense lower) {
    int n = lower.rows();
    Dense inverse = Dense.identity(n);
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < i; j++) {
        for (int column = 0; column < n; column++) {
          double known = inverse.get(i, column) - lower.get(i, j) * inverse.get(j, column);
          inverse.set(i, column, known);
        }
      }
    }
    return inverse;
  }

  /** ((3, 0), (4, 5)): AᵀA = ((25, 20), (20, 25)) has eigenvalues 45 and 5. */
  @Test
  void aMatrixWorkedOutByHand() {
    Svd svd = svd(Dense.of(2, 2, 3, 0, 4, 5));
    double h = Math.sqrt(0.5);
    double t = Math.sqrt(0.1);
    assertArrayEquals(
        new double[] {Math.sqrt(45), Math.sqrt(5)}, svd.s().toDoubles(), 4 * ROUNDING * 8);
    assertArrayEquals(new double[] {t, 3 * t, 3 * t, -t}, svd.u().toDoubles(), 1e-15);
    assertArrayEquals(new double[] {h, h, h, -h}, svd.vT().toDoubles(), 1e-15);
  }

  /** Singular values 1 / (2·sin((2i − 1)·π / (4n + 2))) of a triangle of ones. */
  @Test
  void aTriangleOfOnes() {
    int n = 20;
    Dense ones = new Dense(n, n);
    double[] expected = new double[n];
    for (int i = 0; i < n; i++) {
      expected[i] = 0.5 / Math.sin((2 * i + 1) * Math.PI / (4 * n + 2));
      for (int j = 0; j <= i; j++) {
        ones.set(i, j, 1);
      }
    }
    assertArrayEquals(expected, values(ones), 1e-14);
  }

  @Test
  void rowsAndColumns() {
    Svd row = svd(Dense.of(1, 3, -2, 3, -6));
    assertArrayEquals(new double[] {1}, row.u().toDoubles());
    assertEquals(7, row.s().item(), 1e-14);
    assertArrayEquals(new double[] {-2 / 7.0, 3 / 7.0, -6 / 7.0}, row.vT().toDoubles(), 1e-15);
    Svd column = svd(Dense.of(3, 1, -2, 3, -6));
    assertArrayEquals(new double[] {-1}, column.vT().toDoubles(), 1e-15);
    assertArrayEquals(new double[] {2 / 7.0, -3 / 7.0, 6 / 7.0}, column.u().toDoubles(), 1e-15);
  }

  @Test
  void equalSingularValues() {
    Svd svd = svd(Dense.identity(4).scaleColumns(2, -2, 2, -2));
    assertArrayEquals(new double[] {2, 2, 2, 2}, svd.s().toDoubles());
    assertArrayEquals(Dense.identity(4).values(), svd.u().toDoubles());
    assertArrayEquals(
        Dense.identity(4).scaleColumns(1, -1, 1, -1).values(), svd.vT().toDoubles(), 0);
  }

  @Test
  void exactDependenceGivesExactZeros() {
    assertArrayEquals(new double[3], values(new Dense(3, 5)));
    assertArrayEquals(new double[] {5, 0}, values(Dense.of(2, 2, 0, 3, 0, 4)), 1e-15);
    double[] s = values(Dense.of(3, 2, 1, 0x1p-900, 0, 0, 0, 0));
    assertArrayEquals(new double[] {1, 0}, s, "2⁻⁹⁰⁰ beside 1 counts as 0");
  }

  @Test
  void emptyOnes() {
    assertDecomposition(new Dense(0, 4), svd(new Dense(0, 4)), 0);
    assertDecomposition(new Dense(4, 0), svd(new Dense(4, 0)), 0);
    assertDecomposition(new Dense(0, 0), svd(new Dense(0, 0)), 0);
  }

  @Test
  void aSingleBackendRoundsTheSameResultOnce() {
    Dense a = Dense.of(Dense.draw(Dense.Kind.GAUSSIAN, 6, 9, 3).on(Backend.cpu()));
    Svd exact = svd(a);
    Svd single = Svd.of(a.on(Backend.cpu()));
    assertEquals("cpu", single.u().backend().name());
    assertArrayEquals(exact.u().toFloats(), single.u().toFloats());
    assertArrayEquals(exact.s().toFloats(), single.s().toFloats());
    assertArrayEquals(exact.vT().toFloats(), single.vT().toFloats());
  }

  @Test
  void badInputIsOneLine() {
    var rank = assertThrows(ShapeException.class, () -> Svd.of(Tensor.zeros(EXACT, Shape.of(3))));
    assertEquals("svd: (3): a matrix (M, N) is needed; reshape it", rank.getMessage());
    Dense a = new Dense(2, 3);
    a.set(0, 2, Double.POSITIVE_INFINITY);
    var thrown = assertThrows(IllegalArgumentException.class, () -> svd(a));
    assertEquals(
        "svd: (2, 3): element (0, 2) is Infinity, only finite numbers can be decomposed; look for"
            + " an overflow or 0/0 before",
        thrown.getMessage());
  }

  @Test
  void theLimitOfSweepsIsAnError() {
    Tensor a = Dense.draw(Dense.Kind.GAUSSIAN, 9, 8, 1).on(EXACT);
    var thrown = assertThrows(ArithmeticException.class, () -> Svd.of(a, 2));
    assertEquals(
        "svd: 8 columns are not orthogonal after 2 sweeps; please report this matrix",
        thrown.getMessage());
  }
}
