package dev.rankine.lora.config;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How a model is adapted: PEFT's {@code LoraConfig}, its names in Java's spelling, its defaults.
 *
 * @param r R, the inner extent of each update
 * @param loraAlpha α, the numerator of the scale
 * @param loraDropout the probability that an element of an update's input is dropped in training
 * @param targetModules the layers that get an update
 * @param excludeModules of those, the ones that do not
 * @param rankPattern R of layers whose path ends in a match of a regular expression
 * @param alphaPattern α of such layers
 * @param layersToTransform if not empty, the layer numbers within the path that count
 * @param layersPattern what stands before that number; anything if empty
 * @param modulesToSave layers that train as a whole, as a copy, and are saved with the adapter
 * @param bias which biases train
 * @param loraBias whether B has a bias
 * @param useRslora whether the scale is α/√R (Kalajdzievski 2023) in place of α/R
 * @param useDora whether a magnitude of each output is trained too (Liu et al. 2024)
 * @param initLoraWeights how A and B start
 * @param adaLora if present, ranks follow this budget (Zhang et al. 2023) and r counts nowhere
 * @param others what else stood in the file that this was read from, by key; written back
 */
public record AdapterConfig(
    int r,
    double loraAlpha,
    double loraDropout,
    TargetModules targetModules,
    Optional<TargetModules> excludeModules,
    Map<String, Integer> rankPattern,
    Map<String, Double> alphaPattern,
    List<Integer> layersToTransform,
    List<String> layersPattern,
    List<String> modulesToSave,
    Bias bias,
    boolean loraBias,
    boolean useRslora,
    boolean useDora,
    InitLoraWeights initLoraWeights,
    Optional<AdaLoraConfig> adaLora,
    Map<String, Object> others) {

  /** Checks the ranges. */
  public AdapterConfig {
    rankPattern = Collections.unmodifiableMap(new LinkedHashMap<>(rankPattern));
    alphaPattern = Collections.unmodifiableMap(new LinkedHashMap<>(alphaPattern));
    layersToTransform = List.copyOf(layersToTransform);
    layersPattern = List.copyOf(layersPattern);
    modulesToSave = List.copyOf(modulesToSave);
    others = Collections.unmodifiableMap(new LinkedHashMap<>(others));
    requireRank("r", r);
    rankPattern.forEach(AdapterConfig::requireRank);
    Expressions.require("rank_pattern", rankPattern.keySet());
    Expressions.require("alpha_pattern", alphaPattern.keySet());
    Expressions.require("layers_pattern", layersPattern);
    requireFinite("lora_alpha", loraAlpha);
    alphaPattern.forEach(AdapterConfig::requireFinite);
    if (!(loraDropout >= 0 && loraDropout < 1)) {
      throw new IllegalArgumentException(
          "lora_dropout " + loraDropout + ": a probability from 0 to below 1 is needed");
    }
    if (!layersToTransform.isEmpty() && !(targetModules instanceof TargetModules.Names)) {
      throw new IllegalArgumentException(
          "layers_to_transform goes with a list of target_modules; put the numbers into the"
              + " regular expression");
    }
    if (adaLora.isPresent()) {
      requireOnly(
          loraBias || useRslora || useDora || !rankPattern.isEmpty() || !alphaPattern.isEmpty());
      requirePositive(loraAlpha);
    }
    if (layersToTransform.isEmpty() && !layersPattern.isEmpty()) {
      throw new IllegalArgumentException(
          "layers_pattern says where layer numbers stand; give layers_to_transform too");
    }
  }

  private static void requireOnly(boolean others) {
    if (others) {
      throw new IllegalArgumentException(
          "AdaLoRA goes with none of rank_pattern, alpha_pattern, lora_bias, use_rslora, use_dora");
    }
  }

  /** PEFT takes the rank in the place of an α that is not positive. */
  private static void requirePositive(double alpha) {
    if (!(alpha > 0)) {
      throw new IllegalArgumentException("lora_alpha is " + alpha + ": AdaLoRA needs one above 0");
    }
  }

  private static void requireRank(String name, int rank) {
    if (rank < 1) {
      throw new IllegalArgumentException(name + " has rank " + rank + ": at least 1 is needed");
    }
  }

  private static void requireFinite(String name, double alpha) {
    if (!Double.isFinite(alpha)) {
      throw new IllegalArgumentException(name + " is " + alpha + ": a finite number is needed");
    }
  }

  /** PEFT's defaults for these layers: r 8, α 8, nothing else. */
  public static AdapterConfigBuilder of(TargetModules targets) {
    return new AdapterConfigBuilder(targets);
  }

  /** As {@link #of(TargetModules)}, by suffix. */
  public static AdapterConfigBuilder of(String... targets) {
    return of(TargetModules.of(targets));
  }

  /** The same, to be changed. */
  public AdapterConfigBuilder toBuilder() {
    return new AdapterConfigBuilder(this);
  }

  /** R of a layer. */
  public int rank(String path) {
    return find(rankPattern, path).orElse(r);
  }

  /** α of a layer. */
  public double alpha(String path) {
    return find(alphaPattern, path).orElse(loraAlpha);
  }

  /** What a layer's B·A is multiplied by. */
  public double scale(String path) {
    int rank = rank(path);
    return alpha(path) / (useRslora ? Math.sqrt(rank) : rank);
  }

  /** The first value whose expression matches the path, or a part of it that follows a dot. */
  private static <T> Optional<T> find(Map<String, T> patterns, String path) {
    return patterns.entrySet().stream()
        .filter(entry -> path.matches("(.*\\.)?(" + entry.getKey() + ")"))
        .map(Map.Entry::getValue)
        .findFirst();
  }
}
