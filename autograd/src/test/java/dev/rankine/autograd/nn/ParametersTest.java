package dev.rankine.autograd.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rankine.autograd.GradientCheck;
import dev.rankine.autograd.Parameter;
import dev.rankine.engine.Backend;
import dev.rankine.engine.Conv2dGeometry;
import dev.rankine.engine.Philox;
import dev.rankine.engine.Shape;
import dev.rankine.engine.ShapeException;
import dev.rankine.engine.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** One constructor initialises or loads; names and draws are PyTorch's and the seed's. */
class ParametersTest {
  private static final Backend BACKEND = GradientCheck.backend();

  private static Sequential model(Parameters parameters) {
    return Sequential.of(
        Conv2d.of(parameters.at(0), 2, 3, 3, Conv2dGeometry.Window.DENSE),
        new Relu(),
        new Flatten(),
        Linear.of(parameters.at("3").at("head"), 3, 4));
  }

  private static Map<String, Tensor> tensors(Layer layer) {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    layer.parameters().forEach(parameter -> tensors.put(parameter.name(), parameter.tensor()));
    return tensors;
  }

  private static String message(Class<? extends Exception> type, Runnable runnable) {
    return assertThrows(type, runnable::run).getMessage();
  }

  @Test
  void namesAreTheStateDictsKeysInOrder() {
    Parameters parameters = Parameters.initialise(BACKEND, new Philox(1, 0));
    Sequential model = model(parameters);
    assertEquals(
        List.of("0.weight", "0.bias", "3.head.weight", "3.head.bias"),
        model.parameters().stream().map(Parameter::name).toList());
    assertEquals(model.parameters(), parameters.all());
    assertEquals(Shape.of(3, 2, 3, 3), model.parameters().get(0).shape());
    assertEquals(Shape.of(4, 3), model.parameters().get(2).shape());
    assertEquals(BACKEND, parameters.backend());
  }

  @Test
  void valuesAreDrawnWeightThenBiasInSinglePrecision() {
    Linear layer = Linear.of(Parameters.initialise(BACKEND, new Philox(9, 4)), 3, 2);
    Philox random = new Philox(9, 4);
    float bound = (float) (1 / Math.sqrt(3));
    for (Parameter parameter : layer.parameters()) {
      double[] expected = new double[parameter.shape().size()];
      for (int i = 0; i < expected.length; i++) {
        expected[i] = (2 * random.nextFloat() - 1) * bound;
      }
      assertArrayEquals(expected, parameter.tensor().toDoubles(), parameter.name());
    }
    assertEquals(3, layer.in());
    assertEquals(2, layer.out());
  }

  @Test
  void convolutionsFanInCountsTheKernel() {
    Conv2d layer =
        Conv2d.of(
            Parameters.initialise(BACKEND, new Philox(9, 4)),
            2,
            50,
            3,
            Conv2dGeometry.Window.DENSE);
    double bound = 1 / Math.sqrt(18);
    for (Parameter parameter : layer.parameters()) {
      double largest = 0;
      for (double value : parameter.tensor().toDoubles()) {
        largest = Math.max(largest, Math.abs(value));
      }
      assertTrue(largest <= bound + 1e-8 && largest > 0.8 * bound, parameter + ": " + largest);
    }
  }

  @Test
  void loadingGivesTheSameModel() {
    Sequential model = model(Parameters.initialise(BACKEND, new Philox(1, 0)));
    Parameters stored = Parameters.load(BACKEND, tensors(model));
    Sequential loaded = model(stored);
    stored.requireAllUsed();
    for (int i = 0; i < model.parameters().size(); i++) {
      assertArrayEquals(
          model.parameters().get(i).tensor().toDoubles(),
          loaded.parameters().get(i).tensor().toDoubles());
    }
  }

  @Test
  void loadingCopiesAndKeepsDoubles() {
    Tensor third = Tensor.of(BACKEND, Shape.of(1), 1.0 / 3);
    Parameter loaded =
        Parameters.load(BACKEND, Map.of("a.b", third))
            .at("a")
            .get("b", Shape.of(1), Initial.zeros());
    BACKEND.fill(0, third);
    assertEquals(1.0 / 3, loaded.tensor().item());
  }

  @Test
  void aMissingNameIsNamed() {
    Map<String, Tensor> tensors = Map.of("fc2.bias", Tensor.zeros(BACKEND, Shape.of(1)));
    assertEquals(
        "parameter fc1.weight is missing; there are [fc2.bias]",
        message(
            IllegalArgumentException.class,
            () -> Linear.of(Parameters.load(BACKEND, tensors).at("fc1"), 2, 1)));
  }

  @Test
  void aWrongShapeIsNamedWithBoth() {
    Map<String, Tensor> tensors = Map.of("fc1.weight", Tensor.zeros(BACKEND, Shape.of(2, 3)));
    String message =
        message(
            ShapeException.class,
            () -> Linear.of(Parameters.load(BACKEND, tensors).at("fc1"), 2, 3));
    for (String part : List.of("fc1.weight", "(2, 3)", "(3, 2)")) {
      assertTrue(message.contains(part), message);
    }
  }

  @Test
  void whatNobodyAskedForIsNamed() {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    tensors.put("used", Tensor.zeros(BACKEND, Shape.of(1)));
    tensors.put("left", Tensor.zeros(BACKEND, Shape.of(1)));
    Parameters parameters = Parameters.load(BACKEND, tensors);
    parameters.get("used", Shape.of(1), Initial.zeros());
    assertEquals(
        "stored tensors [left] belong to no parameter; load the file of this model",
        message(IllegalArgumentException.class, parameters::requireAllUsed));
  }

  @Test
  void aNameIsMadeOnce() {
    Parameters parameters = Parameters.initialise(BACKEND, new Philox(1, 0));
    parameters.at("a").get("b", Shape.of(1), Initial.zeros());
    assertEquals(
        "parameter a.b was made twice; rename a layer",
        message(
            IllegalArgumentException.class,
            () -> parameters.at("a").get("b", Shape.of(1), Initial.zeros())));
  }

  @Test
  void initialValues() {
    Philox random = new Philox(1, 0);
    assertArrayEquals(new float[2], Initial.zeros().draw(Shape.of(2), random));
    assertEquals(0, random.position());
    float[] normal = Initial.normal(0.5).draw(Shape.of(1), random);
    assertEquals((float) (0.5 * new Philox(1, 0).nextGaussian()), normal[0]);
    message(IllegalArgumentException.class, () -> Initial.uniform(0));
  }

  @Test
  void concatNeedsABranch() {
    message(IllegalArgumentException.class, () -> new Concat(1, List.of()));
  }
}
