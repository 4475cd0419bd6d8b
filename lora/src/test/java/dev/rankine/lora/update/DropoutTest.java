package dev.rankine.lora.update;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.rankine.autograd.Tape;
import dev.rankine.engine.Philox;
import dev.rankine.engine.Shape;
import dev.rankine.engine.Tensor;
import dev.rankine.lora.Nets;
import dev.rankine.lora.config.AdapterConfig;
import dev.rankine.lora.model.AdaptedModel;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class DropoutTest {
  private static AdaptedModel model(boolean dora) {
    AdaptedModel model = AdaptedModel.of(Nets.net(Nets.CPU, 9, 7, 5, 3).fc1());
    AdapterConfig config = AdapterConfig.of("fc1").loraDropout(0.5).useDora(dora).build();
    model.add("a", config, new Philox(1, 1));
    Nets.train(model, "a", 3);
    return model;
  }

  private static final Tensor X = Nets.normal(Nets.CPU, Shape.of(6, 9), 1);

  private static float[] outputs(AdaptedModel model, boolean training) {
    try (Tape tape = Tape.recording(Nets.CPU).training(training)) {
      return model.forward(tape, tape.constant(X)).value().toFloats();
    }
  }

  @Test
  void itActsInTrainingAndNowhereElse() {
    for (boolean dora : new boolean[] {false, true}) {
      AdaptedModel model = model(dora);
      float[] still = Nets.outputs(model, X);
      assertArrayEquals(still, Nets.outputs(model, X));
      assertArrayEquals(still, outputs(model, false));
      assertFalse(Arrays.equals(still, outputs(model, true)));
      assertFalse(Arrays.equals(outputs(model, true), outputs(model, true)));
    }
  }

  /** What a checkpoint saves and moves back. */
  @Test
  void itsStreamIsOneOfTheModels() {
    for (boolean dora : new boolean[] {false, true}) {
      AdaptedModel model = model(dora);
      assertEquals(1, model.streams().size());
      long position = model.streams().getFirst().position();
      float[] first = outputs(model, true);
      assertFalse(Arrays.equals(first, outputs(model, true)));
      model.streams().getFirst().moveTo(position);
      assertArrayEquals(first, outputs(model, true));
    }
    AdaptedModel none = AdaptedModel.of(Nets.net(Nets.CPU, 9, 7, 5, 3));
    none.add("a", AdapterConfig.of("fc1").build(), new Philox(1, 1));
    assertEquals(0, none.streams().size());
  }

  /** Both LoRA and DoRA are linear in the input that is dropped from. */
  @Test
  void onAverageItChangesNothing() {
    for (boolean dora : new boolean[] {false, true}) {
      AdaptedModel model = model(dora);
      float[] still = Nets.outputs(model, X);
      double[] mean = new double[still.length];
      for (int i = 0; i < 4000; i++) {
        float[] one = outputs(model, true);
        for (int j = 0; j < mean.length; j++) {
          mean[j] += one[j] / 4000.0;
        }
      }
      for (int j = 0; j < mean.length; j++) {
        assertEquals(still[j], mean[j], 0.12);
      }
    }
  }
}
