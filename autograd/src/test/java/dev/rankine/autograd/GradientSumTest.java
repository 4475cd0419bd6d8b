package dev.rankine.autograd;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rankine.autograd.nn.Layer;
import dev.rankine.autograd.nn.Linear;
import dev.rankine.autograd.nn.Parameters;
import dev.rankine.autograd.nn.Relu;
import dev.rankine.autograd.nn.Sequential;
import dev.rankine.autograd.op.CrossEntropyOp;
import dev.rankine.autograd.optim.Sgd;
import dev.rankine.engine.Backend;
import dev.rankine.engine.Indices;
import dev.rankine.engine.Philox;
import dev.rankine.engine.Shape;
import dev.rankine.engine.Tensor;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GradientSumTest {
  private static final int BATCH = 12;

  private final Backend exact = Backend.named("reference");

  private static Layer model(Backend backend) {
    Parameters source = Parameters.initialise(backend, new Philox(1, 0));
    return Sequential.of(Linear.of(source.at(0), 3, 5), new Relu(), Linear.of(source.at(2), 5, 4));
  }

  private static Tensor inputs(Backend backend) {
    Philox random = new Philox(2, 0);
    double[] values = new double[BATCH * 3];
    Arrays.setAll(values, i -> random.nextGaussian());
    return Tensor.of(backend, Shape.of(BATCH, 3), values);
  }

  /** The mean loss over rows from … to, of all BATCH. */
  private static Gradients gradients(Tape tape, Layer model, Tensor x, int from, int to) {
    int[] labels = new int[to - from];
    Arrays.setAll(labels, i -> (from + i) % 4);
    Var logits = model.forward(tape, tape.constant(x.slice(from, to)));
    Var loss = CrossEntropyOp.of(logits, Indices.of(x.backend(), Shape.of(to - from), labels));
    return tape.backward(loss.scale((double) (to - from) / BATCH));
  }

  private static GradientSum sum(Layer model, Tensor x, int... ends) {
    GradientSum sum = new GradientSum(x.backend());
    int from = 0;
    for (int to : ends) {
      try (Tape tape = Tape.recording(x.backend())) {
        gradients(tape, model, x, from, to).addInto(sum);
      }
      from = to;
    }
    return sum;
  }

  @ParameterizedTest
  @ValueSource(strings = {"cpu", "reference"})
  void microBatchesAddUpToTheBatch(String name) {
    Backend backend = Backend.named(name);
    Layer model = model(backend);
    Tensor x = inputs(backend);
    try (Tape tape = Tape.recording(backend);
        GradientSum sum = sum(model, x, 5, 6, BATCH)) {
      Gradients whole = gradients(tape, model, x, 0, BATCH);
      for (Parameter parameter : model.parameters()) {
        double[] expected = whole.of(parameter).toDoubles();
        double close = name.equals("cpu") ? 1e-7 : 1e-16;
        assertArrayEquals(expected, sum.of(parameter).toDoubles(), close, parameter.name());
        assertTrue(Arrays.stream(expected).anyMatch(g -> Math.abs(g) > 1e-3), "not all are 0");
      }
    }
  }

  /** The order that the contract promises: one addition a micro-batch, the first one copied. */
  @Test
  void eachElementIsOneChain() {
    Backend cpu = Backend.cpu();
    Layer model = model(cpu);
    Tensor x = inputs(cpu);
    int[] ends = {1, 4, 8, 10, BATCH};
    try (GradientSum sum = sum(model, x, ends)) {
      for (Parameter parameter : model.parameters()) {
        float[] chain = null;
        int from = 0;
        for (int to : ends) {
          try (Tape tape = Tape.recording(cpu)) {
            float[] part = gradients(tape, model, x, from, to).of(parameter).toFloats();
            if (chain != null) {
              for (int i = 0; i < part.length; i++) {
                part[i] = chain[i] + part[i];
              }
            }
            chain = part;
          }
          from = to;
        }
        assertArrayEquals(chain, sum.of(parameter).toFloats(), parameter.name());
      }
    }
  }

  @Test
  void oneMicroBatchHasItsOwnBits() {
    Backend cpu = Backend.cpu();
    Layer model = model(cpu);
    Tensor x = inputs(cpu);
    try (Tape tape = Tape.recording(cpu);
        GradientSum sum = sum(model, x, BATCH)) {
      Gradients whole = gradients(tape, model, x, 0, BATCH);
      for (Parameter parameter : model.parameters()) {
        int[] expected = bits(whole.of(parameter));
        assertArrayEquals(expected, bits(sum.of(parameter)), parameter.name());
      }
    }
  }

  private static int[] bits(Tensor x) {
    float[] values = x.toFloats();
    int[] bits = new int[values.length];
    Arrays.setAll(bits, i -> Float.floatToRawIntBits(values[i]));
    return bits;
  }

  /** Where all arithmetic is exact, any split gives the batch's bits. */
  @Test
  void exactNumbersGiveTheSameBits() {
    Backend cpu = Backend.cpu();
    Linear layer = Linear.of(Parameters.initialise(cpu, new Philox(1, 0)).at(0), 3, 2);
    float[] integers = new float[BATCH * 3];
    for (int i = 0; i < integers.length; i++) {
      integers[i] = i * 7 % 11 - 5;
    }
    Tensor x = Tensor.of(cpu, Shape.of(BATCH, 3), integers);
    try (Tape tape = Tape.recording(cpu);
        GradientSum sum = new GradientSum(cpu)) {
      Gradients whole = tape.backward(layer.forward(tape, tape.constant(x)).sum());
      for (int from = 0; from < BATCH; from += 4) {
        try (Tape part = Tape.recording(cpu)) {
          Var slice = part.constant(x.slice(from, from + 4));
          part.backward(layer.forward(part, slice).sum()).addInto(sum);
        }
      }
      for (Parameter parameter : layer.parameters()) {
        assertArrayEquals(bits(whole.of(parameter)), bits(sum.of(parameter)));
      }
    }
  }

  private Parameter parameter(String name) {
    return new Parameter(name, Tensor.of(exact, Shape.of(2), 1.0, 2.0));
  }

  /** Gradient (2, 4) of p² at (1, 2). */
  private static Gradients square(Tape tape, Parameter p) {
    Var x = tape.parameter(p);
    return tape.backward(x.mul(x).sum());
  }

  @Test
  void aParameterMayBeReachedBySomeLossesOnly() {
    Parameter p = parameter("p");
    Parameter q = parameter("q");
    Parameter unused = parameter("unused");
    try (Tape tape = Tape.recording(exact);
        GradientSum sum = new GradientSum(exact)) {
      square(tape, p).addInto(sum);
      assertFalse(sum.reached(q));
      square(tape, q).addInto(sum);
      square(tape, p).addInto(sum);
      assertArrayEquals(new double[] {4, 8}, sum.of(p).toDoubles());
      assertArrayEquals(new double[] {2, 4}, sum.of(q).toDoubles());
      var thrown = assertThrows(IllegalArgumentException.class, () -> sum.of(unused));
      assertEquals(
          "no loss reaches parameter unused(2); take it out of the optimizer, or use it in the"
              + " model",
          thrown.getMessage());
      new Sgd(List.of(p, q), 0.5).step(sum);
      assertArrayEquals(new double[] {-1, -2}, p.tensor().toDoubles());
      assertArrayEquals(new double[] {0, 0}, q.tensor().toDoubles());
    }
  }

  @Test
  void aSumThatGoesOnAfterAStepIsRefusedWhole() {
    Parameter p = parameter("p");
    Parameter q = parameter("q");
    try (GradientSum sum = new GradientSum(exact)) {
      try (Tape tape = Tape.recording(exact)) {
        square(tape, q).addInto(sum);
        square(tape, p).addInto(sum);
        new Sgd(List.of(p), 0.25).step(sum);
      }
      try (Tape tape = Tape.recording(exact)) {
        Var both = tape.parameter(q).mul(tape.parameter(p)).sum();
        Gradients later = tape.backward(both);
        var thrown = assertThrows(IllegalStateException.class, () -> later.addInto(sum));
        assertEquals(
            "gradient sum: parameter p was updated since the sum began; begin a new sum after each"
                + " step",
            thrown.getMessage());
        assertArrayEquals(new double[] {2, 4}, sum.of(q).toDoubles(), "nothing was added");
      }
    }
  }

  @Test
  void closedTapesAndSumsFailByName() {
    Parameter p = parameter("p");
    GradientSum sum = new GradientSum(exact);
    Tape tape = Tape.recording(exact);
    Gradients gradients = square(tape, p);
    gradients.addInto(sum);
    Tensor kept = sum.of(p);
    tape.close();
    assertThrows(IllegalStateException.class, () -> gradients.addInto(sum));
    assertArrayEquals(new double[] {2, 4}, kept.toDoubles());
    sum.close();
    assertThrows(IllegalStateException.class, kept::toDoubles);
  }
}
