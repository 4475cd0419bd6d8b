package dev.rankine.lora.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class ConfigTest {
  private static final Map<String, Boolean> LAYERS = new LinkedHashMap<>();

  static {
    for (String path :
        List.of("embed.conv", "layers.0.q", "layers.0.mlp.up", "layers.1.q", "layers.1.mlp.up")) {
      LAYERS.put(path, !path.endsWith("conv"));
    }
    LAYERS.put("head", true);
  }

  private static String message(Executable action) {
    return assertThrows(IllegalArgumentException.class, action).getMessage();
  }

  private static List<String> updated(AdapterConfigBuilder builder) {
    return Targets.updated(builder.build(), LAYERS);
  }

  @Test
  void defaultsArePeftsOwn() {
    AdapterConfig config = AdapterConfig.of("q").build();
    assertEquals(8, config.r());
    assertEquals(8, config.loraAlpha());
    assertEquals(0, config.loraDropout());
    assertEquals(Bias.NONE, config.bias());
    assertEquals(InitLoraWeights.KAIMING, config.initLoraWeights());
    assertEquals(1, config.scale("q"));
  }

  @Test
  void whatIsNoExpressionIsRefusedInOneLine() {
    for (String setting :
        List.of("target_modules", "rank_pattern", "alpha_pattern", "layers_pattern")) {
      String message =
          message(
              () -> {
                AdapterConfigBuilder builder = AdapterConfig.of("q").layersToTransform(0);
                switch (setting) {
                  case "target_modules" -> TargetModules.parse("q(1");
                  case "rank_pattern" -> builder.rankPattern(Map.of("q(1", 2)).build();
                  case "alpha_pattern" -> builder.alphaPattern(Map.of("q(1", 2.0)).build();
                  default -> builder.layersPattern("q(1").build();
                }
              });
      assertEquals(
          setting + ": 'q(1' is no regular expression: Unclosed group near index 3", message);
    }
  }

  @Test
  void aLayersPatternMayHaveGroups() {
    assertEquals(
        List.of("layers.1.q"),
        updated(AdapterConfig.of("q").layersToTransform(1).layersPattern("(layers|blocks)")));
  }

  @Test
  void namesMatchBySuffix() {
    assertEquals(List.of("layers.0.q", "layers.1.q"), updated(AdapterConfig.of("q")));
    assertEquals(List.of("layers.1.mlp.up"), updated(AdapterConfig.of("layers.1.mlp.up")));
    assertEquals(
        List.of("layers.0.q", "layers.1.q", "head"), updated(AdapterConfig.of("head", "q")));
  }

  @Test
  void aNameIsNotAPartOfAStep() {
    assertTrue(message(() -> updated(AdapterConfig.of("p"))).contains("called 'p'"));
  }

  @Test
  void expressionsMatchTheWholePath() {
    TargetModules some = TargetModules.parse("layers\\.\\d+\\.(q|mlp\\.up)");
    assertEquals(4, updated(AdapterConfig.of(some)).size());
    TargetModules part = TargetModules.parse("q");
    assertTrue(message(() -> updated(AdapterConfig.of(part))).contains("'q'"));
    assertTrue(message(() -> TargetModules.parse("(")).contains("regular expression"));
  }

  @Test
  void allLinearLeavesConvolutionsOut() {
    assertEquals(5, updated(AdapterConfig.of(TargetModules.parse("All-Linear"))).size());
  }

  @Test
  void excludedAndSavedLayersGetNoUpdate() {
    TargetModules all = new TargetModules.AllLinear();
    assertEquals(
        List.of("layers.0.mlp.up", "layers.1.mlp.up", "head"),
        updated(AdapterConfig.of(all).excludeModules(TargetModules.of("q"))));
    AdapterConfig config = AdapterConfig.of(all).modulesToSave("mlp", "head").build();
    assertEquals(List.of("layers.0.q", "layers.1.q"), Targets.updated(config, LAYERS));
    assertEquals(
        List.of("layers.0.mlp.up", "layers.1.mlp.up", "head"), Targets.saved(config, LAYERS));
  }

  @Test
  void layerNumbersChoose() {
    assertEquals(
        List.of("layers.1.q"),
        updated(AdapterConfig.of("q").layersToTransform(1).layersPattern("layers")));
    assertEquals(
        List.of("layers.0.mlp.up"),
        updated(AdapterConfig.of("up").layersToTransform(0).layersPattern("layers")));
    assertTrue(
        message(() -> updated(AdapterConfig.of("q").layersToTransform(7))).contains("no layer"));
    TargetModules regex = TargetModules.parse(".*q");
    assertTrue(
        message(() -> AdapterConfig.of(regex).layersToTransform(1).build()).contains("list"));
    assertTrue(
        message(() -> AdapterConfig.of("q").layersPattern("layers").build()).contains("numbers"));
  }

  /** As {@code check_target_module_exists} of PEFT 0.21.0 answered for each. */
  @Test
  void withoutAPatternANumberIsTheThirdStepOrALaterOne() {
    Map<String, Boolean> layers = new LinkedHashMap<>();
    List.of("layers.1.q", "model.layers.1.q", "model.layers.1.experts.2.q", "a.b.h.2.q")
        .forEach(path -> layers.put(path, true));
    AdapterConfigBuilder q = AdapterConfig.of("q");
    assertEquals(
        List.of("model.layers.1.q", "model.layers.1.experts.2.q"),
        Targets.updated(q.layersToTransform(1).build(), layers));
    assertEquals(List.of("a.b.h.2.q"), Targets.updated(q.layersToTransform(2).build(), layers));
    assertTrue(
        message(() -> updated(AdapterConfig.of("q").layersToTransform(1))).contains("leave"));
  }

  /** PEFT looks at the end of the text, not of the path. */
  @Test
  void aLayerToSaveIsMeantByTheEndOfItsName() {
    AdapterConfig config = AdapterConfig.of("q").modulesToSave("ad", "lq").build();
    assertEquals(
        List.of("head"), Targets.saved(config.toBuilder().modulesToSave("ad").build(), LAYERS));
    assertTrue(message(() -> Targets.saved(config, LAYERS)).contains("called 'lq'"));
  }

  @Test
  void whatPeftHasInAFileForOtherModelsIsLeftOut() {
    AdapterConfig config =
        AdapterConfig.of("q", "up_proj").modulesToSave("classifier", "head", "score").build();
    AdapterConfig known = Targets.known(config, LAYERS);
    assertEquals(TargetModules.of("q"), known.targetModules());
    assertEquals(List.of("head"), known.modulesToSave());
    AdapterConfig other = AdapterConfig.of("up_proj").build();
    assertEquals(other, Targets.known(other, LAYERS));
  }

  @Test
  void whatMatchesNothingIsAnErrorWithNearNames() {
    String one = message(() -> updated(AdapterConfig.of("q", "haed")));
    assertTrue(one.contains("'haed'") && one.contains("near names are [head"), one);
    String saved =
        message(
            () -> Targets.saved(AdapterConfig.of("q").modulesToSave("embed.cnov").build(), LAYERS));
    assertTrue(saved.contains("near names are [embed.conv"), saved);
  }

  @Test
  void patternsSetRankAndAlpha() {
    AdapterConfig config =
        AdapterConfig.of("q", "up")
            .r(4)
            .loraAlpha(16)
            .rankPattern(Map.of("layers.0.q", 2))
            .alphaPattern(Map.of("^layers.0.mlp.up", 1.0, "head", 3.0))
            .build();
    assertEquals(2, config.rank("layers.0.q"));
    assertEquals(2, config.rank("model.layers.0.q"));
    assertEquals(4, config.rank("layers.1.q"));
    assertEquals(0.25, config.scale("layers.0.mlp.up"));
    assertEquals(4, config.scale("model.layers.0.mlp.up"));
    assertEquals(8, config.toBuilder().useRslora(true).build().scale("layers.1.q"));
  }

  @Test
  void rangesAreChecked() {
    assertTrue(message(() -> AdapterConfig.of("q").r(0).build()).contains("rank 0"));
    assertTrue(message(() -> AdapterConfig.of("q").loraDropout(1).build()).contains("dropout"));
    assertTrue(message(() -> AdapterConfig.of("q").loraAlpha(Double.NaN).build()).contains("NaN"));
    assertTrue(message(() -> AdapterConfig.of(new String[0]).build()).contains("empty"));
  }

  @Test
  void everythingComesBackFromJson() {
    AdapterConfig config =
        AdapterConfig.of("q", "up")
            .r(3)
            .loraAlpha(1.5)
            .loraDropout(0.125)
            .excludeModules(TargetModules.parse(".*1.*"))
            .rankPattern(Map.of("q", 7))
            .alphaPattern(Map.of("up", 2.5))
            .layersToTransform(0, 1)
            .layersPattern("layers")
            .modulesToSave("head")
            .bias(Bias.LORA_ONLY)
            .loraBias(true)
            .useRslora(true)
            .useDora(true)
            .initLoraWeights(InitLoraWeights.PISSA)
            .build();
    AdapterConfig back = ConfigJson.read(ConfigJson.write(config));
    assertEquals(config.toBuilder().others(back.others()).build(), back);
    for (InitLoraWeights init : InitLoraWeights.values()) {
      assertEquals(init, InitLoraWeights.of(init.json()));
    }
  }

  @Test
  void futureKeysAreKept() {
    String text =
        "{\"peft_type\": \"LORA\", \"target_modules\": \"all-linear\", \"r\": 2,"
            + " \"peft_version\": \"9.9\", \"warp_drive\": {\"on\": [1, 2.5, null]}}";
    AdapterConfig config = ConfigJson.read(text);
    assertEquals(new TargetModules.AllLinear(), config.targetModules());
    AdapterConfig again = ConfigJson.read(ConfigJson.write(config));
    assertEquals(config.others().get("warp_drive"), again.others().get("warp_drive"));
    assertEquals("9.9", again.others().get("peft_version"));
    assertEquals(Optional.empty(), again.excludeModules());
  }

  @Test
  void whatCannotBeDoneIsRefused() {
    assertTrue(message(() -> ConfigJson.read("[]")).contains("JSON object"));
    assertTrue(message(() -> ConfigJson.read("{")).contains("valid JSON"));
    assertTrue(message(() -> ConfigJson.read("{\"peft_type\": \"IA3\"}")).contains("IA3"));
    assertTrue(message(() -> read("\"use_qalora\": true")).contains("use_qalora is true"));
    assertTrue(message(() -> read("\"fan_in_fan_out\": true")).contains("fan_in_fan_out"));
    assertTrue(message(() -> read("\"r\": \"8\"")).contains("expected a number"));
    assertTrue(message(() -> read("\"r\": 8.5")).contains("8.5"));
    for (String layer : List.of("1.5", "4294967296", "1e300")) {
      String fields = "\"layers_to_transform\": [" + layer + "]";
      assertTrue(message(() -> read(fields)).contains("a whole number is needed"), layer);
    }
    assertTrue(message(() -> read("\"init_lora_weights\": \"eva\"")).contains("eva"));
    assertTrue(message(() -> read("\"bias\": \"some\"")).contains("some"));
    assertEquals(8, read("\"fan_in_fan_out\": false, \"loftq_config\": {}").r());
  }

  private static AdapterConfig read(String fields) {
    return ConfigJson.read(
        "{\"peft_type\": \"LORA\", \"target_modules\": [\"q\"], " + fields + "}");
  }
}
