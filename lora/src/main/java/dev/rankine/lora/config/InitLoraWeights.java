package dev.rankine.lora.config;

/** How A and B start: PEFT's {@code init_lora_weights}. */
public enum InitLoraWeights {
  /** {@code true}: A uniform as a linear layer's weight (Kaiming with a = √5), B zero. */
  KAIMING(true),
  /** {@code false}: both as a linear layer's weight, so the update is not zero at the start. */
  RANDOM(false),
  /** A ~ N(0, 1/r²), B zero. */
  GAUSSIAN("gaussian"),
  /**
   * The r largest singular triplets of the weight, taken out of the base (Meng et al., "PiSSA",
   * 2024).
   */
  PISSA("pissa"),
  /**
   * The first r columns of Q and rows of R of the weight, taken out of the base (Büyükakyüz 2024).
   */
  OLORA("olora"),
  /** Both random with B·A = 0 up to rounding; r must be even. */
  ORTHOGONAL("orthogonal");

  private final Object json;

  InitLoraWeights(Object json) {
    this.json = json;
  }

  /** As it stands in {@code adapter_config.json}: a boolean or a text. */
  public Object json() {
    return json;
  }

  /** Whether the update starts as a part of the base, which the base then gives away. */
  public boolean takesFromBase() {
    return this == PISSA || this == OLORA;
  }

  static InitLoraWeights of(Object json) {
    for (InitLoraWeights init : values()) {
      if (init.json.equals(
          json instanceof String text ? text.toLowerCase(java.util.Locale.ROOT) : json)) {
        return init;
      }
    }
    throw new IllegalArgumentException(
        "init_lora_weights "
            + json
            + " is not known here; true, false, gaussian, pissa, olora and orthogonal are");
  }
}
