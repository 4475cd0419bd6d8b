package dev.rankine.lora.variant;

import dev.rankine.autograd.Parameter;
import dev.rankine.lora.model.AdaptedModel;
import dev.rankine.lora.update.Dora;
import dev.rankine.lora.update.LowRank;
import dev.rankine.lora.update.Update;
import java.util.List;
import java.util.stream.Stream;

/**
 * LoRA-FA (Zhang et al., "LoRA-FA: Memory-efficient Low-rank Adaptation", 2023): A stays at its
 * random start, B alone trains. The activations before A need not be kept.
 */
public final class LoraFa {
  private LoraFa() {}

  /**
   * Freezes every A of an adapter, now and whenever it is active.
   *
   * @throws IllegalArgumentException if there is no such adapter, or it has no A
   */
  public static void freezeDown(AdaptedModel model, String adapter) {
    List<Parameter> down =
        model.adapter(adapter).updates().values().stream().flatMap(LoraFa::down).toList();
    if (down.isEmpty()) {
      throw new IllegalArgumentException("LoRA-FA: adapter " + adapter + " has no A to freeze");
    }
    model.pin(down);
  }

  private static Stream<Parameter> down(Update update) {
    return switch (update) {
      case LowRank lowRank -> Stream.of(lowRank.a());
      case Dora dora -> Stream.of(dora.direction().a());
      default -> Stream.empty();
    };
  }
}
