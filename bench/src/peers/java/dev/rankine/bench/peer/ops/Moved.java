package dev.rankine.bench.peer.ops;

import dev.rankine.autograd.Var;
import dev.rankine.autograd.op.ConcatOp;
import dev.rankine.autograd.op.ExpandOp;
import dev.rankine.autograd.op.GatherAlongOp;
import dev.rankine.autograd.op.GatherOp;
import dev.rankine.autograd.op.PadOp;
import dev.rankine.autograd.op.PermuteOp;
import dev.rankine.autograd.op.Rearranging;
import dev.rankine.autograd.op.SliceOp;
import dev.rankine.engine.Indices;
import dev.rankine.engine.Shape;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/** What moves elements. Libtorch's are views here and there: they are copied, as ours are. */
final class Moved {
  private static final long[] SWAPPED = {1, 0};
  private static final long[] EDGES = {2, 1, 0, 3};

  private Moved() {}

  static List<OpPair> pairs() {
    return List.of(
        OpPair.unary(
            "permute", false, x -> PermuteOp.of(x, 1, 0), x -> x.permute(SWAPPED).contiguous()),
        OpPair.unary(
            "slice",
            false,
            x -> SliceOp.of(x, 1, 0, x.shape().dim(1), 2),
            x -> x.slice(1, new LongOptional(0), new LongOptional(x.size(1)), 2).contiguous()),
        OpPair.unary(
            "pad",
            false,
            x -> PadOp.of(x, new int[] {0, 2}, new int[] {3, 1}, 1.5),
            x -> torch.constant_pad_nd(x, EDGES, new Scalar(1.5))),
        OpPair.unary(
            "expand",
            false,
            x -> ExpandOp.of(x, Shape.of(2, x.shape().dim(0), x.shape().dim(1))),
            x -> x.expand(2, x.size(0), x.size(1)).contiguous()),
        OpPair.unary(
            "concat",
            false,
            x -> ConcatOp.of(List.of(x, x), 1),
            x -> torch.cat(new TensorVector(x, x), 1)),
        OpPair.unary(
            "stack",
            false,
            x -> Rearranging.stack(List.of(x, x), 0),
            x -> torch.stack(new TensorVector(x, x), 0)),
        OpPair.unary("embedding", false, Moved::ours, Moved::theirs),
        OpPair.unary(
            "gather",
            false,
            x -> GatherAlongOp.of(x, 1, index(x)),
            x -> torch.gather(x, 1, index(x))));
  }

  /** One column of each row. */
  private static Indices index(Var x) {
    int[] columns = new int[x.shape().dim(0)];
    Arrays.setAll(columns, i -> row(i, x.shape().dim(1)));
    return Indices.of(x.tape().backend(), Shape.of(columns.length, 1), columns);
  }

  private static Tensor index(Tensor x) {
    long[] columns = new long[(int) x.size(0)];
    Arrays.setAll(columns, i -> row(i, (int) x.size(1)));
    return Tensor.create(columns, columns.length, 1);
  }

  private static int row(int i, int rows) {
    return i * 5 % rows;
  }

  private static Var ours(Var x) {
    int[] rows = new int[x.shape().dim(0)];
    Arrays.setAll(rows, i -> row(i, rows.length));
    return GatherOp.of(x, Indices.of(x.tape().backend(), Shape.of(rows.length), rows));
  }

  private static Tensor theirs(Tensor x) {
    long[] rows = new long[(int) x.size(0)];
    Arrays.setAll(rows, i -> row(i, rows.length));
    return torch.embedding(x, Tensor.create(rows, rows.length));
  }
}
