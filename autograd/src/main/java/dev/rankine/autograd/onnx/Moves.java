package dev.rankine.autograd.onnx;

import dev.rankine.autograd.Op;
import dev.rankine.autograd.Var;
import dev.rankine.autograd.op.ConcatOp;
import dev.rankine.autograd.op.ExpandOp;
import dev.rankine.autograd.op.GatherAlongOp;
import dev.rankine.autograd.op.GatherOp;
import dev.rankine.autograd.op.PadOp;
import dev.rankine.autograd.op.PermuteOp;
import dev.rankine.autograd.op.ReshapeOp;
import dev.rankine.autograd.op.SliceOp;
import dev.rankine.autograd.op.WhereOp;
import dev.rankine.engine.Lists;
import dev.rankine.engine.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** What moves elements: each method gives the name of the op's result. */
record Moves(Translation t) {
  static String of(Op op, Shape result, Translation t) {
    Moves moves = new Moves(t);
    return switch (op) {
      case ReshapeOp(Var x) -> moves.reshape(x, result);
      case ConcatOp c ->
          t.node("Concat", Lists.map(c.parts(), t::name), Attribute.integer("axis", c.axis()));
      case PermuteOp p ->
          t.node("Transpose", List.of(t.name(p.x())), Attribute.integers("perm", p.axes()));
      case SliceOp s -> moves.slice(s);
      case PadOp p -> moves.pad(p);
      case ExpandOp(Var x) -> moves.expand(x, result);
      case GatherOp g -> moves.gather(g, result);
      case GatherAlongOp g ->
          t.node(
              "GatherElements",
              List.of(t.name(g.x()), t.name(g.index(), g.index().shape())),
              Attribute.integer("axis", g.axis()));
      case WhereOp w -> moves.where(w);
      default -> Reductions.of(op, t);
    };
  }

  /** Whether an op reads the model's input of indices. */
  static boolean reads(Op op, Translation t) {
    return op instanceof GatherOp gather && t.isInput(gather.rows())
        || op instanceof GatherAlongOp along && t.isInput(along.index());
  }

  /** Of what depends on the batch the first extent is left open. */
  private String reshape(Var x, Shape result) {
    int[] dims = result.dims();
    if (t.isBatched(x) && dims.length > 0) {
      dims[0] = -1;
    }
    return t.node("Reshape", List.of(t.name(x), t.graph().integers(dims)));
  }

  private String slice(SliceOp op) {
    Graph g = t.graph();
    return t.node(
        "Slice",
        List.of(
            t.name(op.x()),
            g.integers(op.from()),
            g.integers(op.to()),
            g.integers(op.axis()),
            g.integers(op.step())));
  }

  private String pad(PadOp op) {
    int[] both = IntStream.concat(Arrays.stream(op.before()), Arrays.stream(op.after())).toArray();
    return t.node(
        "Pad", List.of(t.name(op.x()), t.graph().integers(both), t.graph().real(op.value())));
  }

  /** Where nothing is repeated, 1 stands for what the extent is. */
  private String expand(Var x, Shape result) {
    int[] dims = result.dims();
    int extra = dims.length - x.shape().rank();
    for (int axis = extra; axis < dims.length; axis++) {
      dims[axis] = dims[axis] == x.shape().dim(axis - extra) ? 1 : dims[axis];
    }
    return t.node("Expand", List.of(t.name(x), t.graph().integers(dims)));
  }

  private String gather(GatherOp op, Shape result) {
    int[] rows = Arrays.copyOf(result.dims(), result.rank() - op.table().shape().rank() + 1);
    List<String> inputs = List.of(t.name(op.table()), t.name(op.rows(), Shape.of(rows)));
    return t.node("Gather", inputs);
  }

  /** A mask that is the same for the whole batch is one example's. */
  private String where(WhereOp op) {
    Graph g = t.graph();
    Shape shape = op.mask().shape();
    float[] values = op.mask().toFloats();
    int rows = shape.rank() == 0 ? 1 : shape.dim(0);
    int row = rows == 0 ? 0 : values.length / rows;
    boolean same = rows > 0;
    for (int i = 1; i < rows; i++) {
      same &= Arrays.equals(values, 0, row, values, i * row, (i + 1) * row);
    }
    String mask =
        same && shape.rank() > 0
            ? g.reals(g.fresh(), shape.with(0, 1), Arrays.copyOf(values, row))
            : g.reals(g.fresh(), shape, values);
    String isZero = t.node("Equal", List.of(mask, g.real(0)));
    return t.node("Where", List.of(isZero, t.name(op.b()), t.name(op.a())));
  }
}
