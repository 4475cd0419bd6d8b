package dev.rankine.lora.config;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** A configuration that names each layer in full, with its own rank and scale. */
public final class ExactConfig {
  private ExactConfig() {}

  /**
   * Plain LoRA, α/R, of the same layers to save and biases as another configuration.
   *
   * @param ranks by path, at least one
   * @param scales by path, of the same layers
   */
  public static AdapterConfig of(
      AdapterConfig like, Map<String, Integer> ranks, Map<String, Double> scales) {
    int most = Collections.max(ranks.values());
    Map<String, Integer> rankPattern = new LinkedHashMap<>();
    Map<String, Double> alphaPattern = new LinkedHashMap<>();
    ranks.forEach(
        (path, rank) -> {
          double alpha = scales.get(path) * rank;
          if (rank != most) {
            rankPattern.put("^" + escaped(path), rank);
          }
          if (alpha != most) {
            alphaPattern.put("^" + escaped(path), alpha);
          }
        });
    String paths =
        ranks.keySet().stream().map(ExactConfig::escaped).collect(Collectors.joining("|"));
    return new AdapterConfig(
        most,
        most,
        0,
        new TargetModules.Regex(paths),
        Optional.empty(),
        rankPattern,
        alphaPattern,
        List.of(),
        List.of(),
        like.modulesToSave(),
        like.bias(),
        like.loraBias(),
        false,
        false,
        InitLoraWeights.KAIMING,
        Optional.empty(),
        like.others());
  }

  /** The path as a regular expression, in Java and in Python. */
  private static String escaped(String path) {
    return path.replaceAll("[^\\w]", "\\\\$0");
  }
}
