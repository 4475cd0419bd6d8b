package dev.rankine.lora.combine;

import dev.rankine.lora.model.Adapter;
import java.util.Map;

/**
 * A combination.
 *
 * @param adapter to be {@linkplain dev.rankine.lora.model.AdaptedModel#put put} into the model
 * @param errors ‖ΔW − Σ wᵢ·ΔWᵢ‖ / ‖Σ wᵢ·ΔWᵢ‖ of each layer in the Frobenius norm, by path
 */
public record Combined(Adapter adapter, Map<String, Double> errors) {
  /** The largest error of a layer. */
  public double largestError() {
    return errors.values().stream().mapToDouble(error -> error).max().orElse(0);
  }
}
