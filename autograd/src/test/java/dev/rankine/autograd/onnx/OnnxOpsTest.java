package dev.rankine.autograd.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.rankine.autograd.CustomOp;
import dev.rankine.autograd.Op;
import dev.rankine.autograd.Parameter;
import dev.rankine.autograd.Tape;
import dev.rankine.autograd.Var;
import dev.rankine.autograd.nn.Layer;
import dev.rankine.autograd.op.AbsoluteErrorOp;
import dev.rankine.autograd.op.AvgPool2dOp;
import dev.rankine.autograd.op.ClampOp;
import dev.rankine.autograd.op.ConcatOp;
import dev.rankine.autograd.op.Conv2dOp;
import dev.rankine.autograd.op.ConvBlocksOp;
import dev.rankine.autograd.op.CrossEntropyOp;
import dev.rankine.autograd.op.ExpandOp;
import dev.rankine.autograd.op.GatherAlongOp;
import dev.rankine.autograd.op.GatherOp;
import dev.rankine.autograd.op.GeluOp;
import dev.rankine.autograd.op.GeluTanhOp;
import dev.rankine.autograd.op.HuberOp;
import dev.rankine.autograd.op.LayerNormOp;
import dev.rankine.autograd.op.LeakyReluOp;
import dev.rankine.autograd.op.LinearOp;
import dev.rankine.autograd.op.LinearReluOp;
import dev.rankine.autograd.op.LogSoftmaxOp;
import dev.rankine.autograd.op.LogisticLossOp;
import dev.rankine.autograd.op.MaxPool2dOp;
import dev.rankine.autograd.op.MaximumOp;
import dev.rankine.autograd.op.MeanLossOp;
import dev.rankine.autograd.op.MinimumOp;
import dev.rankine.autograd.op.PadOp;
import dev.rankine.autograd.op.PermuteOp;
import dev.rankine.autograd.op.RmsNormalizeOp;
import dev.rankine.autograd.op.SiluOp;
import dev.rankine.autograd.op.SliceOp;
import dev.rankine.autograd.op.SoftmaxOp;
import dev.rankine.autograd.op.SquaredErrorOp;
import dev.rankine.autograd.op.StandardizeOp;
import dev.rankine.autograd.op.WhereOp;
import dev.rankine.engine.Backend;
import dev.rankine.engine.Conv2dGeometry;
import dev.rankine.engine.Indices;
import dev.rankine.engine.Philox;
import dev.rankine.engine.Shape;
import dev.rankine.engine.Tensor;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Every op is exported or refused on purpose: a new one must be put in one of the two lists. */
class OnnxOpsTest {
  private static final Set<Class<?>> REFUSED =
      Set.of(
          CrossEntropyOp.class,
          LogisticLossOp.class,
          SquaredErrorOp.class,
          AbsoluteErrorOp.class,
          HuberOp.class,
          MeanLossOp.class,
          CustomOp.class);

  private record Function(UnaryOperator<Var> function) implements Layer {
    @Override
    public Var forward(Tape tape, Var x) {
      return function.apply(x);
    }

    @Override
    public List<Parameter> parameters() {
      return List.of();
    }
  }

  private final Set<Class<?>> exported = new HashSet<>();

  /** Positive numbers that all differ. */
  private static Tensor tensor(int... dims) {
    Philox random = new Philox(Shape.of(dims).size(), 5);
    double[] values = new double[Shape.of(dims).size()];
    Arrays.setAll(values, i -> 0.1 + random.nextDouble());
    return Tensor.of(Backend.cpu(), Shape.of(dims), values);
  }

  private static Var constant(Var x, int... dims) {
    return x.tape().constant(tensor(dims));
  }

  /** Exports a function of (B, 3, 4, 6) or other extents, and runs it on four examples. */
  private void check(UnaryOperator<Var> f, int... dims) {
    int[] extents = dims.length == 0 ? new int[] {2, 3, 4, 6} : dims;
    Tensor example = tensor(extents);
    try (Tape tape = Tape.tracing(Backend.cpu())) {
      f.apply(tape.constant(example));
      tape.ops().forEach(op -> exported.add(op.getClass()));
    }
    int[] four = extents.clone();
    four[0] = 4;
    Runtime.check(new Function(f), example, tensor(four));
  }

  private void elementwise() {
    check(x -> x.add(constant(x, 6)).sub(constant(x, 4, 1)).mul(x).div(constant(x)));
    check(x -> MaximumOp.of(MinimumOp.of(x, constant(x, 6)), constant(x, 3, 1, 1)));
    check(x -> x.abs().sqrt().exp().log().tanh().sigmoid().relu().scale(3).pow(2.5));
    check(x -> LeakyReluOp.of(GeluOp.of(GeluTanhOp.of(SiluOp.of(x.sub(constant(x))))), 0.3));
    check(x -> ClampOp.of(ClampOp.of(x, 0.2, Double.POSITIVE_INFINITY), 0, 0.8));
    check(
        x -> {
          Tensor mask = Tensor.of(Backend.cpu(), Shape.of(6), 0f, 1, 0, Float.NaN, 2, -0f);
          return WhereOp.of(mask, constant(x), x);
        },
        2,
        6);
  }

  private void reductions() {
    check(x -> x.sum(1, 3).mean(1));
    check(x -> x.max(2).variance(1, 2));
    check(x -> x.logSumExp(1, 2, 3));
    check(x -> SoftmaxOp.of(LogSoftmaxOp.of(x, 2), 3));
    check(x -> SoftmaxOp.of(LogSoftmaxOp.of(x, 1, 2), 1, 3));
    check(x -> LayerNormOp.of(x, constant(x, 4, 6), constant(x, 4, 6), 0.3));
    check(x -> RmsNormalizeOp.of(StandardizeOp.of(x, 0.1, 2, 3), 0.2, 1));
  }

  private void moves() {
    check(x -> PermuteOp.of(x.reshape(x.shape().dim(0), 12, 6), 0, 2, 1));
    check(x -> SliceOp.of(SliceOp.of(x, 1, 0, 2, 1), 3, 1, 6, 2));
    check(x -> PadOp.of(x, new int[] {0, 1, 0, 2}, new int[] {0, 0, 3, 1}, 1.5));
    check(x -> ConcatOp.of(List.of(x, x.neg()), 2));
    check(x -> ExpandOp.of(x, x.shape().with(1, 5)), 2, 1, 3);
    Indices rows = Indices.of(Backend.cpu(), Shape.of(2, 2), 1, 0, 2, 2);
    check(x -> x.add(GatherOp.of(constant(x, 3, 6), rows)), 2, 2, 2, 6);
    check(x -> x.add(GatherAlongOp.of(constant(x, 2, 3), 1, rows)), 2, 2, 2);
  }

  private void layers() {
    check(x -> x.matmul(constant(x, 6, 5)));
    check(x -> x.matmul(constant(x, 6, 5)), 2, 6);
    check(x -> x.matmul(constant(x, 3, 6, 2)));
    Conv2dGeometry.Window window = new Conv2dGeometry.Window(2, 1, 1, 3);
    check(x -> Conv2dOp.of(x, constant(x, 6, 1, 3, 2), Optional.empty(), window));
    check(
        x ->
            ConvBlocksOp.of(
                x, List.of(constant(x, 2, 3, 3, 3)), List.of(constant(x, 2)), List.of(1)));
    check(x -> MaxPool2dOp.of(AvgPool2dOp.of(x, 2, 1), 2, 1));
    List<int[]> blocks = List.of(new int[] {3, 4}, new int[] {3, 2});
    check(
        x ->
            LinearOp.of(
                x, blocks.stream().map(dims -> constant(x, dims)).toList(), Optional.empty()),
        2,
        6);
    check(x -> LinearReluOp.of(x, List.of(constant(x, 3, 6)), Optional.of(constant(x, 3))), 2, 6);
  }

  @Test
  void everyOpIsExportedOrRefused() {
    elementwise();
    reductions();
    moves();
    layers();
    Set<Class<?>> all = new HashSet<>(exported);
    all.addAll(REFUSED);
    assertEquals(Set.of(Op.class.getPermittedSubclasses()), all);
    assertEquals(all.size(), exported.size() + REFUSED.size());
  }
}
