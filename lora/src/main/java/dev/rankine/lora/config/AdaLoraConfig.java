package dev.rankine.lora.config;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How AdaLoRA moves ranks between layers; names and defaults are those of PEFT's {@code
 * AdaLoraConfig}. α is that of {@link AdapterConfig#loraAlpha()}, the scale α/initR.
 *
 * @param initR R of every layer at the start
 * @param targetR the average R of a layer in the end
 * @param tinit steps at the start in which nothing is pruned
 * @param tfinal steps at the end in which what is pruned stays pruned
 * @param deltaT steps from one pruning to the next
 * @param beta1 of the running average of importance
 * @param beta2 of the running average of its uncertainty
 * @param orthRegWeight of the term that keeps P and Q orthonormal
 * @param totalStep all steps
 * @param rankPattern which triplets of a layer are kept, by its path and {@code .lora_E}; of layers
 *     that are not there, all
 */
public record AdaLoraConfig(
    int initR,
    int targetR,
    int tinit,
    int tfinal,
    int deltaT,
    double beta1,
    double beta2,
    double orthRegWeight,
    int totalStep,
    Map<String, List<Boolean>> rankPattern) {
  private static final String KEY = ".lora_E";

  /** Checks the ranges. */
  public AdaLoraConfig {
    rankPattern = Collections.unmodifiableMap(new LinkedHashMap<>(rankPattern));
    if (targetR < 1 || initR < targetR) {
      throw new IllegalArgumentException(
          "AdaLoRA: from rank " + initR + " to " + targetR + "; 1 ≤ target ≤ init is needed");
    }
    if (tinit < 0 || tfinal < 0 || deltaT < 1 || tinit >= totalStep - tfinal) {
      throw new IllegalArgumentException(
          "AdaLoRA: of "
              + totalStep
              + " steps "
              + tinit
              + " at the start and "
              + tfinal
              + " at the end leave none to prune in");
    }
    if (!(beta1 > 0 && beta1 < 1 && beta2 > 0 && beta2 < 1 && orthRegWeight >= 0)) {
      throw new IllegalArgumentException(
          "AdaLoRA: beta1 and beta2 lie between 0 and 1, orth_reg_weight is not negative");
    }
  }

  /** With all triplets of all layers. */
  public AdaLoraConfig(
      int initR,
      int targetR,
      int tinit,
      int tfinal,
      int deltaT,
      double beta1,
      double beta2,
      double orthRegWeight,
      int totalStep) {
    this(initR, targetR, tinit, tfinal, deltaT, beta1, beta2, orthRegWeight, totalStep, Map.of());
  }

  /** PEFT's defaults: rank 12 to 8, β 0.85, orthogonality 0.5, pruned at each step. */
  public static AdaLoraConfig of(int totalStep) {
    return new AdaLoraConfig(12, 8, 0, 0, 1, 0.85, 0.85, 0.5, totalStep);
  }

  /**
   * The ranks of all layers together after a step: the first ones, then falling with the cube of
   * the time that is left, then the target (the paper's equation 8).
   *
   * @param layers number of layers
   */
  public int budget(int step, int layers) {
    int from = initR * layers;
    int to = targetR * layers;
    if (step <= tinit) {
      return from;
    }
    if (step >= totalStep - tfinal) {
      return to;
    }
    double left = 1 - (step - tinit) / (double) (totalStep - tfinal - tinit);
    return (int) ((from - to) * (left * left * left) + to);
  }

  /** R of a layer: how many of its triplets are kept. */
  public int rank(String path) {
    List<Boolean> kept = rankPattern.get(path + KEY);
    return kept == null ? initR : Collections.frequency(kept, true);
  }

  /** The paths of the layers of which no triplet is kept. */
  public List<String> emptied() {
    return rankPattern.entrySet().stream()
        .filter(entry -> entry.getKey().endsWith(KEY) && !entry.getValue().contains(true))
        .map(entry -> entry.getKey().substring(0, entry.getKey().length() - KEY.length()))
        .toList();
  }
}
