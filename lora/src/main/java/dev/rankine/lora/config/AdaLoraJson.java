package dev.rankine.lora.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What {@code adapter_config.json} has for AdaLoRA beside the fields of LoRA. */
final class AdaLoraJson {
  static final String TYPE = "ADALORA";

  private AdaLoraJson() {}

  /** Takes the fields out; PEFT's defaults for those that are not there. */
  static AdaLoraConfig read(ConfigFields fields) {
    Map<String, List<Boolean>> kept = new LinkedHashMap<>();
    Object pattern = fields.take("rank_pattern").orElse(Map.of());
    Map<?, ?> masks = ConfigFields.as(Map.class, "rank_pattern", pattern);
    masks.forEach((key, mask) -> kept.put((String) key, mask((String) key, mask)));
    int tinit = whole(fields, "tinit", 0);
    int tfinal = whole(fields, "tfinal", 0);
    return new AdaLoraConfig(
        whole(fields, "init_r", 12),
        whole(fields, "target_r", 8),
        tinit,
        tfinal,
        whole(fields, "deltaT", 1),
        fields.number("beta1", 0.85),
        fields.number("beta2", 0.85),
        fields.number("orth_reg_weight", 0.5),
        whole(fields, "total_step", tinit + tfinal + 1),
        kept);
  }

  private static int whole(ConfigFields fields, String key, int otherwise) {
    return ConfigFields.whole(fields.number(key, otherwise));
  }

  private static List<Boolean> mask(String key, Object value) {
    List<?> list = ConfigFields.as(List.class, key, value);
    return list.stream().map(one -> ConfigFields.as(Boolean.class, key, one)).toList();
  }

  /** Puts the fields in. */
  static void write(AdaLoraConfig config, Map<String, Object> json) {
    json.put("peft_type", TYPE);
    json.put("init_r", (long) config.initR());
    json.put("target_r", (long) config.targetR());
    json.put("tinit", (long) config.tinit());
    json.put("tfinal", (long) config.tfinal());
    json.put("deltaT", (long) config.deltaT());
    json.put("beta1", config.beta1());
    json.put("beta2", config.beta2());
    json.put("orth_reg_weight", config.orthRegWeight());
    json.put("total_step", (long) config.totalStep());
    json.put("rank_pattern", config.rankPattern().isEmpty() ? null : config.rankPattern());
  }
}
