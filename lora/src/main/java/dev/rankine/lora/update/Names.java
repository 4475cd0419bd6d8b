package dev.rankine.lora.update;

/** How PEFT calls the tensors of an update, after the layer's path. */
final class Names {
  static final String MAGNITUDE = ".lora_magnitude_vector";

  private Names() {}

  static String down(Base base) {
    return base.isLookup() ? ".lora_embedding_A" : ".lora_A.weight";
  }

  static String up(Base base) {
    return base.isLookup() ? ".lora_embedding_B" : ".lora_B.weight";
  }
}
