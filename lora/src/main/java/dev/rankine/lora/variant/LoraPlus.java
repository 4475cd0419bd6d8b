package dev.rankine.lora.variant;

import dev.rankine.autograd.Parameter;
import dev.rankine.autograd.optim.Adam;
import dev.rankine.autograd.optim.Optimizer;
import dev.rankine.autograd.optim.ParameterGroups;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.stream.Collectors;

/**
 * LoRA+ (Hayou et al., "LoRA+: Efficient Low Rank Adaptation of Large Models", 2024): B learns at a
 * multiple of A's rate. As in PEFT, vectors (biases, magnitudes) go with B. Embeddings are treated
 * like other layers; PEFT gives them a rate of their own.
 */
public final class LoraPlus {
  private LoraPlus() {}

  /**
   * Adam with the rate for A, and rate·ratio for B.
   *
   * @param ratio of the rates, at least 1; the paper suggests 2⁴
   * @throws IllegalArgumentException if the ratio is less, or nothing trains
   */
  public static Optimizer adam(List<Parameter> trainable, double rate, double ratio) {
    return of(trainable, rate, ratio, Adam::new);
  }

  /** As {@link #adam}, with an optimizer made from parameters and their rate. */
  public static Optimizer of(
      List<Parameter> trainable,
      double rate,
      double ratio,
      BiFunction<List<Parameter>, Double, Optimizer> optimizer) {
    if (!(ratio >= 1) || Double.isInfinite(ratio)) {
      throw new IllegalArgumentException(
          "LoRA+: ratio " + ratio + "; B's rate is a multiple of A's, at least 1");
    }
    Map<Boolean, List<Parameter>> groups =
        trainable.stream().collect(Collectors.partitioningBy(LoraPlus::isUp));
    return new ParameterGroups(
        groups.entrySet().stream()
            .filter(group -> !group.getValue().isEmpty())
            .map(group -> optimizer.apply(group.getValue(), group.getKey() ? rate * ratio : rate))
            .toArray(Optimizer[]::new));
  }

  /** Whether a parameter is a B, or a vector. */
  static boolean isUp(Parameter parameter) {
    return parameter.name().matches(".*\\.lora_(embedding_)?B(\\.weight)?")
        || parameter.shape().rank() == 1;
  }
}
