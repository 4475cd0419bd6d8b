package dev.rankine.autograd.nn;

import dev.rankine.autograd.Tape;
import dev.rankine.autograd.Var;
import dev.rankine.engine.Indices;

/**
 * A function of indices with parameters of its own: an embedding, or a model that begins with one.
 */
public interface IndexLayer extends Model {
  /** Computes on a tape. */
  Var forward(Tape tape, Indices rows);
}
