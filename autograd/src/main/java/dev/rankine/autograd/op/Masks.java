package dev.rankine.autograd.op;

import dev.rankine.autograd.Var;
import dev.rankine.engine.Binary;
import dev.rankine.engine.Tensor;

/**
 * Comparisons: tensors of 1 and 0 for {@link WhereOp}, with broadcasting. No gradient goes through.
 */
public final class Masks {
  private Masks() {}

  /** 1 where a = b, else 0; 0 for NaN. */
  public static Tensor equal(Var a, Var b) {
    return Broadcasting.zip(Binary.EQUAL, a, b);
  }

  /** 1 where a &gt; b, else 0; 0 for NaN. */
  public static Tensor greater(Var a, Var b) {
    return Broadcasting.zip(Binary.GREATER, a, b);
  }
}
