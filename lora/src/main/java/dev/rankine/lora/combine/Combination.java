package dev.rankine.lora.combine;

import dev.rankine.autograd.Parameter;
import dev.rankine.engine.Tensor;
import dev.rankine.lora.config.AdapterConfig;
import dev.rankine.lora.config.Bias;
import dev.rankine.lora.config.ExactConfig;
import dev.rankine.lora.model.AdaptedModel;
import dev.rankine.lora.model.Adapter;
import dev.rankine.lora.model.Part;
import dev.rankine.lora.update.Base;
import dev.rankine.lora.update.Factors;
import dev.rankine.lora.update.LowRank;
import dev.rankine.lora.update.Update;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Combines adapters of a model into a new one.
 *
 * <p>Scales, rank patterns and rsLoRA are taken into account layer by layer; the result has scale
 * 1. Biases of B are summed with weight and scale. A bias that adapters trained in place of the
 * base's b is b + Σ wᵢ·(bᵢ − b). One adapter with weight 1 is copied, whatever the method.
 */
public final class Combination {
  private final AdaptedModel model;
  private final List<Weighted> weighted;
  private final List<Adapter> adapters;

  private Combination(AdaptedModel model, List<Weighted> weighted) {
    this.model = model;
    this.weighted = weighted;
    this.adapters = weighted.stream().map(one -> model.adapter(one.adapter())).toList();
  }

  /**
   * Combines adapters.
   *
   * @throws IllegalArgumentException if one does not exist, or has something whose combination has
   *     no exact meaning: DoRA, a layer trained as a whole, an update that is not LoRA
   */
  public static Combined of(AdaptedModel model, List<Weighted> adapters, Method method) {
    if (adapters.isEmpty()) {
      throw new IllegalArgumentException("combine: no adapters are given");
    }
    Combination combination = new Combination(model, List.copyOf(adapters));
    combination.requireCombinable();
    return combination.combine(method);
  }

  private void requireCombinable() {
    for (int i = 0; i < adapters.size(); i++) {
      String name = weighted.get(i).adapter();
      adapters
          .get(i)
          .parts()
          .forEach(
              (path, part) -> {
                switch (part) {
                  case Part.Added(Optional<Update> update, Optional<Parameter> bias) -> {
                    if (update.isPresent() && !(update.get() instanceof LowRank)) {
                      throw refused(name, path, update.get().getClass().getSimpleName());
                    }
                  }
                  case Part.Whole whole -> throw refused(name, path, "a layer trained as a whole");
                }
              });
    }
  }

  private static IllegalArgumentException refused(String name, String path, String what) {
    return new IllegalArgumentException(
        "combine: adapter "
            + name
            + " has "
            + what
            + " in "
            + path
            + ", which has no exact combination; leave it out, or try Adapter.asLora");
  }

  private Combined combine(Method method) {
    boolean identity = weighted.size() == 1 && weighted.getFirst().weight() == 1;
    Bias mode = adapters.stream().map(a -> a.config().bias()).reduce(Bias.NONE, Combination::more);
    boolean loraBias = adapters.stream().anyMatch(adapter -> adapter.config().loraBias());
    Map<String, Part> parts = new LinkedHashMap<>();
    Map<String, Integer> ranks = new LinkedHashMap<>();
    Map<String, Double> scales = new LinkedHashMap<>();
    Map<String, Double> errors = new LinkedHashMap<>();
    model
        .bases()
        .forEach(
            (path, base) -> {
              Optional<LayerCombination> layer = layer(base);
              Optional<LowRank> update =
                  layer.map(
                      found -> {
                        Factors factors = identity ? copy(found) : found.factors(method);
                        errors.put(path, identity ? 0 : found.error(factors));
                        ranks.put(path, factors.rank());
                        scales.put(path, factors.scale());
                        return LowRank.of(base, factors, bias(found, factors.scale(), loraBias));
                      });
              Optional<Parameter> bias = trainedBias(base, mode, update.isPresent());
              if (update.isPresent() || bias.isPresent()) {
                parts.put(path, new Part.Added(update.map(found -> found), bias));
              }
            });
    AdapterConfig like =
        adapters.getFirst().config().toBuilder().bias(mode).loraBias(loraBias).build();
    return new Combined(new Adapter(ExactConfig.of(like, ranks, scales), parts), errors);
  }

  private static Bias more(Bias a, Bias b) {
    return a == Bias.ALL || b == Bias.NONE ? a : b;
  }

  private static Factors copy(LayerCombination layer) {
    Factors own = layer.updates().getFirst().factors().orElseThrow();
    return new Factors(copy(own.a()), copy(own.b()), own.scale());
  }

  private static Tensor copy(Tensor x) {
    return Tensor.of(x.backend(), x.shape(), x.toDoubles());
  }

  private Optional<LayerCombination> layer(Base base) {
    List<LowRank> updates = new ArrayList<>();
    List<Double> weights = new ArrayList<>();
    for (int i = 0; i < adapters.size(); i++) {
      if (adapters.get(i).updates().get(base.path()) instanceof LowRank update) {
        updates.add(update);
        weights.add(weighted.get(i).weight());
      }
    }
    double[] numbers = weights.stream().mapToDouble(weight -> weight).toArray();
    return updates.isEmpty()
        ? Optional.empty()
        : Optional.of(new LayerCombination(base, updates, numbers));
  }

  /** Σ wᵢ·sᵢ·cᵢ / scale. */
  private static Optional<Tensor> bias(LayerCombination layer, double scale, boolean wanted) {
    if (!wanted) {
      return Optional.empty();
    }
    double[] sum = new double[layer.base().outputs()];
    for (int i = 0; i < layer.weights().length; i++) {
      LowRank update = layer.updates().get(i);
      double factor = layer.weights()[i] * (update.scale() / scale);
      double[] own = update.bias().map(c -> c.tensor().toDoubles()).orElse(new double[sum.length]);
      for (int o = 0; o < sum.length; o++) {
        sum[o] += factor * own[o];
      }
    }
    Tensor b = layer.base().bias().orElseThrow().tensor();
    return Optional.of(Tensor.of(b.backend(), b.shape(), sum));
  }

  private Optional<Parameter> trainedBias(Base base, Bias mode, boolean hasUpdate) {
    boolean trains = mode == Bias.ALL || mode == Bias.LORA_ONLY && hasUpdate;
    return base.bias().filter(b -> trains).map(b -> trainedBias(base, b));
  }

  private Parameter trainedBias(Base base, Parameter original) {
    double[] before = original.tensor().toDoubles();
    double[] sum = before.clone();
    for (int i = 0; i < adapters.size(); i++) {
      if (adapters.get(i).parts().get(base.path()) instanceof Part.Added added
          && added.bias().isPresent()) {
        double[] own = added.bias().get().tensor().toDoubles();
        for (int o = 0; o < sum.length; o++) {
          double weight = weighted.get(i).weight();
          sum[o] =
              weight == 1 && weighted.size() == 1 ? own[o] : sum[o] + weight * (own[o] - before[o]);
        }
      }
    }
    Tensor values = original.tensor();
    return new Parameter(original.name(), Tensor.of(values.backend(), original.shape(), sum));
  }
}
