package dev.rankine.lora.model;

import dev.rankine.autograd.Parameter;
import dev.rankine.autograd.nn.Model;
import dev.rankine.lora.update.Update;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What one adapter holds for one layer. */
public sealed interface Part {
  /** Its tensors. */
  List<Parameter> parameters();

  /** Those that are meant to train. */
  List<Parameter> trainable();

  /**
   * An update, a bias in place of the base's, or both.
   *
   * @param bias a copy that trains, under the base's name
   */
  record Added(Optional<Update> update, Optional<Parameter> bias) implements Part {
    @Override
    public List<Parameter> parameters() {
      List<Parameter> all = new ArrayList<>(update.map(Update::parameters).orElse(List.of()));
      bias.ifPresent(all::add);
      return all;
    }

    @Override
    public List<Parameter> trainable() {
      List<Parameter> all = new ArrayList<>(update.map(Update::trainable).orElse(List.of()));
      bias.ifPresent(all::add);
      return all;
    }
  }

  /** A copy of the whole layer, which trains: one of {@code modules_to_save}. */
  record Whole(Model copy) implements Part {
    @Override
    public List<Parameter> parameters() {
      return copy.parameters();
    }

    @Override
    public List<Parameter> trainable() {
      return copy.parameters();
    }
  }
}
