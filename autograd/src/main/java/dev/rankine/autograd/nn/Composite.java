package dev.rankine.autograd.nn;

import java.util.function.UnaryOperator;

/**
 * A layer made of layers that can be rebuilt with others in their places: how an adapter, or
 * anything else that replaces layers, walks a model. A model of one's own takes part with one line:
 *
 * <pre>
 * record Net(Layer hidden, Layer out) implements Composite {
 *   public Net rebuilt(UnaryOperator&lt;Layer&gt; change) {
 *     return new Net(change.apply(hidden), change.apply(out));
 *   }
 *   …
 * }
 * </pre>
 */
public interface Composite extends Layer {
  /**
   * This layer with each of its direct parts replaced by what the change makes of it, in the order
   * of {@link #parameters()}. This one stays as it is.
   */
  Layer rebuilt(UnaryOperator<Layer> change);
}
