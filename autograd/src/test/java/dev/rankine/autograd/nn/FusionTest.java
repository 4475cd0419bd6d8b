package dev.rankine.autograd.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rankine.autograd.Gradients;
import dev.rankine.autograd.Op;
import dev.rankine.autograd.Parameter;
import dev.rankine.autograd.Tape;
import dev.rankine.autograd.Var;
import dev.rankine.autograd.op.Conv2dOp;
import dev.rankine.autograd.op.ConvBlocksOp;
import dev.rankine.autograd.op.LinearReluOp;
import dev.rankine.engine.Backend;
import dev.rankine.engine.Conv2dGeometry.Window;
import dev.rankine.engine.Philox;
import dev.rankine.engine.Shape;
import dev.rankine.engine.Tensor;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** A Sequential computes what its layers compute one by one, to the bit, whatever it fuses. */
class FusionTest {
  private static final Backend CPU = Backend.cpu();
  private static final Window SAME = new Window(1, 1, 1);

  private static List<Layer> blocks(Parameters parameters, int first, int second, int kernel) {
    Window window = new Window(1, kernel / 2, 1);
    return List.of(
        Conv2d.of(parameters.at(0), 2, first, kernel, window),
        new Relu(),
        new MaxPool2d(2),
        Conv2d.of(parameters.at(3), first, second, 3, SAME),
        new Relu(),
        new MaxPool2d(2),
        new Flatten());
  }

  private static Tensor normal(long seed, Shape shape) {
    Philox random = new Philox(seed, 1);
    float[] values = new float[shape.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return Tensor.of(CPU, shape, values);
  }

  /** The output, the input's gradient, and each parameter's. */
  private static List<float[]> run(List<Layer> steps, Tensor x, boolean wantsInput) {
    List<float[]> results = new ArrayList<>();
    try (Tape tape = Tape.recording(CPU)) {
      Var in = wantsInput ? tape.variable(x) : tape.constant(x);
      Var y = in;
      for (Layer step : steps) {
        y = step.forward(tape, y);
      }
      results.add(y.value().toFloats());
      Gradients gradients = tape.backward(y.mul(y).sum());
      if (wantsInput) {
        results.add(gradients.of(in).toFloats());
      }
      for (Layer step : steps) {
        for (Parameter parameter : step.parameters()) {
          boolean reached = gradients.reached(parameter);
          results.add(reached ? gradients.of(parameter).toFloats() : new float[0]);
        }
      }
    }
    return results;
  }

  @Property(tries = 40)
  void fusedEqualsComposed(
      @ForAll @IntRange(min = 1, max = 10) int batch,
      @ForAll @IntRange(min = 1, max = 17) int first,
      @ForAll @IntRange(min = 1, max = 17) int second,
      @ForAll @IntRange(min = 1, max = 3) int kernel,
      @ForAll @IntRange(min = 5, max = 20) int extent,
      @ForAll boolean wantsInput,
      @ForAll boolean freezesFirst,
      @ForAll long seed) {
    Parameters parameters = Parameters.initialise(CPU, new Philox(seed, 0));
    List<Layer> layers = blocks(parameters, first, second, kernel);
    if (freezesFirst) {
      layers.getFirst().parameters().forEach(Parameter::freeze);
    }
    Tensor x = normal(seed, Shape.of(batch, 2, extent, extent + 1));
    List<float[]> composed = run(layers, x, wantsInput);
    List<float[]> fused = run(List.of(Sequential.of(layers)), x, wantsInput);
    assertEquals(composed.size(), fused.size());
    for (int i = 0; i < composed.size(); i++) {
      assertArrayEquals(composed.get(i), fused.get(i), 0, "result " + i);
    }
  }

  @Property(tries = 40)
  void fusedLinearEqualsComposed(
      @ForAll @IntRange(min = 1, max = 70) int batch,
      @ForAll @IntRange(min = 1, max = 70) int in,
      @ForAll @IntRange(min = 1, max = 70) int hidden,
      @ForAll boolean wantsInput,
      @ForAll long seed) {
    Parameters parameters = Parameters.initialise(CPU, new Philox(seed, 0));
    List<Layer> layers =
        List.of(
            Linear.of(parameters.at(0), in, hidden),
            new Relu(),
            Linear.of(parameters.at(2), hidden, 3),
            new Relu());
    Tensor x = normal(seed, Shape.of(batch, in));
    List<float[]> composed = run(layers, x, wantsInput);
    List<float[]> fused = run(List.of(Sequential.of(layers)), x, wantsInput);
    assertEquals(composed.size(), fused.size());
    for (int i = 0; i < composed.size(); i++) {
      assertArrayEquals(composed.get(i), fused.get(i), 0, "result " + i);
    }
    assertEquals(List.of(LinearReluOp.class, LinearReluOp.class), ops(Sequential.of(layers), x));
  }

  @Test
  void fusedLinearTakesTheSameAxesBeforeItsOwn() {
    Parameters parameters = Parameters.initialise(CPU, new Philox(5, 0));
    List<Layer> layers = List.of(Linear.of(parameters.at(0), 9, 5), new Relu());
    for (Shape shape : List.of(Shape.of(3, 4, 9), Shape.of(2, 1, 3, 9))) {
      Tensor x = normal(2, shape);
      List<float[]> composed = run(layers, x, true);
      List<float[]> fused = run(List.of(Sequential.of(layers)), x, true);
      for (int i = 0; i < composed.size(); i++) {
        assertArrayEquals(composed.get(i), fused.get(i), 0, "result " + i);
      }
      assertTrue(ops(Sequential.of(layers), x).contains(LinearReluOp.class));
    }
  }

  private static List<Class<?>> ops(Layer layer, Tensor x) {
    try (Tape tape = Tape.recording(CPU)) {
      layer.forward(tape, tape.constant(x));
      return tape.ops().stream().<Class<?>>map(Op::getClass).toList();
    }
  }

  @Test
  void neighbouringBlocksAreOneOp() {
    Parameters parameters = Parameters.initialise(CPU, new Philox(1, 0));
    List<Layer> layers = blocks(parameters, 3, 4, 3);
    Tensor x = normal(1, Shape.of(2, 2, 8, 8));
    Class<?> fused = ConvBlocksOp.class;
    assertEquals(fused, ops(Sequential.of(layers), x).getFirst());
    assertEquals(2, ops(Sequential.of(layers), x).size());
    layers.getFirst().parameters().forEach(Parameter::freeze);
    assertEquals(fused, ops(Sequential.of(layers), x).getFirst());
  }

  @Test
  void whatDoesNotFitIsNotFused() {
    Parameters parameters = Parameters.initialise(CPU, new Philox(1, 0));
    Conv2d strided = Conv2d.of(parameters.at(0), 2, 3, 3, new Window(2, 1, 1));
    Conv2d plain = Conv2d.of(parameters.at(1), 2, 3, 3, SAME);
    Tensor x = normal(1, Shape.of(2, 2, 8, 8));
    Sequential[] others = {
      Sequential.of(strided, new Relu(), new MaxPool2d(2)),
      Sequential.of(plain, new Relu(), new MaxPool2d(3)),
      Sequential.of(plain, new Relu(), new MaxPool2d(2, 1)),
      Sequential.of(plain, new Relu()),
      Sequential.of(plain, new MaxPool2d(2), new Relu())
    };
    for (Sequential layers : others) {
      assertEquals(Conv2dOp.class, ops(layers, x).getFirst());
    }
  }
}
