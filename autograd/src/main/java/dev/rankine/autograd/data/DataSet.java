package dev.rankine.autograd.data;

import dev.rankine.autograd.Tape;
import dev.rankine.engine.Backend;
import dev.rankine.engine.Indices;
import dev.rankine.engine.Tensor;

/** The inputs of a model, N of them, that batches are gathered from. */
public interface DataSet {
  /**
   * Examples that are a tensor (N, …) already. They are fixed: the tensor must not change, and must
   * live as long as its batches are asked for.
   */
  static DataSet of(Tensor values) {
    return new TensorRows(values);
  }

  /** Where batches are gathered. */
  Backend backend();

  /** N. */
  int count();

  /**
   * Whether an example has the same bits each time it is gathered: no augmentation, no noise. Only
   * then may what is computed from it be kept, see {@link FrozenPrefix}.
   */
  boolean fixed();

  /**
   * An epoch begins. Data that differ from epoch to epoch, or that can be prepared beforehand, take
   * notice.
   */
  default void begin(Epoch epoch) {}

  /** Examples rows (B), in that order, as (B, …). The result lives as long as the tape. */
  Tensor gather(Tape tape, Indices rows);
}
