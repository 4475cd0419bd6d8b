package dev.rankine.lora.io;

import dev.rankine.autograd.Parameter;
import dev.rankine.engine.Backend;
import dev.rankine.engine.Shape;
import dev.rankine.engine.Tensor;
import dev.rankine.lora.config.AdaLoraConfig;
import dev.rankine.lora.config.AdapterConfig;
import dev.rankine.lora.model.Adapter;
import dev.rankine.lora.model.Part;
import dev.rankine.lora.update.AdaLora;
import dev.rankine.lora.update.Base;
import dev.rankine.lora.update.Dora;
import dev.rankine.lora.update.LowRank;
import dev.rankine.lora.update.Update;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How PEFT calls an adapter's tensors in {@code adapter_model.safetensors}: the path below {@code
 * base_model.model}, and no name of an adapter anywhere.
 *
 * <pre>
 * base_model.model.fc1.lora_A.weight            base_model.model.fc1.lora_magnitude_vector
 * base_model.model.fc1.lora_B.weight            base_model.model.fc1.base_layer.bias
 * base_model.model.fc1.lora_E                   (AdaLoRA, with lora_A and lora_B)
 * base_model.model.words.lora_embedding_A       base_model.model.head.weight    (a whole layer)
 * </pre>
 */
final class AdapterKeys {
  static final String PREFIX = "base_model.model.";
  private static final String BIAS = ".bias";
  private static final String WRAPPED_BIAS = ".base_layer.bias";

  private AdapterKeys() {}

  /** The parameters by key. */
  static Map<String, Parameter> of(Adapter adapter) {
    Map<String, Parameter> keys = new LinkedHashMap<>();
    adapter
        .parts()
        .forEach(
            (path, part) -> {
              switch (part) {
                case Part.Added(Optional<Update> update, Optional<Parameter> bias) -> {
                  update.ifPresent(known -> putAll(keys, adapter.config(), known));
                  String step = update.isPresent() ? WRAPPED_BIAS : BIAS;
                  bias.ifPresent(parameter -> keys.put(PREFIX + path + step, parameter));
                }
                case Part.Whole whole ->
                    whole.parameters().forEach(p -> keys.put(PREFIX + p.name(), p));
              }
            });
    return keys;
  }

  /**
   * The keys of the biases below an update, each with the one that PEFT gave it before it wrapped
   * the layers that it adapts: {@code fc1.bias}, as if there were no update.
   */
  static Map<String, String> wrappedBiases(Adapter adapter) {
    Map<String, String> keys = new LinkedHashMap<>();
    adapter
        .parts()
        .forEach(
            (path, part) -> {
              if (part instanceof Part.Added(Optional<Update> update, Optional<Parameter> bias)
                  && update.isPresent()
                  && bias.isPresent()) {
                keys.put(PREFIX + path + WRAPPED_BIAS, PREFIX + path + BIAS);
              }
            });
    return keys;
  }

  /** What PEFT has of layers of which AdaLoRA left nothing: tensors without an element. */
  static Map<String, Tensor> emptied(Adapter adapter, Map<String, Base> bases) {
    Map<String, Tensor> keys = new LinkedHashMap<>();
    for (String path : adapter.config().adaLora().map(AdaLoraConfig::emptied).orElse(List.of())) {
      if (bases.containsKey(path) && !adapter.updates().containsKey(path)) {
        Base base = bases.get(path);
        Backend backend = base.weight().backend();
        int in = base.downShape(1).size();
        keys.put(PREFIX + path + ".lora_A", Tensor.zeros(backend, Shape.of(0, in)));
        keys.put(PREFIX + path + ".lora_B", Tensor.zeros(backend, Shape.of(base.outputs(), 0)));
        keys.put(PREFIX + path + ".lora_E", Tensor.zeros(backend, Shape.of(0, 1)));
      }
    }
    return keys;
  }

  private static boolean isDescribed(AdapterConfig config, String path, Update update) {
    return switch (update) {
      case LowRank lowRank -> config.adaLora().isEmpty() && !config.useDora();
      case Dora dora -> config.useDora();
      case AdaLora ada ->
          config.adaLora().isPresent()
              && config.adaLora().get().rank(path) == ada.lambda().shape().dim(0);
      default -> false;
    };
  }

  private static void putAll(Map<String, Parameter> keys, AdapterConfig config, Update update) {
    String path = update.base().path();
    if (!isDescribed(config, path, update)) {
      throw new IllegalArgumentException(
          path
              + ": PEFT's files hold LoRA, DoRA and AdaLoRA as their configuration describes it, not "
              + update.getClass().getSimpleName()
              + " of another; convert the adapter with Adapter.asLora first");
    }
    update.parameters().forEach(parameter -> keys.put(PREFIX + parameter.name(), parameter));
  }
}
