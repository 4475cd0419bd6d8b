package dev.rankine.autograd.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.rankine.autograd.GradientCheck;
import dev.rankine.engine.Conv2dGeometry;
import dev.rankine.engine.Philox;
import org.junit.jupiter.api.Test;

/** The table of a model's parameters, word for word. */
class SummaryTest {
  private static Parameters parameters() {
    return Parameters.initialise(GradientCheck.backend(), new Philox(1, 0));
  }

  @Test
  void aModel() {
    Parameters source = parameters();
    Conv2d conv = Conv2d.of(source.at("conv"), 3, 64, 5, Conv2dGeometry.Window.DENSE);
    conv.bias().freeze();
    Layer model = Sequential.of(conv, BatchNorm2d.of(source.at("bn"), 64), new Relu());
    assertEquals(
        """
        name             shape          elements
        conv.weight      (64, 3, 5, 5)     4,800  trainable
        conv.bias        (64)                 64  frozen
        bn.weight        (64)                 64  trainable
        bn.bias          (64)                 64  trainable
        bn.running_mean  (64)                 64  state
        bn.running_var   (64)                 64  state
        4,992 parameters, 4,928 trainable, 98.7 %""",
        model.summary());
  }

  @Test
  void nothing() {
    assertEquals("name  shape  elements\n0 parameters, 0 trainable", new Relu().summary());
  }

  @Test
  void whatTakesIndices() {
    assertEquals(
        """
        name        shape    elements
        emb.weight  (10, 4)        40  trainable
        40 parameters, 40 trainable, 100.0 %""",
        Embedding.of(parameters().at("emb"), 10, 4).summary());
  }
}
