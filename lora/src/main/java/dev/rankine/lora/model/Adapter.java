package dev.rankine.lora.model;

import dev.rankine.autograd.Parameter;
import dev.rankine.autograd.nn.Model;
import dev.rankine.engine.Philox;
import dev.rankine.engine.Shape;
import dev.rankine.engine.Tensor;
import dev.rankine.lora.config.AdapterConfig;
import dev.rankine.lora.config.Bias;
import dev.rankine.lora.config.ExactConfig;
import dev.rankine.lora.config.NearNames;
import dev.rankine.lora.config.Targets;
import dev.rankine.lora.update.AdaLora;
import dev.rankine.lora.update.Base;
import dev.rankine.lora.update.Bases;
import dev.rankine.lora.update.Dora;
import dev.rankine.lora.update.Factors;
import dev.rankine.lora.update.LowRank;
import dev.rankine.lora.update.Update;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * One adapter of a model: what it holds for each layer, by path.
 *
 * @param config how it was made
 */
public record Adapter(AdapterConfig config, Map<String, Part> parts) {
  /** A copy of the map, in its order. */
  public Adapter {
    parts = Collections.unmodifiableMap(new LinkedHashMap<>(parts));
  }

  /**
   * A new adapter as a configuration asks for it: LoRA, DoRA or AdaLoRA.
   *
   * @throws IllegalArgumentException if the configuration does not fit the layers
   */
  public static Adapter of(AdapterConfig config, Map<String, Base> bases, Philox random) {
    return of(config, bases, base -> update(base, config, random));
  }

  private static Update update(Base base, AdapterConfig config, Philox random) {
    if (config.adaLora().isPresent()) {
      return AdaLora.of(base, config, random);
    }
    return config.useDora() ? Dora.of(base, config, random) : LowRank.of(base, config, random);
  }

  /** As {@link #of(AdapterConfig, Map, Philox)}, with updates of one's own choice. */
  public static Adapter of(
      AdapterConfig config, Map<String, Base> bases, Function<Base, Update> update) {
    List<String> updated = Targets.updated(config, Bases.linear(bases));
    List<String> saved = Targets.saved(config, Bases.linear(bases));
    Map<String, Part> parts = new LinkedHashMap<>();
    bases.forEach(
        (path, base) -> {
          boolean hasUpdate = updated.contains(path) && !isPruned(config, path);
          Optional<Parameter> bias = bias(config, base, hasUpdate);
          if (saved.contains(path)) {
            parts.put(path, new Part.Whole(copy(base)));
          } else if (hasUpdate || bias.isPresent()) {
            parts.put(
                path,
                new Part.Added(
                    hasUpdate ? Optional.of(made(base, update)) : Optional.empty(), bias));
          }
        });
    return new Adapter(config, parts);
  }

  /** Whether AdaLoRA left nothing of a layer's update. */
  private static boolean isPruned(AdapterConfig config, String path) {
    return config.adaLora().map(budget -> budget.rank(path) == 0).orElse(false);
  }

  private static Update made(Base base, Function<Base, Update> update) {
    if (!base.takesUpdates()) {
      throw new IllegalArgumentException(
          base.path() + " takes no update; name it in modules_to_save to train it as a whole");
    }
    return update.apply(base);
  }

  private static Optional<Parameter> bias(AdapterConfig config, Base base, boolean hasUpdate) {
    boolean trains = config.bias() == Bias.ALL || config.bias() == Bias.LORA_ONLY && hasUpdate;
    return base.bias()
        .filter(bias -> trains)
        .map(bias -> new Parameter(bias.name(), copy(bias.tensor())));
  }

  private static Model copy(Base base) {
    return base.plain(copy(base.weight()), base.bias().map(bias -> copy(bias.tensor())));
  }

  private static Tensor copy(Tensor x) {
    return Tensor.of(x.backend(), x.shape(), x.toDoubles());
  }

  /**
   * The same adapter as plain LoRA: one A and one B for each layer. What was pruned from AdaLoRA
   * goes; what PiSSA and OLoRA took from the base becomes factors of its own, so that the rank
   * doubles.
   *
   * @throws IllegalArgumentException if an update is not a product of two factors, as DoRA's is not
   */
  public Adapter asLora() {
    Map<String, Part> lora = new LinkedHashMap<>(parts);
    Map<String, Integer> ranks = new LinkedHashMap<>();
    Map<String, Double> scales = new LinkedHashMap<>();
    updates()
        .forEach(
            (path, update) -> {
              LowRank plain = plain(update);
              ranks.put(path, plain.a().shape().dim(0));
              scales.put(path, plain.scale());
              lora.put(
                  path, new Part.Added(Optional.of(plain), ((Part.Added) parts.get(path)).bias()));
            });
    return new Adapter(ExactConfig.of(config, ranks, scales), lora);
  }

  private static LowRank plain(Update update) {
    if (update instanceof LowRank lowRank && lowRank.isPlain()) {
      return lowRank;
    }
    Factors factors =
        update
            .factors()
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        update.base().path()
                            + ": "
                            + update.getClass().getSimpleName()
                            + " is not a product of two factors"));
    Factors joined = Factors.joined(update.base(), List.of(factors));
    return LowRank.of(update.base(), joined, update.biasDelta());
  }

  /** All its tensors. */
  public List<Parameter> parameters() {
    return parts.values().stream().flatMap(part -> part.parameters().stream()).toList();
  }

  /** The tensors that are meant to train. */
  public List<Parameter> trainable() {
    return parts.values().stream().flatMap(part -> part.trainable().stream()).toList();
  }

  /**
   * Checks that its layers are those of a model.
   *
   * @throws IllegalArgumentException if the model lacks one, or has it in another shape
   */
  void requireFit(Map<String, Base> bases) {
    for (String path : parts.keySet()) {
      if (!bases.containsKey(path)) {
        throw new IllegalArgumentException(
            "the adapter is of another model: there is no layer "
                + path
                + " here; near names are "
                + NearNames.of(path, bases.keySet()));
      }
    }
    updates()
        .forEach(
            (path, update) -> {
              Shape own = update.base().weightShape();
              Shape here = bases.get(path).weightShape();
              if (!own.equals(here)) {
                throw new IllegalArgumentException(
                    "the adapter is of another model: layer "
                        + path
                        + " has a weight of "
                        + here
                        + " here, the adapter's "
                        + own);
              }
            });
  }

  /** The updates, by path. */
  public Map<String, Update> updates() {
    Map<String, Update> updates = new LinkedHashMap<>();
    parts.forEach(
        (path, part) -> {
          if (part instanceof Part.Added added) {
            added.update().ifPresent(update -> updates.put(path, update));
          }
        });
    return updates;
  }
}
