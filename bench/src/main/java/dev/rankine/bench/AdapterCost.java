package dev.rankine.bench;

import dev.rankine.autograd.Tape;
import dev.rankine.autograd.nn.Initial;
import dev.rankine.autograd.nn.Layer;
import dev.rankine.autograd.nn.Linear;
import dev.rankine.autograd.nn.Parameters;
import dev.rankine.engine.Backend;
import dev.rankine.engine.Philox;
import dev.rankine.engine.Shape;
import dev.rankine.engine.Tensor;
import dev.rankine.lora.config.AdapterConfig;
import dev.rankine.lora.config.InitLoraWeights;
import dev.rankine.lora.model.AdaptedModel;
import java.util.Arrays;
import java.util.Locale;

/**
 * What an adapter adds to the forward of a linear layer from 784 to 64, r = 8, batch 64, on one
 * thread: base, adapted and merged layer take turns in one process, so that a machine's drift meets
 * all three, and each round has ratios of its own.
 */
public final class AdapterCost {
  private static final double TOLERANCE = 1e-3;
  private static final int WARM = 40;
  private static final int ROUNDS = 80;
  private static final int FORWARDS = 100;

  private final Backend backend = Backend.cpu();
  private final Tensor x;

  private AdapterCost() {
    backend.limitThreads(1);
    Shape shape = Shape.of(64, 784);
    x = Tensor.of(backend, shape, Initial.normal(1).draw(shape, new Philox(1, 2)));
  }

  /** Measures and prints; takes no arguments. */
  public static void main(String[] args) {
    new AdapterCost().run();
  }

  private void run() {
    Linear base = Linear.of(Parameters.initialise(backend, new Philox(1, 0)).at("fc1"), 784, 64);
    AdaptedModel adapted = AdaptedModel.of(base);
    AdapterConfig config =
        AdapterConfig.of("fc1").r(8).initLoraWeights(InitLoraWeights.RANDOM).build();
    adapted.add("default", config, new Philox(1, 1));
    Layer merged = (Layer) adapted.plain("default");
    requireClose(outputs(adapted), outputs(merged));
    double[] micros = new double[ROUNDS];
    double[] adaptedRatio = new double[ROUNDS];
    double[] mergedRatio = new double[ROUNDS];
    for (int round = -WARM; round < ROUNDS; round++) {
      double alone = micros(base);
      double beside = micros(adapted);
      double inside = micros(merged);
      if (round >= 0) {
        micros[round] = alone;
        adaptedRatio[round] = beside / alone;
        mergedRatio[round] = inside / alone;
      }
    }
    System.out.printf(
        Locale.ROOT,
        "base %.1f µs; adapted %.2f, merged %.2f times that (medians of %d rounds)%n",
        median(micros),
        median(adaptedRatio),
        median(mergedRatio),
        ROUNDS);
  }

  private double micros(Layer layer) {
    long start = System.nanoTime();
    for (int i = 0; i < FORWARDS; i++) {
      try (Tape tape = Tape.none(backend)) {
        layer.forward(tape, tape.constant(x));
      }
    }
    return (System.nanoTime() - start) * 1e-3 / FORWARDS;
  }

  private double[] outputs(Layer of) {
    try (Tape tape = Tape.none(backend)) {
      return of.forward(tape, tape.constant(x)).value().toDoubles();
    }
  }

  private static void requireClose(double[] a, double[] b) {
    for (int i = 0; i < a.length; i++) {
      if (!(Math.abs(a[i] - b[i]) <= TOLERANCE)) {
        throw new IllegalStateException("merged " + b[i] + " is not " + a[i]);
      }
    }
  }

  private static double median(double[] values) {
    Arrays.sort(values);
    return values[values.length / 2];
  }
}
