package dev.rankine.bench.work;

import dev.rankine.engine.Unary;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** y ← f(x) over a million floats in −4 … 4. */
public record Elementwise(Unary function) implements Workload {
  /** Elements of x. */
  public static final int ELEMENTS = 1_000_000;

  private static final List<String> MEASURED =
      List.of("EXP", "TANH", "SIGMOID", "SILU", "GELU", "GELU_TANH");

  /** Those of the functions that the engine has. */
  public static List<Elementwise> all() {
    return Arrays.stream(Unary.values())
        .filter(function -> MEASURED.contains(function.name()))
        .map(Elementwise::new)
        .toList();
  }

  @Override
  public String name() {
    return function.name().toLowerCase(Locale.ROOT) + " " + ELEMENTS;
  }

  @Override
  public double flops() {
    return 0;
  }

  @Override
  public double bytes() {
    return 8.0 * ELEMENTS;
  }

  /** x. */
  public float[] x() {
    return Values.uniform(ELEMENTS, 1, 4);
  }
}
