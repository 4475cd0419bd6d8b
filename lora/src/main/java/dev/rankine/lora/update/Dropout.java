package dev.rankine.lora.update;

import dev.rankine.autograd.Var;
import dev.rankine.engine.Philox;
import dev.rankine.engine.Tensor;

/**
 * Sets elements to zero with some probability and divides the others by what remains of 1
 * (Srivastava et al. 2014). It acts where an update trains, on a tape that records, and nowhere
 * else.
 */
public record Dropout(double probability, Philox random) {
  /** Drops nothing. */
  public static final Dropout NONE = new Dropout(0, new Philox(0, 0));

  /** x, or x with elements dropped if something trains. */
  Var apply(Var x, boolean training) {
    if (!acts(training)) {
      return x;
    }
    float[] mask = new float[x.value().size()];
    float kept = (float) (1 / (1 - probability));
    for (int i = 0; i < mask.length; i++) {
      mask[i] = random.nextDouble() < probability ? 0 : kept;
    }
    Tensor values = x.tape().allocate(x.shape());
    x.tape().backend().upload(mask, values);
    return x.mul(x.tape().constant(values));
  }

  boolean acts(boolean training) {
    return probability > 0 && training;
  }
}
