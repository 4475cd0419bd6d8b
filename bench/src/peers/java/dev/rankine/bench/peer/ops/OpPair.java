package dev.rankine.bench.peer.ops;

import dev.rankine.autograd.Var;
import dev.rankine.engine.Philox;
import dev.rankine.engine.Shape;
import java.util.List;
import java.util.function.Function;
import org.bytedeco.pytorch.Tensor;

/**
 * An op here and the same on libtorch, on inputs that both want gradients of.
 *
 * @param positive whether inputs are 0.5 or more; else they are normal
 * @param shapes of the inputs of a random sample
 * @param fixed shapes that are sampled too: those of the experiment
 * @param large shapes with about a million elements, for the time
 */
record OpPair(
    String name,
    boolean positive,
    Function<Philox, List<Shape>> shapes,
    List<List<Shape>> fixed,
    List<Shape> large,
    Function<List<Var>, Var> ours,
    Function<List<Tensor>, Tensor> theirs,
    Bound bound) {
  /**
   * How far results may be apart.
   *
   * @param lengths of the contractions that give the result and the gradient of each input; null
   *     where the op is none
   * @param units of 2⁻²⁴ times the largest magnitude of a result, where the op is no contraction
   */
  record Bound(Function<List<Shape>, int[]> lengths, double units) {
    static Bound of(double units) {
      return new Bound(null, units);
    }

    static Bound contraction(Function<List<Shape>, int[]> lengths) {
      return new Bound(lengths, 0);
    }
  }

  /** Of one input, elementwise. */
  static OpPair unary(
      String name, boolean positive, Function<Var, Var> ours, Function<Tensor, Tensor> theirs) {
    return of(name, List.of(Shape.of(1000, 1000)), random -> List.of(shape(random)), ours, theirs)
        .positive(positive);
  }

  /** Of one input. */
  static OpPair of(
      String name,
      List<Shape> large,
      Function<Philox, List<Shape>> shapes,
      Function<Var, Var> ours,
      Function<Tensor, Tensor> theirs) {
    return new OpPair(
        name,
        false,
        shapes,
        List.of(),
        large,
        in -> ours.apply(in.get(0)),
        in -> theirs.apply(in.get(0)),
        Bound.of(16));
  }

  OpPair positive(boolean isPositive) {
    return new OpPair(name, isPositive, shapes, fixed, large, ours, theirs, bound);
  }

  OpPair within(Bound other) {
    return new OpPair(name, positive, shapes, fixed, large, ours, theirs, other);
  }

  OpPair at(List<Shape> more) {
    return new OpPair(name, positive, shapes, List.of(more), large, ours, theirs, bound);
  }

  /** Rank 2, extents 1 to 40. */
  static Shape shape(Philox random) {
    return Shape.of(extent(random, 40), extent(random, 40));
  }

  /** 1 to the most. */
  static int extent(Philox random, int most) {
    return 1 + random.nextInt(most);
  }
}
