package dev.rankine.lora.update;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.rankine.autograd.Parameter;
import dev.rankine.autograd.Tape;
import dev.rankine.autograd.Var;
import dev.rankine.engine.Philox;
import dev.rankine.engine.Shape;
import dev.rankine.engine.Tensor;
import dev.rankine.lora.Nets;
import dev.rankine.lora.config.AdapterConfig;
import dev.rankine.lora.model.AdaptedModel;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class DropoutTest {
  @Test
  void aQuarterIsDroppedAndTheRestGrows() {
    Tensor ones = Tensor.zeros(Nets.CPU, Shape.of(100, 100));
    Nets.CPU.fill(3, ones);
    Dropout dropout = new Dropout(0.25, new Philox(1, 1));
    try (Tape tape = Tape.recording(Nets.CPU)) {
      Var x = tape.constant(ones);
      float[] dropped = dropout.apply(x, true).value().toFloats();
      int zeros = 0;
      for (float value : dropped) {
        zeros += value == 0 ? 1 : 0;
        assertEquals(value == 0 ? 0 : 4, value);
      }
      assertEquals(2500, zeros, 150);
      assertEquals(x, dropout.apply(x, false));
    }
  }

  /** Both LoRA and DoRA: in expectation and at inference, dropout changes nothing. */
  @Test
  void itActsWhereTheAdapterTrainsAndNowhereElse() {
    for (boolean dora : new boolean[] {false, true}) {
      AdaptedModel model = AdaptedModel.of(Nets.net(Nets.CPU, 9, 7, 5, 3));
      AdapterConfig config = AdapterConfig.of("fc1").loraDropout(0.5).useDora(dora).build();
      model.add("a", config, new Philox(1, 1));
      Nets.train(model, "a", 3);
      Tensor x = Nets.normal(Nets.CPU, Shape.of(6, 9), 1);
      float[] still = Nets.outputs(model, x);
      assertArrayEquals(still, Nets.outputs(model, x));
      assertFalse(Arrays.equals(still, trained(model, x)));
      assertFalse(Arrays.equals(trained(model, x), trained(model, x)));
      model.adapter("a").parameters().forEach(Parameter::freeze);
      assertArrayEquals(still, trained(model, x));
    }
  }

  private static float[] trained(AdaptedModel model, Tensor x) {
    try (Tape tape = Tape.recording(Nets.CPU)) {
      return model.forward(tape, tape.constant(x)).value().toFloats();
    }
  }
}
