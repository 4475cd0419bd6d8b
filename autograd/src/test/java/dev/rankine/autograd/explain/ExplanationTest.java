package dev.rankine.autograd.explain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rankine.autograd.GradientCheck;
import dev.rankine.autograd.Parameter;
import dev.rankine.autograd.SquareOp;
import dev.rankine.autograd.Tape;
import dev.rankine.autograd.Var;
import dev.rankine.autograd.nn.Linear;
import dev.rankine.autograd.nn.Relu;
import dev.rankine.autograd.nn.Sequential;
import dev.rankine.engine.Backend;
import dev.rankine.engine.Shape;
import dev.rankine.engine.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A tape for people: what stands in the table, the diagrams and the page. */
class ExplanationTest {
  private static Parameter parameter(Backend backend, String name, Shape shape, float... values) {
    return new Parameter(name, Tensor.of(backend, shape, values));
  }

  /** Two layers without a sum: (4, 2) to (4, 1). */
  private static Var network(Tape tape) {
    Backend b = tape.backend();
    Parameter frozen = parameter(b, "1.weight", Shape.of(1, 3), 1, -2, 3);
    frozen.freeze();
    Sequential model =
        Sequential.of(
            new Linear(
                parameter(b, "0.weight", Shape.of(3, 2), 1, 2, 3, 4, 5, 6),
                parameter(b, "0.bias", Shape.of(3), 0, 0, 1)),
            new Linear(frozen, parameter(b, "1.bias", Shape.of(1), 0)),
            new Relu());
    return model.forward(tape, tape.constant(Tensor.zeros(b, Shape.of(4, 2))));
  }

  @Test
  void theTable() {
    try (Tape tape = Tape.recording(GradientCheck.backend())) {
      network(tape).sum();
      String expected =
          """
          #  op          formula                inputs                                          output     memory
          0  Linear      y = x·Wᵀ + b           x0 (4, 2), 0.weight (3, 2), 0.bias (3)          y0 (4, 3)   512 B
          1  LinearRelu  y = max(x·Wᵀ + b, 0)   y0 (4, 3), 1.weight (1, 3), 1.bias (1)          y1 (4, 1)   512 B
          2  Sum         y = Σ x over [0, 1]    y1 (4, 1)                                       y2 ()       512 B
          3 ops, 1.5 KiB on the tape""";
      assertEquals(expected.replaceAll(" +", " "), tape.explain().toString().replaceAll(" +", " "));
    }
  }

  @Test
  void columnsAreAligned() {
    try (Tape tape = Tape.recording(GradientCheck.backend())) {
      network(tape);
      String[] lines = tape.explain().toString().split("\n");
      assertEquals(lines[0].indexOf("formula"), lines[1].indexOf("y = "));
      assertEquals(lines[0].indexOf("inputs"), lines[2].indexOf("y0 (4, 3)"));
      assertEquals(lines[0].length(), lines[1].length());
    }
  }

  @Test
  void memoryIsWhatTheTapeTook() {
    try (Tape tape = Tape.recording(Backend.cpu())) {
      Var x = tape.variable(Tensor.zeros(Backend.cpu(), Shape.of(1024, 512)));
      Var y = x.scale(2); // a scalar of at least 64 elements, and 2 MiB
      y.reshape(512, 1024); // a view
      var steps = tape.steps();
      assertEquals(4 * (1024 * 512 + 64), steps.get(0).bytes());
      assertEquals(0, steps.get(1).bytes());
      assertTrue(tape.explain().toString().endsWith("2 ops, 2.0 MiB on the tape"));
    }
  }

  @Test
  void diagrams() {
    try (Tape tape = Tape.recording(GradientCheck.backend())) {
      Backend b = tape.backend();
      Var x = tape.parameter(parameter(b, "a \"b\" <c>", Shape.of(2), 1, 2));
      SquareOp.of(x.mul(tape.constant(Tensor.zeros(b, Shape.of(3, 1)))));
      assertEquals(
          """
          flowchart TD
            v0(["a &quot;b&quot; &lt;c&gt; (2)"])
            v1(["x0 (3, 1)"])
            op0["Mul<br/>y = a·b"]
            v0 -->|"(2)"| op0
            v1 -->|"(3, 1)"| op0
            op1["Square<br/>y = SquareOp(…)"]
            op0 -->|"(3, 2)"| op1
          """,
          tape.explain().mermaid());
      assertEquals(
          """
          digraph tape {
            node [shape=box, fontname="sans-serif"];
            v0 [shape=ellipse, label="a \\"b\\" <c> (2)"];
            v1 [shape=ellipse, label="x0 (3, 1)"];
            op0 [label="Mul\\ny = a·b"];
            v0 -> op0 [label="(2)"];
            v1 -> op0 [label="(3, 1)"];
            op1 [label="Square\\ny = SquareOp(…)"];
            op0 -> op1 [label="(3, 2)"];
          }
          """,
          tape.explain().graphviz());
    }
  }

  @Test
  void thePageHasValuesAndGradients(@TempDir Path folder) throws IOException {
    try (Tape tape = Tape.recording(GradientCheck.backend())) {
      Backend b = tape.backend();
      Var x = tape.parameter(parameter(b, "</script>", Shape.of(3), 1, -2, 0));
      Var loss = x.mul(x).sum();
      Path file = folder.resolve("tape.html");
      tape.explain(tape.backward(loss)).writeHtml(file);
      String page = Files.readString(file);
      assertTrue(page.contains("formula: \"y = a·b\""), page);
      assertTrue(page.contains("inputs: [0, 0], output: 1"), page);
      assertTrue(page.contains("shape: [3], least: -2.0, largest: 1.0, infinite: 0"), page);
      assertTrue(page.contains("first: [1.0,-2.0,0.0]"), page);
      assertTrue(page.contains("first: [2.0,-4.0,0.0]"), "the gradient");
      assertEquals(page.indexOf("</script>"), page.lastIndexOf("</script>"));
      assertFalse(page.contains("http"), "it needs no network");
      assertFalse(page.contains("/* tape */"));
      assertTrue(page.contains("prefers-color-scheme: dark"));
    }
  }

  @Test
  void aLargeValueIsCutAndWhatIsNotFiniteIsCounted() {
    try (Tape tape = Tape.recording(GradientCheck.backend())) {
      double[] values = new double[2000];
      values[1999] = Double.NaN;
      values[0] = Double.NEGATIVE_INFINITY;
      values[1] = 5;
      tape.variable(Tensor.of(tape.backend(), Shape.of(2000), values)).neg();
      String page = tape.explain().html();
      assertTrue(page.contains("least: 0.0, largest: 5.0, infinite: 2, first: [-Infinity,5.0,"));
      String first =
          page.substring(page.indexOf("first: ["), page.indexOf("]}", page.indexOf("first: [")));
      assertEquals(1024, first.split(",").length);
    }
  }

  @Test
  void anEmptyTapeAndAClosedOne() {
    Tape tape = Tape.recording(GradientCheck.backend());
    assertTrue(tape.explain().toString().endsWith("0 ops, 0 B on the tape"));
    assertTrue(tape.explain().html().contains("ops: []"));
    tape.close();
    assertEquals(
        "the tape is closed; compute inside its try block",
        assertThrows(IllegalStateException.class, tape::explain).getMessage());
  }

  @Test
  void tracingRecordsWhatIsFrozenToo() {
    try (Tape tape = Tape.tracing(GradientCheck.backend())) {
      Var loss = network(tape).sum();
      assertEquals(3, tape.ops().size());
      assertFalse(tape.training());
      assertFalse(loss.wantsGradient());
      String message =
          assertThrows(IllegalArgumentException.class, () -> tape.backward(loss)).getMessage();
      assertEquals("backward: this tape has no way back; open it with Tape.recording", message);
    }
  }
}
