package dev.rankine.lora.update;

import dev.rankine.autograd.Parameter;
import dev.rankine.autograd.Tape;
import dev.rankine.autograd.Var;
import dev.rankine.autograd.nn.Model;
import dev.rankine.engine.Matrix;
import dev.rankine.engine.Rules;
import dev.rankine.engine.Shape;
import dev.rankine.engine.Tensor;
import java.util.Optional;

/**
 * A layer that an update can sit on: y = W·x + b for some product, and how x goes through A down to
 * R values and through B up to the layer's outputs.
 */
public interface Base {
  /** The dotted path, for example {@code block.0.fc1}. */
  String path();

  /** The layer as it was. */
  Model layer();

  /** Whether {@code all-linear} means it. */
  boolean isLinear();

  /** Whether its weight can get an update; if not, the layer can train as a whole. */
  default boolean takesUpdates() {
    return true;
  }

  /** Whether A is looked up, not multiplied: then A is what starts at zero, and B is random. */
  default boolean isLookup() {
    return false;
  }

  /** W as one tensor; not to be modified. */
  Tensor weight();

  /** The shape of W. */
  default Shape weightShape() {
    return weight().shape();
  }

  /** b. */
  Optional<Parameter> bias();

  /** W·x, plus a bias (O) if there is one. */
  Var apply(Tape tape, Var x, Optional<Var> bias);

  /** x through another weight in the shape of W, plus a bias (O) if there is one. */
  Var applied(Var x, Var weight, Optional<Var> bias);

  /** The shape of A. */
  Shape downShape(int rank);

  /** The shape of B. */
  Shape upShape(int rank);

  /** A·x. */
  Var down(Var x, Var a);

  /** B·h, plus a bias (O) if there is one. */
  Var up(Var h, Var b, Optional<Var> bias);

  /** Why B·A is no weight of this layer, if it is none: it cannot be merged or combined then. */
  default Optional<String> noDelta() {
    return Optional.empty();
  }

  /**
   * Checks that B·A has the shape of W.
   *
   * @param what is meant to be done with it
   * @throws IllegalArgumentException if it has not, with the reason
   */
  default void requireDelta(String what) {
    noDelta()
        .ifPresent(
            reason -> {
              throw new IllegalArgumentException(what + ": " + reason);
            });
  }

  /**
   * scale·B·A in the shape of W, as a new tensor: the delta, written once for all uses.
   *
   * @throws IllegalArgumentException if this layer cannot have one
   */
  default Tensor delta(double scale, Tensor a, Tensor b) {
    requireDelta("merge");
    Shape shape = weightShape();
    Tensor delta = Tensor.allocate(b.backend(), shape);
    int rank = a.shape().dim(0);
    Matrix up = Matrix.of(b, shape.dim(0), rank);
    Matrix down = Matrix.of(a, rank, shape.size() / shape.dim(0));
    b.backend().gemm(scale, up, down, 0, Matrix.of(delta, up.rows(), down.columns()));
    return delta;
  }

  /** A vector (O) or (R) in the shape that multiplies outputs, or what A gives, one by one. */
  Shape perOutput(int extent);

  /** The axes of W that one output sums over. */
  int[] inputAxes();

  /** The number of outputs, O. */
  default int outputs() {
    return weightShape().dim(0);
  }

  /** A vector (O) in the shape that multiplies W, each output's weights by one number. */
  default Shape besideWeight() {
    return Rules.reduced(weightShape(), inputAxes());
  }

  /** A plain layer of the same kind with these values under the same names. */
  Model plain(Tensor weight, Optional<Tensor> bias);
}
