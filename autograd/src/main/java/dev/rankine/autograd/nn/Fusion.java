package dev.rankine.autograd.nn;

import java.util.ArrayList;
import java.util.List;

/** What {@link Sequential} runs instead of the layers it was given. */
final class Fusion {
  private Fusion() {}

  /** The layers with neighbours that can be fused replaced by fused layers. */
  static List<Layer> join(List<Layer> layers) {
    List<Layer> plan = new ArrayList<>();
    for (int i = 0; i < layers.size(); ) {
      List<Conv2d> blocks = FusedBlocks.from(layers, i);
      if (!blocks.isEmpty()) {
        plan.add(new FusedBlocks(blocks));
        i += 3 * blocks.size();
      } else if (FusedLinear.isAt(layers, i)) {
        plan.add(new FusedLinear((Linear) layers.get(i)));
        i += 2;
      } else {
        plan.add(layers.get(i++));
      }
    }
    return List.copyOf(plan);
  }
}
