package dev.rankine.lora.model;

import dev.rankine.autograd.Parameter;
import dev.rankine.autograd.nn.Composite;
import dev.rankine.autograd.nn.Layer;
import dev.rankine.lora.update.Base;
import dev.rankine.lora.update.Bases;
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

  /** A model with these adapters; layers without a part of one stay, and so does their fusion. */
  static Layer of(Layer model, Map<String, Adapter> adapters) {
    return adapters.isEmpty() ? model : Bases.replace(model, base -> layer(base, adapters));
  }

  private static Layer layer(Base base, Map<String, Adapter> adapters) {
    List<Update> updates = new ArrayList<>();
    List<Parameter> biases = new ArrayList<>();
    List<Layer> wholes = new ArrayList<>();
    List<String> holders = new ArrayList<>();
    adapters.forEach(
        (name, adapter) -> {
          switch (adapter.parts().get(base.path())) {
            case Part.Added(Optional<Update> update, Optional<Parameter> bias) -> {
              update.ifPresent(updates::add);
              bias.ifPresent(biases::add);
              holders.add(name);
            }
            case Part.Whole(Layer copy) -> {
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
      throw new IllegalArgumentException(
          "adapters "
              + holders
              + " cannot be active together: in layer "
              + base.path()
              + " more than one replaces the bias or the layer, or one is DoRA");
    }
    if (!wholes.isEmpty()) {
      return wholes.getFirst();
    }
    return holders.isEmpty()
        ? base.layer()
        : new AdaptedLayer(base, List.copyOf(updates), biases.stream().findFirst());
  }

  /** A model in which each adapted layer is a plain one. */
  static Layer merged(Layer model) {
    return switch (model) {
      case AdaptedLayer layer -> finite(layer.base().path(), layer.merged());
      case Composite composite -> composite.rebuilt(Assembly::merged);
      default -> model;
    };
  }

  private static Layer finite(String path, Layer plain) {
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
