package dev.rankine.lora.update;

import dev.rankine.engine.Tensor;
import java.util.List;

/**
 * Two factors of an update.
 *
 * @param a (R, …) as the base's {@link Base#downShape}
 * @param b (O, R, …) as its {@link Base#upShape}
 */
public record Factors(Tensor a, Tensor b, double scale) {
  /** R. */
  public int rank() {
    return a.shape().dim(0);
  }

  /** Σ scaleᵢ·Bᵢ·Aᵢ as one product: B = [B₁ B₂ …], A the rows of scale₁·A₁, scale₂·A₂, …. */
  public static Factors joined(Base base, List<Factors> parts) {
    base.requireDelta("combine");
    int rank = parts.stream().mapToInt(Factors::rank).sum();
    double[] a = new double[base.downShape(rank).size()];
    double[] b = new double[base.upShape(rank).size()];
    int outputs = b.length / rank;
    int row = 0;
    for (Factors part : parts) {
      double[] down = part.a.toDoubles();
      double[] up = part.b.toDoubles();
      int width = a.length / rank;
      for (int i = 0; i < down.length; i++) {
        a[row * width + i] = part.scale * down[i];
      }
      for (int o = 0; o < outputs; o++) {
        System.arraycopy(up, o * part.rank(), b, o * rank + row, part.rank());
      }
      row += part.rank();
    }
    return new Factors(
        Tensor.of(base.weight().backend(), base.downShape(rank), a),
        Tensor.of(base.weight().backend(), base.upShape(rank), b),
        1);
  }

  /** −B·A. */
  Factors negated() {
    return new Factors(a, b, -scale);
  }

  /** Other memory, the same numbers. */
  Factors copy() {
    return new Factors(copy(a), copy(b), scale);
  }

  private static Tensor copy(Tensor x) {
    return Tensor.of(x.backend(), x.shape(), x.toDoubles());
  }
}
