package dev.rankine.engine.cpu;

import dev.rankine.engine.AveragePool2dGeometry;
import dev.rankine.engine.Binary;
import dev.rankine.engine.Formula;
import dev.rankine.engine.Philox;
import dev.rankine.engine.Rules;
import dev.rankine.engine.Shape;
import dev.rankine.engine.Tensor;
import dev.rankine.engine.Unary;
import dev.rankine.engine.View;
import java.util.Arrays;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/** As {@link Cases}: strided copies, picking along an axis, choices, average pooling. */
final class MoreCases {
  private MoreCases() {}

  /** Narrows each axis of a view, perhaps, and then changes their order. */
  private static UnaryOperator<View> viewing(Draw d, Shape shape) {
    int rank = shape.rank();
    int[] from = new int[rank];
    int[] to = new int[rank];
    int[] step = new int[rank];
    for (int axis = 0; axis < rank; axis++) {
      int extent = shape.dim(axis);
      boolean whole = !d.flip();
      from[axis] = whole ? 0 : d.below(extent + 1);
      to[axis] = whole ? extent : from[axis] + d.below(extent - from[axis] + 1);
      step[axis] = whole ? 1 : d.pick(1, 2, 3);
    }
    int[] axes = IntStream.range(0, rank).toArray();
    for (int i = 0; i < rank; i++) {
      int j = i + d.below(rank - i);
      int swap = axes[i];
      axes[i] = axes[j];
      axes[j] = swap;
    }
    return view -> {
      View narrowed = view;
      for (int axis = 0; axis < rank; axis++) {
        narrowed = narrowed.slice(axis, from[axis], to[axis], step[axis]);
      }
      return narrowed.permute(axes);
    };
  }

  /** The operand that a copy writes into: room for more than the view. */
  private static Shape roomFor(Draw d, int[] dims, int[] order) {
    int[] room = new int[dims.length];
    for (int i = 0; i < dims.length; i++) {
      room[order[i]] = dims[i] + d.pick(0, 1, 3);
    }
    return Shape.of(room);
  }

  static Case copyViews(Draw d) {
    Shape shape = d.flip() ? d.alternating() : d.shape();
    Operand x = d.any(shape);
    UnaryOperator<View> source = viewing(d, shape);
    Shape viewed = source.apply(View.of(Tensor.allocate(Session.SCRATCH, shape))).shape();
    int[] dims = viewed.dims();
    boolean expand = d.flip();
    for (int axis = 0; axis < dims.length; axis++) {
      dims[axis] = expand && dims[axis] == 1 ? d.pick(1, 2, 17) : dims[axis];
    }
    int[] order = IntStream.range(0, dims.length).map(i -> dims.length - 1 - i).toArray();
    int[] axes = d.flip() ? order : IntStream.range(0, dims.length).toArray();
    Operand out = d.any(roomFor(d, dims, axes));
    return new Case(
        "copy " + shape + " as " + Arrays.toString(dims) + " into " + out.shape(),
        s -> {
          View target = View.of(s.result(out, Tolerance.ROUNDED)).permute(axes);
          for (int axis = 0; axis < dims.length; axis++) {
            int start = target.shape().dim(axis) - dims[axis];
            target = target.slice(axis, start, start + dims[axis], 1);
          }
          View from = source.apply(View.of(s.put(x))).expand(Shape.of(dims));
          s.backend().copy(from, target);
        });
  }

  static Case gatherAlong(Draw d) {
    Shape shape = d.alternating();
    int axis = d.below(shape.rank());
    Operand x = d.any(shape);
    Operand out = d.blank(shape.with(axis, d.extent()));
    int[] index = d.indices(out.shape().size(), shape.dim(axis));
    return new Case(
        "gatherAlong " + shape + " axis " + axis + " to " + out.shape(),
        s ->
            s.backend()
                .gatherAlong(
                    s.put(x), axis, s.put(out.shape(), index), s.result(out, Tolerance.ROUNDED)));
  }

  static Case scatterAddAlong(Draw d) {
    Shape shape = d.alternating();
    int axis = d.below(shape.rank());
    Operand out = d.reals(shape);
    Operand x = d.reals(shape.with(axis, d.extent()));
    int[] index = d.indices(x.shape().size(), shape.dim(axis));
    Tolerance tolerance = Tolerance.chain(x.shape().dim(axis));
    return new Case(
        "scatterAddAlong " + x.shape() + " axis " + axis + " into " + shape,
        s ->
            s.backend()
                .scatterAddAlongInPlace(
                    s.put(x), axis, s.put(x.shape(), index), s.result(out, tolerance)));
  }

  static Case select(Draw d) {
    Shape shape = d.shape();
    Operand mask = d.any(shape);
    Operand a = d.any(d.flip() ? Shape.SCALAR : shape);
    Operand b = d.any(d.flip() ? Shape.SCALAR : shape);
    Operand out = d.blank(shape);
    boolean inPlace = d.flip() && a.shape().equals(shape);
    return new Case(
        "select by " + shape + " " + a.shape() + " or " + b.shape() + (inPlace ? " in place" : ""),
        s -> {
          Tensor result = s.result(inPlace ? a : out, Tolerance.ROUNDED);
          Tensor first = inPlace ? result : s.put(a);
          s.backend().select(s.put(mask), first, s.put(b), result);
        });
  }

  static Case compute(Draw d) {
    Shape shape = d.shape();
    Operand x = d.reals(shape);
    Operand y = d.reals(d.flip() ? Shape.SCALAR : shape);
    double number = d.number(0.5, -3, 0, 1);
    int which = d.below(6);
    boolean inPlace = d.flip();
    Operand out = d.blank(shape);
    return new Case(
        "compute formula " + which + " of " + shape + " and " + y.shape() + ", " + number,
        s -> {
          Tensor result = s.result(inPlace ? x : out, Tolerance.chain(4));
          Formula first = Formula.of(inPlace ? result : s.put(x));
          s.backend().compute(formula(which, first, Formula.of(s.put(y)), number), result);
        });
  }

  static Case mean(Draw d) {
    Shape shape = d.shape();
    Operand x = d.reals(shape);
    Operand y = d.reals(d.flip() ? Shape.SCALAR : shape);
    double number = d.number(0.5, -3, 0, 1);
    int which = d.pick(0, 2, 4);
    Operand out = d.blank(d.flip() ? Shape.SCALAR : Shape.of(1, 1));
    return new Case(
        "mean of formula " + which + " of " + shape + " and " + y.shape() + ", " + number,
        s -> {
          Formula values = formula(which, Formula.of(s.put(x)), Formula.of(s.put(y)), number);
          s.backend().mean(values, shape, s.result(out, Tolerance.chain(shape.size() + 8)));
        });
  }

  /** What is used once, twice, by several functions, and in one number. */
  private static Formula formula(int which, Formula x, Formula y, double number) {
    Formula sum = x.zip(Binary.ADD, y);
    return switch (which) {
      case 0 -> x;
      case 1 -> x.zip(Binary.MAXIMUM, -1).zip(Binary.MINIMUM, number);
      case 2 -> sum.zip(Binary.MULTIPLY, sum.zip(Binary.ADD, sum.map(Unary.ABS)));
      case 3 -> x.zip(Binary.GREATER, y).choose(y, x.zip(Binary.MULTIPLY, number));
      case 4 -> x.zip(Binary.MULTIPLY, y.zip(Binary.ADD, Formula.of(number).map(Unary.ABS)));
      default -> Formula.of(number).zip(Binary.DIVIDE, x.zip(Binary.MULTIPLY, x));
    };
  }

  static Case keep(Draw d) {
    Shape shape = d.shape();
    double probability = d.number(1, 0.9, 0.5, 0.1);
    int position = d.below(7);
    Operand out = d.blank(shape);
    return new Case(
        "keep " + probability + " " + shape,
        s -> {
          Philox random = new Philox(5, 3, position);
          s.backend().keep(random, probability, s.result(out, Tolerance.ulps(1)));
          s.emit(() -> new double[] {random.position()}, Tolerance.EQUAL);
        });
  }

  private static AveragePool2dGeometry pooling(Draw d, Shape x) {
    int h = x.dim(2);
    int w = x.dim(3);
    int kernel = Math.min(d.pick(1, 2, 3), Math.min(h, w));
    return d.flip()
        ? AveragePool2dGeometry.adaptive(x, 1 + d.below(h), 1 + d.below(w))
        : AveragePool2dGeometry.of(x, kernel, d.pick(1, 2, 3));
  }

  private static Shape images(Draw d) {
    int h = d.pick(1, 2, 3, 5, 8, 17, 33);
    return Shape.of(d.pick(1, 2, 3, 0), d.pick(1, 2, 8), h, d.pick(1, 2, 3, 5, 8, 17, 33));
  }

  private static Shape pooled(Shape x, AveragePool2dGeometry g) {
    return x.with(2, g.rows().count()).with(3, g.columns().count());
  }

  private static int largest(AveragePool2dGeometry g) {
    return (g.rows().to(0) + 1) * (g.columns().to(0) + 1);
  }

  static Case averagePool2d(Draw d) {
    Operand x = d.reals(images(d));
    AveragePool2dGeometry g = pooling(d, x.shape());
    Operand out = d.blank(pooled(x.shape(), g));
    return new Case(
        "averagePool2d " + x.shape() + " " + g,
        s ->
            s.backend().averagePool2d(g, s.put(x), s.result(out, Tolerance.chain(largest(g) + 1))));
  }

  static Case averagePool2dGradient(Draw d) {
    Operand dx = d.blank(images(d));
    AveragePool2dGeometry g = pooling(d, dx.shape());
    Operand dy = d.reals(pooled(dx.shape(), g));
    return new Case(
        "averagePool2dGradient " + dx.shape() + " " + g,
        s ->
            s.backend()
                .averagePool2dGradient(
                    g, s.put(dy), s.result(dx, Tolerance.chain(largest(g) + 1))));
  }

  /** Some axes of a shape, ascending, in half of the cases the innermost ones. */
  private static int[] axes(Draw d, Shape shape) {
    int first = d.below(shape.rank() + 1);
    int mask = d.flip() ? d.below(1 << shape.rank()) : -1 << first;
    return IntStream.range(0, shape.rank()).filter(axis -> (mask >> axis & 1) == 1).toArray();
  }

  private static int count(Shape shape, int[] axes) {
    return shape.size() == 0 ? 0 : shape.size() / Rules.reduced(shape, axes).size();
  }

  /**
   * x lies within ±8, so x − max rounds by at most 8·2⁻²³, a relative error of 16·2⁻²⁴·e in each
   * power; a sum of n terms and a few more roundings come on top.
   */
  static Case softmax(Draw d) {
    Shape shape = d.flip() ? d.alternating() : d.shape();
    int[] axes = axes(d, shape);
    Operand x = d.reals(shape);
    Operand out = d.blank(shape);
    boolean inPlace = d.flip();
    int roundings = count(shape, axes) + 64;
    Tolerance relative =
        (actual, exact, magnitude) ->
            Tolerance.chain(roundings).allows(actual, exact, Math.abs(exact));
    return new Case(
        "softmax " + shape + " over " + Arrays.toString(axes) + (inPlace ? " in place" : ""),
        s -> {
          Tensor result = s.result(inPlace ? x : out, relative);
          s.backend().softmax(inPlace ? result : s.put(x), axes, result);
        });
  }

  /** A chain whose terms add up to the magnitude, but for what was subtracted there. */
  private static Tolerance nearly(int roundings, double subtracted) {
    return (actual, exact, magnitude) ->
        Tolerance.chain(roundings).allows(actual, exact, Math.abs(magnitude) + subtracted);
  }

  static Case logSoftmax(Draw d) {
    Shape shape = d.flip() ? d.alternating() : d.shape();
    int[] axes = axes(d, shape);
    Operand x = d.reals(shape);
    Operand out = d.blank(shape);
    boolean inPlace = d.flip();
    Tolerance tolerance = Tolerance.within((count(shape, axes) + 64) * 0x1p-22 * 16);
    return new Case(
        "logSoftmax " + shape + " over " + Arrays.toString(axes) + (inPlace ? " in place" : ""),
        s -> {
          Tensor result = s.result(inPlace ? x : out, tolerance);
          s.backend().logSoftmax(inPlace ? result : s.put(x), axes, result);
        });
  }

  static Case softmaxGradient(Draw d) {
    Shape shape = d.flip() ? d.alternating() : d.shape();
    int[] axes = axes(d, shape);
    Operand y = d.reals(shape);
    Operand dy = d.reals(shape);
    Operand out = d.blank(shape);
    // On absolute values it is |y|·(|dy| − Σ|y·dy|), where |y·dy| is at most 64.
    Tolerance tolerance = nearly(count(shape, axes) + 4, 128);
    return new Case(
        "softmaxGradient " + shape + " over " + Arrays.toString(axes),
        s -> s.backend().softmaxGradient(s.put(y), s.put(dy), axes, s.result(out, tolerance)));
  }

  static Case logSoftmaxGradient(Draw d) {
    Shape shape = d.flip() ? d.alternating() : d.shape();
    int[] axes = axes(d, shape);
    Operand y = d.reals(shape);
    Operand dy = d.reals(shape);
    Operand out = d.blank(shape);
    // On absolute values it is |dy| − e^|y|·Σ|dy|, where |dy| is at most 8.
    Tolerance tolerance = nearly(count(shape, axes) + 8, 16);
    return new Case(
        "logSoftmaxGradient " + shape + " over " + Arrays.toString(axes),
        s -> s.backend().logSoftmaxGradient(s.put(y), s.put(dy), axes, s.result(out, tolerance)));
  }

  static Case logSumExp(Draw d) {
    Shape shape = d.flip() ? d.alternating() : d.shape();
    int[] axes = axes(d, shape);
    Operand x = d.reals(shape);
    Operand out = d.blank(Rules.reduced(shape, axes));
    Tolerance tolerance = Tolerance.within((count(shape, axes) + 64) * 0x1p-22 * 16);
    return new Case(
        "logSumExp " + shape + " over " + Arrays.toString(axes),
        s -> s.backend().logSumExp(s.put(x), axes, s.result(out, tolerance)));
  }

  static Case logSumExpGradient(Draw d) {
    Shape shape = d.flip() ? d.alternating() : d.shape();
    int[] axes = axes(d, shape);
    Shape kept = Rules.reduced(shape, axes);
    Operand x = d.reals(shape);
    Operand y = d.reals(kept);
    Operand dy = d.reals(kept);
    Operand out = d.blank(shape);
    // The exponent is a difference of numbers up to 8 in magnitude, rounded.
    Tolerance tolerance =
        (actual, exact, magnitude) -> Tolerance.chain(64).allows(actual, exact, Math.abs(exact));
    return new Case(
        "logSumExpGradient " + shape + " over " + Arrays.toString(axes),
        s ->
            s.backend()
                .logSumExpGradient(s.put(x), s.put(y), s.put(dy), axes, s.result(out, tolerance)));
  }
}
