package dev.rankine.bench;

import dev.rankine.bench.work.Convolution;
import dev.rankine.bench.work.Workload;
import org.openjdk.jmh.annotations.Param;

/**
 * The experiment's two convolutions, 3×3 with padding 1, forward and both gradients. With {@code
 * impl=rankine-im2col} the matrix is written out that Rankine otherwise only implies.
 */
public class ConvolutionBenchmark extends WorkloadBenchmark {
  private static final int BATCH = 64;

  /**
   * conv1 is (64, 1, 28, 28) to 8 channels, conv2 (64, 8, 14, 14) to 16, large (32, 64, 56, 56) to
   * 64, forward only.
   */
  @Param({"conv1", "conv2"})
  public String layer;

  /** Which of the three. */
  @Param({"FORWARD", "DX", "DW"})
  public Convolution.Stage stage;

  @Override
  Workload workload() {
    return switch (layer) {
      case "conv1" -> new Convolution(stage, BATCH, 1, 28, 8);
      case "conv2" -> new Convolution(stage, BATCH, 8, 14, 16);
      case "large" -> new Convolution(stage, 32, 64, 56, 64);
      default -> throw new IllegalArgumentException("layer " + layer + ": conv1, conv2 or large");
    };
  }
}
