package dev.rankine.lora.config;

import java.util.Locale;

/** Which biases of the base train: PEFT's {@code bias}. They train as copies of the adapter's. */
public enum Bias {
  /** None. */
  NONE,
  /** Those of all linear and convolution layers. */
  ALL,
  /** Those of the layers that have an update. */
  LORA_ONLY;

  /** As it stands in {@code adapter_config.json}. */
  public String json() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Bias of(Object json) {
    for (Bias bias : values()) {
      if (bias.json().equals(json)) {
        return bias;
      }
    }
    throw new IllegalArgumentException("bias " + json + " is not known; none, all, lora_only are");
  }
}
