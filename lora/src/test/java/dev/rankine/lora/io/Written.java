package dev.rankine.lora.io;

import dev.rankine.engine.Philox;
import dev.rankine.engine.io.StoredFloat;
import dev.rankine.lora.Nets;
import dev.rankine.lora.combine.Combination;
import dev.rankine.lora.combine.Method;
import dev.rankine.lora.combine.Weighted;
import dev.rankine.lora.config.AdaLoraConfig;
import dev.rankine.lora.config.AdapterConfig;
import dev.rankine.lora.config.AdapterConfigBuilder;
import dev.rankine.lora.config.Bias;
import dev.rankine.lora.config.InitLoraWeights;
import dev.rankine.lora.config.TargetModules;
import dev.rankine.lora.model.AdaptedModel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Adapters that are saved here and read by PEFT: one of everything that its files can say. {@code
 * written} below the resources has the files that {@code accept.py} gave to PEFT 0.21.0.
 */
final class Written {
  static final Path RESOURCES = TorchReference.RESOURCES.resolve("written");

  private Written() {}

  private static AdapterConfigBuilder both() {
    return AdapterConfig.of("fc1", "fc2").r(2).loraAlpha(3);
  }

  private static AdapterConfigBuilder first() {
    return AdapterConfig.of("fc1").r(2);
  }

  private static AdapterConfigBuilder start(InitLoraWeights init) {
    return both().initLoraWeights(init);
  }

  private static AdaLoraConfig budget(Map<String, List<Boolean>> kept) {
    return new AdaLoraConfig(4, 2, 1, 2, 1, 0.85, 0.85, 0.5, 10, kept);
  }

  private static AdaLoraConfig budget(String layer, Boolean... kept) {
    return budget(Map.of(layer + ".lora_E", List.of(kept)));
  }

  /** By the name of the folder: the model's name, a slash, the adapter's. */
  static Map<String, AdapterConfigBuilder> configs() {
    Map<String, AdapterConfigBuilder> all = new LinkedHashMap<>();
    all.put("mlp/lora", both().loraDropout(0.1));
    all.put("mlp/patterns", both().rankPattern(Map.of("fc2", 1)).alphaPattern(Map.of("^fc1", 5.5)));
    all.put("mlp/rslora", both().useRslora(true).rankPattern(Map.of("fc1", 3)));
    for (InitLoraWeights init : InitLoraWeights.values()) {
      all.put("mlp/" + init.name().toLowerCase(Locale.ROOT), start(init));
    }
    all.put("mlp/pissa_rslora", start(InitLoraWeights.PISSA).useRslora(true));
    all.put("mlp/olora_rank", start(InitLoraWeights.OLORA).rankPattern(Map.of("fc2", 1)));
    all.put("mlp/pissa_dora", start(InitLoraWeights.PISSA).useDora(true));
    all.put("mlp/dora", both().useDora(true).useRslora(true));
    all.put("mlp/lora_bias", both().loraBias(true).bias(Bias.LORA_ONLY));
    all.put("mlp/bias_all", first().bias(Bias.ALL).useDora(true));
    all.put("mlp/bias_all_saved", first().bias(Bias.ALL).modulesToSave("fc2"));
    all.put("mlp/bias_lora_only", first().bias(Bias.LORA_ONLY));
    all.put("mlp/saved", first().modulesToSave("fc2"));
    all.put("mlp/all_linear", AdapterConfig.of(new TargetModules.AllLinear()).r(2));
    TargetModules regex = TargetModules.parse("fc[12]");
    all.put("mlp/excluded", AdapterConfig.of(regex).excludeModules(TargetModules.of("fc2")).r(2));
    all.put("mlp/adalora", both().r(8).adaLora(budget(Map.of())));
    all.put("mlp/adalora_cut", both().r(8).adaLora(budget("fc1", true, false, true, false)));
    all.put("mlp/adalora_emptied", both().r(8).adaLora(budget("fc2", false, false, false, false)));
    all.put("mlp/half", both());
    all.put("mlp/bfloat", both().useDora(true));
    all.put("conv/conv", AdapterConfig.of("0", "conv.3", "fc").r(2));
    all.put("conv/conv_dora", AdapterConfig.of("0", "conv.3").r(2).useDora(true).bias(Bias.ALL));
    all.put("conv/conv_lora_bias", AdapterConfig.of("0", "conv.3").r(2).loraBias(true));
    all.put("conv/conv_adalora", AdapterConfig.of("conv.3").adaLora(budget(Map.of())));
    all.put("grouped/grouped", AdapterConfig.of("conv").r(4).loraBias(true).bias(Bias.ALL));
    all.put("text/words", AdapterConfig.of("embed_tokens", "lm_head").r(2).loraAlpha(5));
    all.put("text/words_dora", AdapterConfig.of("embed_tokens").r(2).useDora(true).bias(Bias.ALL));
    all.put("text/saved", AdapterConfig.of("lm_head").r(2).modulesToSave("embed_tokens", "norm"));
    all.put("deep/layers", AdapterConfig.of("fc").r(2).layersToTransform(0, 2));
    AdapterConfigBuilder second = AdapterConfig.of("fc", "head").layersToTransform(1);
    all.put("deep/layers_pattern", second.layersPattern("layers"));
    return all;
  }

  /** A model with one adapter that has moved, called as the configuration is. */
  static AdaptedModel model(String name) {
    String[] steps = name.split("/");
    AdaptedModel model = AdaptedModel.of(TorchReference.model(steps[0]));
    model.add(steps[1], configs().get(name).build(), new Philox(3, 3));
    Nets.train(model, steps[1], 7);
    return model;
  }

  /** Writes the adapter in a folder of its name, and says which that is. */
  static Path save(String name, AdaptedModel model, Path folder) throws IOException {
    String adapter = name.substring(name.indexOf('/') + 1);
    StoredFloat type =
        switch (adapter) {
          case "half" -> StoredFloat.F16;
          case "bfloat" -> StoredFloat.BF16;
          default -> StoredFloat.F32;
        };
    return AdapterFolder.save(model, adapter, folder, type);
  }

  /** What Adapter.asLora and a combination make; both name each layer in full. */
  static Map<String, AdaptedModel> made() {
    AdaptedModel plain = model("mlp/pissa");
    plain.put("as_lora", plain.adapter("pissa").asLora());
    plain.activate("as_lora");
    AdaptedModel mixed = model("mlp/rslora");
    mixed.add("other", configs().get("mlp/patterns").build(), new Philox(4, 4));
    Nets.train(mixed, "other", 9);
    List<Weighted> weights = List.of(new Weighted("rslora", 0.7), new Weighted("other", -0.2));
    mixed.put("cat", Combination.of(mixed, weights, new Method.Cat()).adapter());
    mixed.activate("cat");
    return Map.of("mlp/as_lora", plain, "mlp/cat", mixed);
  }

  /** Run from the module's folder to write the files anew; then run {@code accept.py}. */
  public static void main(String[] args) throws IOException {
    Map<String, AdaptedModel> models = new LinkedHashMap<>(made());
    configs().keySet().forEach(name -> models.put(name, model(name)));
    for (Map.Entry<String, AdaptedModel> entry : models.entrySet()) {
      String net = entry.getKey().substring(0, entry.getKey().indexOf('/'));
      save(entry.getKey(), entry.getValue(), RESOURCES.resolve(net));
    }
  }
}
