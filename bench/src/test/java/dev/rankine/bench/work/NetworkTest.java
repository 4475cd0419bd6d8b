package dev.rankine.bench.work;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class NetworkTest {
  private static int count(Map<String, int[]> shapes) {
    return shapes.values().stream()
        .mapToInt(dims -> IntStream.of(dims).reduce(1, (a, b) -> a * b))
        .sum();
  }

  @Test
  void hasTheParametersOfTheExperiment() {
    assertEquals(52_138, count(Network.BASE.trained()));
    assertEquals(52_138, count(Network.BASE.shapes()));
    assertEquals(7_448, count(Network.FEATURE_LORA.trained()));
    assertEquals(59_586, count(Network.FEATURE_LORA.shapes()));
  }

  @Test
  void initialValuesAreBoundedByTheFanIn() {
    for (Network network : Network.values()) {
      network
          .shapes()
          .forEach(
              (name, dims) -> {
                float[] values = network.initial(name);
                assertEquals(count(Map.of(name, dims)), values.length, name);
                assertTrue(IntStream.range(0, values.length).anyMatch(i -> values[i] != 0), name);
              });
    }
    float[] bias = Network.BASE.initial("fc1.bias");
    float bound = 1 / 28f;
    for (float value : bias) {
      assertTrue(Math.abs(value) <= bound, Arrays.toString(bias));
    }
  }

  /** A step of the base is thrice its forward pass but for the gradient of the images. */
  @Test
  void operationsOfTheBase() {
    double forward =
        new Blocks(false, 64, 1, 28, List.of(8, 16)).flops()
            + new Gemm(Gemm.Form.NT, 64, 64, 784).flops()
            + new Gemm(Gemm.Form.NT, 64, 10, 64).flops();
    double images = new Convolution(Convolution.Stage.DX, 64, 1, 28, 8).flops();
    assertEquals(3 * forward - images, new TrainingStep(Network.BASE, 64).flops());
  }

  /** Behind frozen convolutions little is left to do on the way back. */
  @Test
  void operationsOfTheAdapters() {
    double forward =
        new Blocks(false, 1, 1, 28, List.of(8, 16)).flops()
            + 2 * (785 * 64 + 64 * 10)
            + 2 * (785 * 8 + 8 * 64 + 64 * 8 + 8 * 10);
    double gradients = 2 * (64 + 785 * 8 + 8 * 64 + 64 * 8 + 8 * 10);
    double passedOn = 2 * (10 * 64 + 10 * 8 + 8 * 64 + 64 * 8);
    double all = forward + gradients + passedOn;
    double convolutions = new Blocks(false, 1, 1, 28, List.of(8, 16)).flops();
    assertEquals(all, new TrainingStep(Network.FEATURE_LORA, 1).flops());
    assertEquals(all - convolutions, new TrainingStep(Network.FEATURE_LORA, 1, true).flops());
  }
}
