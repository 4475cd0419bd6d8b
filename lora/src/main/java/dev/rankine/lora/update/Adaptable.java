package dev.rankine.lora.update;

import dev.rankine.autograd.nn.Layer;

/** A layer of one's own that updates can sit on, because it says how. */
public interface Adaptable extends Layer {
  /** This layer as what an update sits on. */
  Base base();
}
