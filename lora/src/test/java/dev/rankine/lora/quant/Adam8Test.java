package dev.rankine.lora.quant;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rankine.autograd.Parameter;
import dev.rankine.autograd.Tape;
import dev.rankine.autograd.Var;
import dev.rankine.autograd.nn.Layer;
import dev.rankine.autograd.optim.Adam;
import dev.rankine.autograd.optim.Optimizer;
import dev.rankine.engine.Philox;
import dev.rankine.engine.Shape;
import dev.rankine.engine.Tensor;
import dev.rankine.lora.Nets;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class Adam8Test {
  @Test
  void theCodesAreThePublished256() {
    for (DynamicCode code : List.of(DynamicCode.SIGNED, DynamicCode.UNSIGNED)) {
      double widest = 0;
      for (int i = 1; i < 256; i++) {
        assertTrue(code.value(i) > code.value(i - 1));
        widest = Math.max(widest, code.value(i) - code.value(i - 1));
      }
      assertEquals(2 * code.bound(), widest, 1e-7);
      assertEquals(1, code.value(255));
      for (int i = 0; i < 256; i++) {
        assertEquals(i, code.nearest(code.value(i)));
      }
    }
    assertEquals(-0.99296875f, DynamicCode.SIGNED.value(0));
    assertEquals(0, DynamicCode.SIGNED.value(127));
    assertEquals(0.55e-6f, DynamicCode.SIGNED.value(128));
    assertEquals(0.325e-6f, DynamicCode.UNSIGNED.value(1));
  }

  @Test
  void whatIsStoredIsWithinTheBound() {
    for (boolean signed : new boolean[] {true, false}) {
      DynamicCode code = signed ? DynamicCode.SIGNED : DynamicCode.UNSIGNED;
      Philox random = new Philox(1, 1);
      float[] values = new float[1000];
      for (int i = 0; i < values.length; i++) {
        double value = random.nextGaussian() * StrictMath.exp(6 * random.nextGaussian());
        values[i] = (float) (signed ? value : Math.abs(value));
      }
      values[7] = 0;
      Blocks8 blocks = new Blocks8(code, values.length);
      blocks.encode(values, !signed);
      float[] back = blocks.decode();
      for (int i = 0; i < values.length; i++) {
        int block = i / 256 * 256;
        double largest =
            IntStream.range(block, Math.min(block + 256, 1000))
                .mapToDouble(j -> Math.abs(values[j]))
                .max()
                .orElseThrow();
        assertTrue(Math.abs(values[i] - back[i]) <= (code.bound() + 1e-7) * largest);
        assertTrue(signed || (values[i] == 0) == (back[i] == 0));
      }
      assertEquals(0, back[7]);
    }
  }

  private static double train(Function<List<Parameter>, Optimizer> make) {
    Layer net = Nets.net(Nets.CPU, 20, 30, 5, 3);
    Tensor x = Nets.normal(Nets.CPU, Shape.of(32, 20), 1);
    Tensor target = Nets.normal(Nets.CPU, Shape.of(32, 5), 2);
    Optimizer optimizer = make.apply(net.parameters());
    double last = 0;
    for (int step = 0; step < 200; step++) {
      try (Tape tape = Tape.recording(Nets.CPU)) {
        Var off = net.forward(tape, tape.constant(x)).sub(tape.constant(target));
        Var loss = off.mul(off).mean();
        last = loss.value().item();
        optimizer.step(tape.backward(loss));
      }
    }
    return last;
  }

  @Test
  void itTrainsLikeAdamInAQuarterOfTheMemory() {
    double exact = train(parameters -> new Adam(parameters, 0.01));
    double eight = train(parameters -> new Adam8(parameters, 0.01));
    assertTrue(eight < 1.5 * exact + 1e-3, exact + " and " + eight);
    Parameter big = new Parameter("big", Tensor.zeros(Nets.CPU, Shape.of(256, 256)));
    assertEquals(65536 * 2 + 2 * 4 * 256, new Adam8(List.of(big), 0.1).stateBytes());
  }

  @Test
  void badInputIsRefused() {
    Parameter one = new Parameter("one", Tensor.zeros(Nets.CPU, Shape.of(3)));
    assertThrows(IllegalArgumentException.class, () -> new Adam8(List.of(), 0.1));
    assertThrows(IllegalArgumentException.class, () -> new Adam8(List.of(one, one), 0.1));
    try (Tape tape = Tape.recording(Nets.CPU)) {
      Var loss = tape.parameter(one).sum();
      Adam8 adam = new Adam8(List.of(one), step -> Double.NaN);
      assertThrows(IllegalArgumentException.class, () -> adam.step(tape.backward(loss)));
    }
    one.freeze();
    assertThrows(IllegalArgumentException.class, () -> new Adam8(List.of(one), 0.1));
  }
}
