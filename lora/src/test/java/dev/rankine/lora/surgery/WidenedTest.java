package dev.rankine.lora.surgery;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rankine.autograd.GradientCheck;
import dev.rankine.autograd.Parameter;
import dev.rankine.autograd.Tape;
import dev.rankine.autograd.Var;
import dev.rankine.autograd.nn.Conv2d;
import dev.rankine.autograd.nn.Layer;
import dev.rankine.autograd.nn.Linear;
import dev.rankine.autograd.nn.Parameters;
import dev.rankine.autograd.optim.Adam;
import dev.rankine.engine.Backend;
import dev.rankine.engine.Conv2dGeometry;
import dev.rankine.engine.Philox;
import dev.rankine.engine.Shape;
import dev.rankine.engine.Tensor;
import dev.rankine.lora.Nets;
import dev.rankine.lora.WidenedLinear;
import dev.rankine.lora.WidenedLinear.Start;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;

class WidenedTest {
  /** A kind of surgery, an input for the result, and how many parameters it adds. */
  private record Case(BiFunction<Backend, Start, Widened> make, int[] input, int added) {}

  private static final List<Case> CASES =
      List.of(
          new Case((b, s) -> WidenedLinear.of(linear(b), 3, s, random()), of(4, 9), 5 * 3),
          new Case((b, s) -> MoreOutputs.of(linear(b), 3, s, random()), of(4, 6), 3 * 6 + 3),
          new Case((b, s) -> WidenedLinear.of(linear(b), 3, s, random()), of(2, 4, 9), 5 * 3),
          new Case((b, s) -> MoreOutputs.of(linear(b), 5, s, random()), of(2, 4, 6), 5 * 6 + 5),
          new Case((b, s) -> MoreOutputs.of(conv(b), 4, s, random()), of(2, 2, 7, 6), 4 * 18 + 4),
          new Case((b, s) -> MoreChannels.of(conv(b), 3, s, random()), of(2, 5, 7, 6), 5 * 3 * 9));

  private static int[] of(int... dims) {
    return dims;
  }

  private static Philox random() {
    return new Philox(2, 2);
  }

  private static Linear linear(Backend backend) {
    Linear linear = (Linear) Nets.net(backend, 6, 5, 1, 3).fc1();
    linear.parameters().forEach(Parameter::freeze);
    return linear;
  }

  private static Conv2d conv(Backend backend) {
    Parameters source = Parameters.initialise(backend, new Philox(4, 0));
    return Conv2d.of(source.at("conv"), 2, 5, 3, new Conv2dGeometry.Window(2, 1, 1));
  }

  private static Tensor input(Case one, Backend backend) {
    return Nets.normal(backend, Shape.of(one.input()), 1);
  }

  @Test
  void atStepZeroTheOldBehaviourIsUnchanged() {
    for (Case one : CASES) {
      Widened widened = one.make().apply(Nets.CPU, Start.ZERO);
      Tensor x = input(one, Nets.CPU);
      int outputs = Nets.outputs(widened, x).length;
      int compared = widened.requireUnchanged(x);
      assertTrue(compared > 0 && compared <= outputs);
      assertEquals(one.added(), Nets.count(widened.newParameters()));
    }
  }

  @Test
  void aChangeIsNoticed() {
    Case columns = CASES.getFirst();
    Widened widened = columns.make().apply(Nets.CPU, Start.RANDOM);
    String message =
        assertThrows(
                IllegalStateException.class,
                () -> widened.requireUnchanged(input(columns, Nets.CPU)))
            .getMessage();
    assertTrue(message.contains("fc1.weight.new: output 0"), message);
  }

  @Test
  void newOutputsNeverChangeOldOnes() {
    for (Case one : CASES) {
      Widened widened = one.make().apply(Nets.CPU, Start.RANDOM);
      if (!(widened instanceof MoreOutputs)) {
        continue;
      }
      assertTrue(widened.requireUnchanged(input(one, Nets.CPU)) > 0);
    }
  }

  @Test
  void theExportedLayerHasTheSameBitsAndNames() {
    for (Case one : CASES) {
      Widened widened = one.make().apply(Nets.CPU, Start.RANDOM);
      Layer plain = widened.exported();
      Tensor x = input(one, Nets.CPU);
      assertArrayEquals(Nets.outputs(widened, x), Nets.outputs(plain, x));
      assertEquals(
          widened.old().parameters().stream().map(Parameter::name).toList(),
          plain.parameters().stream().map(Parameter::name).toList());
      assertEquals(Nets.count(widened.parameters()), Nets.count(plain.parameters()));
    }
  }

  @Test
  void theNewSliceAloneTrains() {
    for (Case one : CASES) {
      Widened widened = one.make().apply(Nets.CPU, Start.ZERO);
      List<Parameter> trainable =
          widened.parameters().stream().filter(Parameter::trainable).toList();
      assertEquals(widened.newParameters(), trainable);
      String old = Nets.hash(widened.old().parameters());
      String fresh = Nets.hash(trainable);
      Adam adam = new Adam(trainable, 0.01);
      Tensor x = input(one, Nets.CPU);
      for (int step = 0; step < 3; step++) {
        try (Tape tape = Tape.recording(Nets.CPU)) {
          Var y = widened.forward(tape, tape.constant(x));
          Var target = y.sub(tape.constant(Tensor.of(Nets.CPU, Shape.SCALAR, 1f)));
          adam.step(tape.backward(target.mul(target).mean()));
        }
      }
      assertEquals(old, Nets.hash(widened.old().parameters()));
      assertFalse(fresh.equals(Nets.hash(trainable)));
    }
  }

  @Test
  void gradients() {
    for (Case one : CASES) {
      Widened widened = one.make().apply(GradientCheck.backend(), Start.RANDOM);
      widened.parameters().forEach(Parameter::unfreeze);
      GradientCheck.of(widened.getClass().getSimpleName(), 1)
          .assertGradients(
              (tape, v) -> widened.forward(tape, v.getFirst()),
              new TreeMap<>(Map.of("x", input(one, GradientCheck.backend()))),
              widened.parameters());
    }
  }

  @Test
  void atLeastOneIsNeeded() {
    assertThrows(
        IllegalArgumentException.class,
        () -> MoreOutputs.of(linear(Nets.CPU), 0, Start.ZERO, random()));
    assertThrows(
        IllegalArgumentException.class,
        () -> MoreOutputs.of(conv(Nets.CPU), 0, Start.ZERO, random()));
    assertThrows(
        IllegalArgumentException.class,
        () -> MoreChannels.of(conv(Nets.CPU), -1, Start.ZERO, random()));
  }

  @Test
  void aConvolutionInGroupsIsRefused() {
    Parameters source = Parameters.initialise(Nets.CPU, new Philox(4, 0));
    Conv2dGeometry.Window window = new Conv2dGeometry.Window(1, 1, 1, 2);
    Conv2d grouped = Conv2d.of(source.at("conv"), 2, 4, 3, window);
    assertThrows(
        IllegalArgumentException.class, () -> MoreOutputs.of(grouped, 2, Start.ZERO, random()));
    assertThrows(
        IllegalArgumentException.class, () -> MoreChannels.of(grouped, 2, Start.ZERO, random()));
  }
}
