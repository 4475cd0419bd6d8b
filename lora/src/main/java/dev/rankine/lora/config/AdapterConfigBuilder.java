package dev.rankine.lora.config;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Sets what differs from PEFT's defaults; the names are explained at {@link AdapterConfig}. */
public final class AdapterConfigBuilder {
  private int r = 8;
  private double loraAlpha = 8;
  private double loraDropout;
  private TargetModules targetModules;
  private Optional<TargetModules> excludeModules = Optional.empty();
  private Map<String, Integer> rankPattern = Map.of();
  private Map<String, Double> alphaPattern = Map.of();
  private List<Integer> layersToTransform = List.of();
  private List<String> layersPattern = List.of();
  private List<String> modulesToSave = List.of();
  private Bias bias = Bias.NONE;
  private boolean loraBias;
  private boolean useRslora;
  private boolean useDora;
  private InitLoraWeights initLoraWeights = InitLoraWeights.KAIMING;
  private Optional<AdaLoraConfig> adaLora = Optional.empty();
  private Map<String, Object> others = Map.of();

  AdapterConfigBuilder(TargetModules targets) {
    targetModules = targets;
  }

  AdapterConfigBuilder(AdapterConfig config) {
    r = config.r();
    loraAlpha = config.loraAlpha();
    loraDropout = config.loraDropout();
    targetModules = config.targetModules();
    excludeModules = config.excludeModules();
    rankPattern = config.rankPattern();
    alphaPattern = config.alphaPattern();
    layersToTransform = config.layersToTransform();
    layersPattern = config.layersPattern();
    modulesToSave = config.modulesToSave();
    bias = config.bias();
    loraBias = config.loraBias();
    useRslora = config.useRslora();
    useDora = config.useDora();
    initLoraWeights = config.initLoraWeights();
    adaLora = config.adaLora();
    others = config.others();
  }

  /** See {@link AdapterConfig#r()}. */
  public AdapterConfigBuilder r(int value) {
    r = value;
    return this;
  }

  /** See {@link AdapterConfig#loraAlpha()}. */
  public AdapterConfigBuilder loraAlpha(double value) {
    loraAlpha = value;
    return this;
  }

  /** See {@link AdapterConfig#loraDropout()}. */
  public AdapterConfigBuilder loraDropout(double value) {
    loraDropout = value;
    return this;
  }

  /** See {@link AdapterConfig#targetModules()}. */
  public AdapterConfigBuilder targetModules(TargetModules value) {
    targetModules = value;
    return this;
  }

  /** See {@link AdapterConfig#excludeModules()}. */
  public AdapterConfigBuilder excludeModules(TargetModules value) {
    excludeModules = Optional.of(value);
    return this;
  }

  /** See {@link AdapterConfig#rankPattern()}. */
  public AdapterConfigBuilder rankPattern(Map<String, Integer> value) {
    rankPattern = value;
    return this;
  }

  /** See {@link AdapterConfig#alphaPattern()}. */
  public AdapterConfigBuilder alphaPattern(Map<String, Double> value) {
    alphaPattern = value;
    return this;
  }

  /** See {@link AdapterConfig#layersToTransform()}. */
  public AdapterConfigBuilder layersToTransform(Integer... value) {
    layersToTransform = List.of(value);
    return this;
  }

  /** See {@link AdapterConfig#layersPattern()}. */
  public AdapterConfigBuilder layersPattern(String... value) {
    layersPattern = List.of(value);
    return this;
  }

  /** See {@link AdapterConfig#modulesToSave()}. */
  public AdapterConfigBuilder modulesToSave(String... value) {
    modulesToSave = List.of(value);
    return this;
  }

  /** See {@link AdapterConfig#bias()}. */
  public AdapterConfigBuilder bias(Bias value) {
    bias = value;
    return this;
  }

  /** See {@link AdapterConfig#loraBias()}. */
  public AdapterConfigBuilder loraBias(boolean value) {
    loraBias = value;
    return this;
  }

  /** See {@link AdapterConfig#useRslora()}. */
  public AdapterConfigBuilder useRslora(boolean value) {
    useRslora = value;
    return this;
  }

  /** See {@link AdapterConfig#useDora()}. */
  public AdapterConfigBuilder useDora(boolean value) {
    useDora = value;
    return this;
  }

  /** See {@link AdapterConfig#initLoraWeights()}. */
  public AdapterConfigBuilder initLoraWeights(InitLoraWeights value) {
    initLoraWeights = value;
    return this;
  }

  /** See {@link AdapterConfig#adaLora()}. */
  public AdapterConfigBuilder adaLora(AdaLoraConfig value) {
    adaLora = Optional.of(value);
    return this;
  }

  /** See {@link AdapterConfig#others()}. */
  public AdapterConfigBuilder others(Map<String, Object> value) {
    others = value;
    return this;
  }

  /**
   * The configuration.
   *
   * @throws IllegalArgumentException if a number is out of its range or two settings do not fit
   */
  public AdapterConfig build() {
    return new AdapterConfig(
        r,
        loraAlpha,
        loraDropout,
        targetModules,
        excludeModules,
        rankPattern,
        alphaPattern,
        layersToTransform,
        layersPattern,
        modulesToSave,
        bias,
        loraBias,
        useRslora,
        useDora,
        initLoraWeights,
        adaLora,
        others);
  }
}
