package dev.rankine.autograd.nn;

import dev.rankine.engine.Philox;
import java.util.ArrayList;
import java.util.List;

/**
 * A model made of layers that can be rebuilt with others in their places: how an adapter, or
 * anything else that replaces layers, walks it. A model of one's own takes part with one line:
 *
 * <pre>
 * record Net(Layer hidden, Layer out) implements Layer, Composite {
 *   public Net rebuilt(Change change) {
 *     return new Net(change.apply(hidden), change.apply(out));
 *   }
 *   …
 * }
 * </pre>
 */
public interface Composite extends Model {
  /** What becomes of each part. */
  interface Change {
    /** What stands in the place of a layer. */
    Layer apply(Layer part);

    /** What stands in the place of an embedding. */
    IndexLayer apply(IndexLayer part);
  }

  /**
   * This model with each of its direct parts replaced by what the change makes of it, in the order
   * of {@link #parameters()}. This one stays as it is.
   */
  Model rebuilt(Change change);

  /** Those of its direct parts, in their order. */
  @Override
  default List<Philox> streams() {
    List<Philox> streams = new ArrayList<>();
    rebuilt(
        new Change() {
          @Override
          public Layer apply(Layer part) {
            streams.addAll(part.streams());
            return part;
          }

          @Override
          public IndexLayer apply(IndexLayer part) {
            streams.addAll(part.streams());
            return part;
          }
        });
    return streams;
  }
}
