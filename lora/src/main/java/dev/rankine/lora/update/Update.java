package dev.rankine.lora.update;

import dev.rankine.autograd.Parameter;
import dev.rankine.autograd.Tape;
import dev.rankine.autograd.Var;
import dev.rankine.engine.Indices;
import dev.rankine.engine.Philox;
import dev.rankine.engine.Tensor;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** What an adapter adds to one layer. */
public sealed interface Update permits LowRank, Dora, AdaLora, SigmaOnly, FullDelta {
  /** The layer it sits on. */
  Base base();

  /**
   * What is added to the base's output for this input.
   *
   * @param unbiased gives the base's output without its bias; asked where {@link #readsBase()}
   */
  Var added(Tape tape, Var x, Supplier<Var> unbiased);

  /**
   * As {@link #added}, for an embedding and its rows.
   *
   * @throws IllegalArgumentException if this update does not go with embeddings
   */
  default Var addedRows(Tape tape, Indices rows, Supplier<Var> unbiased) {
    throw new IllegalArgumentException(
        base().path() + ": embeddings take LoRA and DoRA, not " + getClass().getSimpleName());
  }

  /** Whether {@link #added} asks for the base's output without its bias. */
  default boolean readsBase() {
    return false;
  }

  /** ΔW, in the shape of the base's weight, as a new tensor. */
  Tensor delta();

  /** What is added to the base's bias (O), if anything. */
  default Optional<Tensor> biasDelta() {
    return Optional.empty();
  }

  /** Its tensors, by their names on disk. */
  List<Parameter> parameters();

  /** Those that are meant to train. */
  default List<Parameter> trainable() {
    return parameters();
  }

  /** The random streams that it draws from in training. */
  default List<Philox> streams() {
    return List.of();
  }

  /** ΔW as scale·B·A, where that is exactly what it is. */
  default Optional<Factors> factors() {
    return Optional.empty();
  }
}
