package dev.rankine.lora.model;

import dev.rankine.autograd.Parameter;
import dev.rankine.autograd.nn.BatchNorm2d;
import dev.rankine.autograd.nn.Composite;
import dev.rankine.autograd.nn.Evaluated;
import dev.rankine.autograd.nn.Model;
import dev.rankine.lora.update.Base;
import dev.rankine.lora.update.Bases;
import dev.rankine.lora.update.EmbeddingBase;
import dev.rankine.lora.update.Update;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Puts the parts of adapters in the places of a model's layers. */
final class Assembly {
  private Assembly() {}

  static Map<String, Adapter> named(List<String> names, Function<String, Adapter> find) {
    Map<String, Adapter> adapters = new LinkedHashMap<>();
    for (String name : names) {
      if (adapters.put(name, find.apply(name)) != null) {
        throw new IllegalArgumentException("adapter '" + name + "' is given twice");
      }
    }
    return adapters;
  }

  /** A model whose batch normalisations run as in evaluation. */
  static Model still(Model model) {
    return switch (model) {
      case BatchNorm2d norm -> new Evaluated(norm);
      case Composite composite -> composite.rebuilt(Bases.each(Assembly::still));
      default -> model;
    };
  }

  /** A model with these adapters; layers without a part of one stay, and so does their fusion. */
  static Model of(Model model, Map<String, Adapter> adapters) {
    return adapters.isEmpty() ? model : Bases.replace(model, base -> layer(base, adapters));
  }

  private static Model layer(Base base, Map<String, Adapter> adapters) {
    List<Update> updates = new ArrayList<>();
    List<Parameter> biases = new ArrayList<>();
    List<Model> wholes = new ArrayList<>();
    List<String> holders = new ArrayList<>();
    adapters.forEach(
        (name, adapter) -> {
          switch (adapter.parts().get(base.path())) {
            case Part.Added(Optional<Update> update, Optional<Parameter> bias) -> {
              update.ifPresent(updates::add);
              bias.ifPresent(biases::add);
              holders.add(name);
            }
            case Part.Whole(Model copy) -> {
              wholes.add(copy);
              holders.add(name);
            }
            case null -> {
              // This adapter leaves the layer alone.
            }
          }
        });
    boolean relative = updates.size() > 1 && updates.stream().anyMatch(Update::readsBase);
    if (biases.size() > 1 || !wholes.isEmpty() && holders.size() > 1 || relative) {
      throw notTogether(base, holders);
    }
    if (!wholes.isEmpty()) {
      return wholes.getFirst();
    }
    if (holders.isEmpty()) {
      return base.layer();
    }
    return base instanceof EmbeddingBase embedding
        ? new AdaptedEmbedding(embedding, List.copyOf(updates))
        : new AdaptedLayer(base, List.copyOf(updates), biases.stream().findFirst());
  }

  private static IllegalArgumentException notTogether(Base base, List<String> holders) {
    return new IllegalArgumentException(
        "adapters "
            + holders
            + " cannot be active together: in layer "
            + base.path()
            + " more than one replaces the bias or the layer, or one is DoRA");
  }

  /** A model in which each adapted layer is a plain one. */
  static Model merged(Model model) {
    return switch (model) {
      case Adapted layer -> finite(layer.base().path(), layer.merged());
      case Composite composite -> composite.rebuilt(Bases.each(Assembly::merged));
      default -> model;
    };
  }

  private static Model finite(String path, Model plain) {
    for (Parameter parameter : plain.parameters()) {
      for (double value : parameter.tensor().toDoubles()) {
        if (!Double.isFinite(value)) {
          throw new ArithmeticException(
              "merge: "
                  + parameter.name()
                  + " would have "
                  + value
                  + "; the adapter of layer "
                  + path
                  + " is broken or diverged");
        }
      }
    }
    return plain;
  }
}
