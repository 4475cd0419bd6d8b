package dev.rankine.autograd.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.rankine.autograd.data.DataSet;
import dev.rankine.autograd.nn.Layer;
import dev.rankine.autograd.nn.Linear;
import dev.rankine.autograd.nn.Parameters;
import dev.rankine.engine.Backend;
import dev.rankine.engine.Indices;
import dev.rankine.engine.Philox;
import dev.rankine.engine.Shape;
import dev.rankine.engine.ShapeException;
import dev.rankine.engine.Tensor;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class MetricsTest {
  private static final Backend CPU = Backend.cpu();
  private static final double CLOSE = 1e-15;
  private static final Map<String, Tensor> IDENTITY =
      Map.of("weight", logits(2, 1, 0, 0, 1), "bias", Tensor.zeros(CPU, Shape.of(2)));

  private static Indices indices(int... values) {
    return Indices.of(CPU, Shape.of(values.length), values);
  }

  private static Tensor logits(int classes, double... values) {
    return Tensor.of(CPU, Shape.of(values.length / classes, classes), values);
  }

  private static void assertScores(double precision, double recall, double f1, Scores actual) {
    assertEquals(precision, actual.precision(), CLOSE, "precision");
    assertEquals(recall, actual.recall(), CLOSE, "recall");
    assertEquals(f1, actual.f1(), CLOSE, "f1");
  }

  private static String fails(Class<? extends Exception> type, Executable executable) {
    return assertThrows(type, executable).getMessage();
  }

  /** Labels rank first, second, third and third in their rows. */
  @Test
  void topK() {
    Tensor logits = logits(3, 5, 1, 2, 5, 1, 2, 5, 1, 2, -1, 0, 3);
    Indices labels = indices(0, 2, 1, 0);
    assertEquals(0.25, Accuracy.of(logits, labels));
    assertEquals(0.25, Accuracy.top(1, logits, labels));
    assertEquals(0.5, Accuracy.top(2, logits, labels));
    assertEquals(1, Accuracy.top(3, logits, labels));
  }

  @Test
  void ofEqualLogitsTheFirstCount() {
    Tensor equal = logits(4, 1, 1, 1, 1);
    assertEquals(1, Accuracy.top(2, equal, indices(1)));
    assertEquals(0, Accuracy.top(2, equal, indices(2)));
    assertEquals(0, Accuracy.top(1, logits(2, -0.0, 0.0), indices(1)));
  }

  @Test
  void nanIsTheLargest() {
    Tensor logits = logits(4, Double.POSITIVE_INFINITY, Double.NaN, 2, Double.NaN);
    assertEquals(1, Accuracy.top(1, logits, indices(1)));
    assertEquals(0, Accuracy.top(1, logits, indices(3)));
    assertEquals(1, Accuracy.top(2, logits, indices(3)));
    assertEquals(0, Accuracy.top(2, logits, indices(0)));
    assertEquals(1, Accuracy.top(3, logits, indices(0)));
  }

  @Property
  void accuracyIsWhatArgmaxSays(
      @ForAll @IntRange(min = 1, max = 20) int batch,
      @ForAll @IntRange(min = 1, max = 6) int classes,
      @ForAll long seed) {
    Philox random = new Philox(seed, 0);
    double[] values = new double[batch * classes];
    int[] label = new int[batch];
    for (int i = 0; i < values.length; i++) {
      int drawn = random.nextInt(5);
      values[i] = drawn == 4 ? Double.NaN : drawn;
    }
    for (int i = 0; i < batch; i++) {
      label[i] = random.nextInt(classes);
    }
    Tensor logits = logits(classes, values);
    Indices best = Indices.allocate(CPU, Shape.of(batch));
    CPU.argmax(logits, best);
    int correct = 0;
    for (int i = 0; i < batch; i++) {
      correct += best.toInts()[i] == label[i] ? 1 : 0;
    }
    assertEquals((double) correct / batch, Accuracy.of(logits, indices(label)));
    ConfusionMatrix matrix = new ConfusionMatrix(classes);
    matrix.addLogits(indices(label), logits);
    assertEquals((double) correct / batch, matrix.accuracy());
    assertEquals(matrix.accuracy(), matrix.micro().f1());
  }

  /** 250 rows are three batches; the model says the larger of two numbers. */
  @Test
  void accuracyOfADataSet() {
    Layer model = Linear.of(Parameters.load(CPU, IDENTITY), 2, 2);
    Philox random = new Philox(3, 0);
    double[] values = new double[500];
    int[] labels = new int[250];
    int correct = 0;
    for (int i = 0; i < labels.length; i++) {
      values[2 * i] = random.nextInt(100);
      values[2 * i + 1] = random.nextInt(100) + 0.5;
      labels[i] = random.nextInt(2);
      correct += labels[i] == (values[2 * i] > values[2 * i + 1] ? 0 : 1) ? 1 : 0;
    }
    DataSet inputs = DataSet.of(logits(2, values));
    assertEquals(correct / 250.0, Accuracy.of(model, inputs, indices(labels)));
    assertEquals(
        "accuracy: (2): a label for each of 250 inputs is needed, and at least one; give the labels"
            + " of these inputs",
        fails(ShapeException.class, () -> Accuracy.of(model, inputs, indices(0, 1))));
    DataSet none = DataSet.of(logits(2));
    fails(ShapeException.class, () -> Accuracy.of(model, none, indices()));
  }

  /**
   * The matrix
   *
   * <pre>
   *  2 1 0
   *  0 1 1
   *  1 0 4
   * </pre>
   */
  private static ConfusionMatrix sample(int classes) {
    ConfusionMatrix matrix = new ConfusionMatrix(classes);
    matrix.add(indices(0, 0, 0, 1, 1), indices(0, 0, 1, 1, 2));
    matrix.add(indices(2, 2, 2, 2, 2), indices(2, 0, 2, 2, 2));
    return matrix;
  }

  @Test
  void counts() {
    ConfusionMatrix matrix = sample(3);
    assertEquals(" 2 1 0\n 0 1 1\n 1 0 4\n", matrix.toString());
    assertEquals(1, matrix.count(2, 0));
    assertEquals(0, matrix.count(0, 2));
    assertEquals(0.7, matrix.accuracy());
  }

  @Test
  void scoresOfEachClass() {
    ConfusionMatrix matrix = sample(3);
    assertScores(2 / 3.0, 2 / 3.0, 2 / 3.0, matrix.of(0));
    assertScores(1 / 2.0, 1 / 2.0, 1 / 2.0, matrix.of(1));
    assertScores(4 / 5.0, 4 / 5.0, 4 / 5.0, matrix.of(2));
  }

  /**
   * Rows 3 1 and 2 4: precision 3/5 and 4/5, recall 3/4 and 4/6, F1 6/9 and 8/11. The mean F1 is
   * not the F1 of the means.
   */
  @Test
  void averagesOverClasses() {
    ConfusionMatrix matrix = new ConfusionMatrix(2);
    matrix.add(indices(0, 0, 0, 0, 1, 1, 1, 1, 1, 1), indices(0, 0, 0, 1, 0, 0, 1, 1, 1, 1));
    assertScores(3 / 5.0, 3 / 4.0, 6 / 9.0, matrix.of(0));
    assertScores(4 / 5.0, 4 / 6.0, 8 / 11.0, matrix.of(1));
    assertScores(7 / 10.0, 17 / 24.0, 23 / 33.0, matrix.macro());
    assertScores(0.7, 0.7, 0.7, matrix.micro());
  }

  @Test
  void classesThatDoNotOccur() {
    ConfusionMatrix matrix = sample(5);
    assertScores(0, 0, 0, matrix.of(4));
    Scores without = sample(3).macro();
    assertScores(without.precision(), without.recall(), without.f1(), matrix.macro());
    matrix.add(indices(0), indices(4));
    assertScores(0, 0, 0, matrix.of(4));
    assertEquals((2 / 4.0 + 1 / 2.0 + 4 / 5.0 + 0) / 4, matrix.macro().recall(), CLOSE);
    assertScores(0, 0, 0, new ConfusionMatrix(2).macro());
    assertScores(0, 0, 0, new ConfusionMatrix(2).micro());
  }

  @Test
  void columnsAreAlignedAtTheWidestCount() {
    ConfusionMatrix matrix = new ConfusionMatrix(2);
    for (int i = 0; i < 12; i++) {
      matrix.add(indices(1), indices(0));
    }
    assertEquals("  0  0\n 12  0\n", matrix.toString());
  }

  @Test
  void misuseIsOneLine() {
    Tensor logits = logits(3, 1, 2, 3);
    assertEquals(
        "top-k accuracy: k is 4; choose it from 1 to the 3 classes",
        fails(IllegalArgumentException.class, () -> Accuracy.top(4, logits, indices(0))));
    fails(IllegalArgumentException.class, () -> Accuracy.top(0, logits, indices(0)));
    assertEquals(
        "accuracy: (1, 3) and (2): logits (B, C) and labels (B) are needed, B and C not 0; reshape"
            + " them",
        fails(ShapeException.class, () -> Accuracy.of(logits, indices(0, 1))));
    fails(ShapeException.class, () -> Accuracy.of(logits.reshape(3), indices(0, 1, 2)));
    fails(ShapeException.class, () -> Accuracy.of(logits.slice(0, 0), indices()));
    assertEquals(
        "accuracy: index 3 is not in 0 … 2; check the labels or rows",
        fails(IndexOutOfBoundsException.class, () -> Accuracy.of(logits, indices(3))));
    assertEquals(
        "confusion matrix: 0 classes: at least 1 is needed",
        fails(IllegalArgumentException.class, () -> new ConfusionMatrix(0)));
    ConfusionMatrix matrix = new ConfusionMatrix(2);
    assertEquals(
        "confusion matrix: index 2 is not in 0 … 1; check the labels or rows",
        fails(IndexOutOfBoundsException.class, () -> matrix.add(indices(0, 1), indices(0, 2))));
    fails(IndexOutOfBoundsException.class, () -> matrix.add(indices(0, -1), indices(0, 0)));
    fails(IndexOutOfBoundsException.class, () -> matrix.of(2));
    fails(IndexOutOfBoundsException.class, () -> matrix.count(0, 2));
    fails(ShapeException.class, () -> matrix.add(indices(0), indices(0, 1)));
    assertEquals(
        "confusion matrix: nothing was added; add a batch first",
        fails(IllegalStateException.class, matrix::accuracy),
        "what failed was not counted");
  }
}
