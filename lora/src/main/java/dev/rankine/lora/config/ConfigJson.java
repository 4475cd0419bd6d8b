package dev.rankine.lora.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** {@code adapter_config.json} for an {@link AdapterConfig}, in PEFT's layout. */
public final class ConfigJson {
  /** Settings of PEFT that change what an adapter computes and do not exist here. */
  private static final Set<String> UNSUPPORTED =
      Set.of(
          "alora_invocation_tokens",
          "arrow_config",
          "corda_config",
          "ensure_weight_tying",
          "eva_config",
          "fan_in_fan_out",
          "kasa_config",
          "layer_replication",
          "lora_ga_config",
          "megatron_config",
          "monteclora_config",
          "target_parameters",
          "trainable_token_indices",
          "use_bdlora",
          "use_qalora",
          "velora_config");

  /** What else PEFT writes that changes nothing here. */
  private static final Set<String> KNOWN =
      Set.of(
          "auto_mapping",
          "base_model_name_or_path",
          "inference_mode",
          "loftq_config",
          "megatron_core",
          "peft_version",
          "qalora_group_size",
          "revision",
          "runtime_config",
          "task_type");

  private static final System.Logger LOG = System.getLogger(ConfigJson.class.getName());

  private ConfigJson() {}

  /**
   * Reads a configuration. Keys that are not known are kept in {@link AdapterConfig#others()}, and
   * one line of warning names them.
   *
   * @throws IllegalArgumentException if the text is not one of LoRA, or asks for what does not
   *     exist here
   */
  public static AdapterConfig read(String text) {
    Map<String, Object> json = Json.read(text);
    Object type = json.remove("peft_type");
    boolean adaLora = AdaLoraJson.TYPE.equals(type);
    if (!adaLora && !"LORA".equals(type)) {
      throw new IllegalArgumentException("peft_type is " + type + ", LORA or ADALORA is needed");
    }
    requireSupported(json);
    ConfigFields fields = new ConfigFields(json);
    Optional<AdaLoraConfig> budget =
        adaLora ? Optional.of(AdaLoraJson.read(fields)) : Optional.empty();
    AdapterConfigBuilder builder =
        AdapterConfig.of(
                fields
                    .targets("target_modules")
                    .orElseThrow(() -> new IllegalArgumentException("target_modules is missing")))
            .r(ConfigFields.whole(fields.number("r", 8)))
            .loraAlpha(fields.number("lora_alpha", 8))
            .loraDropout(fields.number("lora_dropout", 0))
            .rankPattern(fields.numbers("rank_pattern", ConfigFields::whole))
            .alphaPattern(fields.numbers("alpha_pattern", alpha -> alpha))
            .layersToTransform(fields.layers("layers_to_transform"))
            .layersPattern(fields.patterns("layers_pattern"))
            .modulesToSave(fields.texts("modules_to_save"))
            .bias(Bias.of(fields.take("bias").orElse("none")))
            .loraBias(fields.flag("lora_bias"))
            .useRslora(fields.flag("use_rslora"))
            .useDora(fields.flag("use_dora"))
            .initLoraWeights(InitLoraWeights.of(fields.take("init_lora_weights").orElse(true)));
    fields.targets("exclude_modules").ifPresent(builder::excludeModules);
    budget.ifPresent(builder::adaLora);
    warn(json);
    return builder.others(json).build();
  }

  private static void requireSupported(Map<String, Object> json) {
    for (Map.Entry<String, Object> entry : json.entrySet()) {
      if (UNSUPPORTED.contains(entry.getKey()) && isSet(entry.getValue())) {
        throw new IllegalArgumentException(
            entry.getKey() + " is " + entry.getValue() + ": that is not supported here");
      }
    }
  }

  private static boolean isSet(Object value) {
    return value != null && !value.equals(false) && !value.equals(Map.of());
  }

  private static void warn(Map<String, Object> rest) {
    Set<String> unknown = new TreeSet<>(rest.keySet());
    unknown.removeAll(UNSUPPORTED);
    unknown.removeAll(KNOWN);
    if (!unknown.isEmpty()) {
      LOG.log(
          System.Logger.Level.WARNING,
          "adapter_config.json has keys that are not known here: {0}; they are kept and have no"
              + " effect",
          unknown);
    }
  }

  /** Writes a configuration as PEFT would. */
  public static String write(AdapterConfig config) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("auto_mapping", null);
    json.put("base_model_name_or_path", null);
    json.put("fan_in_fan_out", false);
    json.put("inference_mode", true);
    json.put("revision", null);
    json.put("task_type", null);
    json.putAll(config.others());
    json.put("peft_type", "LORA");
    json.put("r", (long) config.r());
    json.put("lora_alpha", config.loraAlpha());
    json.put("lora_dropout", config.loraDropout());
    json.put("target_modules", targets(Optional.of(config.targetModules())));
    json.put("exclude_modules", targets(config.excludeModules()));
    json.put("rank_pattern", config.rankPattern());
    json.put("alpha_pattern", config.alphaPattern());
    json.put("layers_to_transform", orNull(config.layersToTransform()));
    json.put("layers_pattern", orNull(config.layersPattern()));
    json.put("modules_to_save", orNull(config.modulesToSave()));
    json.put("bias", config.bias().json());
    json.put("lora_bias", config.loraBias());
    json.put("use_rslora", config.useRslora());
    json.put("use_dora", config.useDora());
    json.put("init_lora_weights", config.initLoraWeights().json());
    config.adaLora().ifPresent(budget -> AdaLoraJson.write(budget, json));
    return Json.write(json);
  }

  private static Object targets(Optional<TargetModules> targets) {
    return switch (targets.orElse(null)) {
      case TargetModules.Names(List<String> names) -> new ArrayList<>(names);
      case TargetModules.Regex(String expression) -> expression;
      case TargetModules.AllLinear() -> TargetModules.AllLinear.NAME;
      case null -> null;
    };
  }

  private static Object orNull(List<?> list) {
    return list.isEmpty() ? null : list;
  }
}
