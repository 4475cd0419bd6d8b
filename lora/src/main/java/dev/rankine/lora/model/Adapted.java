package dev.rankine.lora.model;

import dev.rankine.autograd.nn.Model;
import dev.rankine.lora.update.Base;

/** A layer with the parts of the active adapters. */
sealed interface Adapted permits AdaptedLayer, AdaptedEmbedding {
  /** The layer without them. */
  Base base();

  /** One plain layer that computes the same up to rounding; everything is copied. */
  Model merged();
}
