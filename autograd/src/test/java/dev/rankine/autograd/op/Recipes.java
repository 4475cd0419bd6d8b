package dev.rankine.autograd.op;

import dev.rankine.autograd.Recipe;
import dev.rankine.autograd.SquareOp;
import dev.rankine.autograd.Var;
import dev.rankine.engine.Conv2dGeometry;
import dev.rankine.engine.Indices;
import dev.rankine.engine.Shape;
import dev.rankine.engine.Tensor;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** One call of every op; {@link OpCoverageTest} fails where one is missing. */
final class Recipes {
  private static final String AXES =
      "reduce: (2, 3): it has no axis 2; count axes from 0, or from the innermost one, -1";

  private Recipes() {}

  static Stream<Recipe> all() {
    return Stream.of(elementwise(), reductions(), moves(), layers()).flatMap(s -> s);
  }

  private static Var other(Var x, int... dims) {
    return x.tape().variable(Recipe.values(x.tape().backend(), Shape.of(dims)));
  }

  private static Indices index(Var x, Shape shape, int... values) {
    return Indices.of(x.tape().backend(), shape, values);
  }

  private static Stream<Recipe> elementwise() {
    return Stream.of(
        Recipe.of(AddOp.class, x -> AddOp.of(x, other(x, 3)), 2, 3)
            .refuses(
                "broadcast: (2, 4) and (3): axis -1 has extents 4 and 3, equal or 1 is needed;"
                    + " reshape one operand",
                2,
                4),
        Recipe.of(SubOp.class, x -> SubOp.of(x, other(x, 2, 1)), 2, 3)
            .refuses(
                "broadcast: (3, 3) and (2, 1): axis -2 has extents 3 and 2, equal or 1 is needed;"
                    + " reshape one operand",
                3,
                3),
        Recipe.of(MulOp.class, x -> MulOp.of(x, other(x, 3)), 2, 3)
            .refuses(
                "broadcast: (2, 2) and (3): axis -1 has extents 2 and 3, equal or 1 is needed;"
                    + " reshape one operand",
                2,
                2),
        Recipe.of(DivOp.class, x -> DivOp.of(x, other(x, 2, 3)), 2, 3)
            .refuses(
                "broadcast: (2, 4) and (2, 3): axis -1 has extents 4 and 3, equal or 1 is needed;"
                    + " reshape one operand",
                2,
                4),
        Recipe.of(MaximumOp.class, x -> MaximumOp.of(x, other(x, 3)), 2, 3)
            .refuses(
                "broadcast: (2, 4) and (3): axis -1 has extents 4 and 3, equal or 1 is needed;"
                    + " reshape one operand",
                2,
                4),
        Recipe.of(MinimumOp.class, x -> MinimumOp.of(x, other(x, 3)), 2, 3)
            .refuses(
                "broadcast: (2, 4) and (3): axis -1 has extents 4 and 3, equal or 1 is needed;"
                    + " reshape one operand",
                2,
                4),
        Recipe.of(WhereOp.class, x -> WhereOp.of(mask(x), x, other(x, 3)), 2, 3)
            .refuses(
                "broadcast: (2, 4) and (3): axis -1 has extents 4 and 3, equal or 1 is needed;"
                    + " reshape one operand",
                2,
                4),
        Recipe.of(PowOp.class, x -> PowOp.of(x, 2), 2, 3)
            .refuses(
                "pow: exponent NaN: choose a finite number", x -> PowOp.of(x, Double.NaN), 2, 3),
        Recipe.of(ClampOp.class, x -> ClampOp.of(x, 0, 2), 2, 3)
            .refuses(
                "clamp: from 1.0 to 0.0: the first must not be above the second",
                x -> ClampOp.of(x, 1, 0),
                2,
                3),
        Recipe.of(ScaleOp.class, x -> ScaleOp.of(x, 3), 2, 3),
        Recipe.of(LeakyReluOp.class, x -> LeakyReluOp.of(x, 0.1), 2, 3),
        Recipe.of(AbsOp.class, AbsOp::of, 2, 3),
        Recipe.of(SqrtOp.class, SqrtOp::of, 2, 3),
        Recipe.of(ExpOp.class, ExpOp::of, 2, 3),
        Recipe.of(LogOp.class, LogOp::of, 2, 3),
        Recipe.of(TanhOp.class, TanhOp::of, 2, 3),
        Recipe.of(SigmoidOp.class, SigmoidOp::of, 2, 3),
        Recipe.of(SiluOp.class, SiluOp::of, 2, 3),
        Recipe.of(GeluOp.class, GeluOp::of, 2, 3),
        Recipe.of(GeluTanhOp.class, GeluTanhOp::of, 2, 3),
        Recipe.of(ReluOp.class, ReluOp::of, 2, 3),
        Recipe.of(SquareOp.class, SquareOp::of, 2, 3));
  }

  private static Tensor mask(Var x) {
    return Tensor.of(x.tape().backend(), Shape.of(3), 1f, 0, 1);
  }

  private static Stream<Recipe> reductions() {
    return Stream.of(
        Recipe.of(SumOp.class, x -> SumOp.of(x, 1), 2, 3)
            .refuses(AXES, x -> SumOp.of(x, 2), 2, 3)
            .refuses(
                "reduce: (2, 3): axes [1, 0] are not ascending axes of it; list each axis once,"
                    + " ascending, from 0",
                x -> SumOp.of(x, 1, 0),
                2,
                3),
        Recipe.of(MeanOp.class, x -> MeanOp.of(x, 0), 2, 3)
            .refuses(AXES, x -> MeanOp.of(x, 2), 2, 3),
        Recipe.of(MaxOp.class, x -> MaxOp.of(x), 2, 3).refuses(AXES, x -> MaxOp.of(x, 2), 2, 3),
        Recipe.of(VarianceOp.class, x -> VarianceOp.of(x, 1), 2, 3)
            .refuses(AXES, x -> VarianceOp.of(x, 2), 2, 3),
        Recipe.of(LogSumExpOp.class, x -> LogSumExpOp.of(x, 1), 2, 3)
            .refuses(AXES, x -> LogSumExpOp.of(x, 2), 2, 3),
        Recipe.of(SoftmaxOp.class, x -> SoftmaxOp.of(x, 1), 2, 3)
            .refuses(AXES, x -> SoftmaxOp.of(x, 2), 2, 3),
        Recipe.of(LogSoftmaxOp.class, x -> LogSoftmaxOp.of(x, 1), 2, 3)
            .refuses(AXES, x -> LogSoftmaxOp.of(x, 2), 2, 3),
        Recipe.of(StandardizeOp.class, x -> StandardizeOp.of(x, 0.1, 1), 2, 3)
            .refuses(AXES, x -> StandardizeOp.of(x, 0.1, 2), 2, 3),
        Recipe.of(LayerNormOp.class, x -> LayerNormOp.of(x, other(x, 3), other(x, 3), 0.1), 2, 3)
            .refuses(
                "layer_norm: (3): an operand is (3) where (4) is needed; allocate or reshape it to"
                    + " (4)",
                2,
                4),
        Recipe.of(RmsNormalizeOp.class, x -> RmsNormalizeOp.of(x, 0.1, 1), 2, 3)
            .refuses(AXES, x -> RmsNormalizeOp.of(x, 0.1, 2), 2, 3),
        Recipe.of(
                CrossEntropyOp.class, x -> CrossEntropyOp.of(x, index(x, Shape.of(2), 1, 0)), 2, 3)
            .refuses(
                "softmax_cross_entropy: (3, 3) and (2): logits (B, C) and labels (B) are needed;"
                    + " reshape the operands to match",
                3,
                3)
            .refuses(
                "softmax_cross_entropy label: index 3 is not in 0 … 2; check the labels or rows",
                x -> CrossEntropyOp.of(x, index(x, Shape.of(2), 1, 3)),
                2,
                3),
        Recipe.of(LogisticLossOp.class, x -> LogisticLossOp.of(x, other(x, 2, 3)), 2, 3)
            .refuses(
                "logistic_loss: (3) and (2, 3): the shapes must be equal; reshape the operands to"
                    + " match",
                3),
        Recipe.of(SquaredErrorOp.class, x -> SquaredErrorOp.of(x, other(x, 3)), 2, 3)
            .refuses(
                "broadcast: (2, 4) and (3): axis -1 has extents 4 and 3, equal or 1 is needed;"
                    + " reshape one operand",
                2,
                4),
        Recipe.of(AbsoluteErrorOp.class, x -> AbsoluteErrorOp.of(x, other(x, 3)), 2, 3)
            .refuses(
                "broadcast: (2, 4) and (3): axis -1 has extents 4 and 3, equal or 1 is needed;"
                    + " reshape one operand",
                2,
                4),
        Recipe.of(MeanLossOp.class, x -> AbsoluteErrorOp.mean(x, other(x, 3)), 2, 3)
            .refuses(
                "broadcast: (2, 4) and (3): axis -1 has extents 4 and 3, equal or 1 is needed;"
                    + " reshape one operand",
                2,
                4),
        Recipe.of(HuberOp.class, x -> HuberOp.of(x, other(x, 2, 1), 0.3), 2, 3)
            .refuses(
                "huber: delta 0.0: choose a positive number",
                x -> HuberOp.of(x, other(x, 2, 1), 0),
                2,
                3));
  }

  private static Stream<Recipe> moves() {
    return Stream.of(
        Recipe.of(ReshapeOp.class, x -> ReshapeOp.of(x, Shape.of(6)), 2, 3)
            .refuses(
                "reshape: (2, 2) and (6): they have 4 and 6 elements, the same number is needed;"
                    + " choose extents with product 4",
                2,
                2)
            .refuses(
                "reshape: (2, 3) and (4, 2): they have 6 and 8 elements, the same number is needed;"
                    + " choose extents with product 6",
                x -> x.reshape(4, 2),
                2,
                3),
        Recipe.of(ExpandOp.class, x -> ExpandOp.of(x, Shape.of(2, 2, 3)), 2, 3)
            .refuses(
                "expand: (3, 3) and (2, 2, 3): an axis keeps its extent, or has extent 1; new axes"
                    + " come first; reshape it, or choose a shape that it broadcasts to",
                3,
                3),
        Recipe.of(PermuteOp.class, x -> PermuteOp.of(x, 1, 0), 2, 3)
            .refuses(
                "permute: (2, 3, 4): [1, 0] is not an order of its axes; list each axis once,"
                    + " counted from 0",
                2,
                3,
                4)
            .refuses(
                "permute: (2, 3): [1, 1] is not an order of its axes; list each axis once, counted"
                    + " from 0",
                x -> PermuteOp.of(x, 1, 1),
                2,
                3),
        Recipe.of(SliceOp.class, x -> SliceOp.of(x, 1, 0, 2, 1), 2, 3)
            .refuses(
                "slice: (2, 1): positions 0 to 2 by 1 of axis 1 are not there; choose an axis from"
                    + " 0, 0 <= from <= to <= its extent, and a step of 1 or more",
                2,
                1)
            .refuses(
                "slice: (2): it has no axis 1; count axes from 0, or from the innermost one, -1",
                2),
        Recipe.of(PadOp.class, x -> PadOp.of(x, new int[] {1, 0}, new int[] {0, 2}, 5), 2, 3)
            .refuses(
                "pad: (3): [1, 0] before and [0, 2] after it; give one number for each axis, 0 or"
                    + " more",
                3),
        Recipe.of(ConcatOp.class, x -> ConcatOp.of(List.of(x, other(x, 2, 1)), 1), 2, 3)
            .refuses(
                "concat: (3, 3) and (2, 1): all extents but that of axis 1 must be equal; reshape"
                    + " the parts to match",
                3,
                3)
            .refuses(
                "concat: no parts were given; at least one is needed",
                x -> ConcatOp.of(List.of(), 0),
                1),
        Recipe.of(GatherOp.class, x -> GatherOp.of(x, index(x, Shape.of(3), 0, 1, 0)), 2, 3)
            .refuses("gather: index 1 is not in 0 … 0; check the labels or rows", 1, 3)
            .refuses("gather: (): a table (N, …) is needed; reshape it to one axis or more"),
        Recipe.of(
                GatherAlongOp.class,
                x -> GatherAlongOp.of(x, 1, index(x, Shape.of(2, 1), 0, 2)),
                2,
                3)
            .refuses("gather_along: index 2 is not in 0 … 1; check the labels or rows", 2, 2)
            .refuses(
                "gather_along: (3, 3) and (2, 1) and (2, 1): the shapes must be equal but for axis"
                    + " 1; reshape the operands to match",
                3,
                3));
  }

  private static Stream<Recipe> layers() {
    Conv2dGeometry.Window same = new Conv2dGeometry.Window(1, 1, 1);
    return Stream.of(
        Recipe.of(MatMulOp.class, x -> MatMulOp.of(x, other(x, 3, 4)), 2, 3)
            .refuses(
                "gemm: (2, 4) and (3, 4): inner extents are 4 and 3, they must be equal; transpose"
                    + " one operand",
                2,
                4)
            .refuses(
                "matmul: (3, 2, 4) and (3, 4): (…, M, K) and (…, K, N) are needed; transpose the"
                    + " last two axes of one, or reshape a vector to a matrix",
                3,
                2,
                4),
        Recipe.of(
                LinearOp.class,
                x -> LinearOp.of(x, List.of(other(x, 4, 3)), Optional.of(other(x, 4))),
                2,
                3)
            .refuses(
                "linear: (2, 4) and (4, 3): input (B, I) and weight blocks (O, I₁), (O, I₂), … with"
                    + " I₁ + I₂ + … = I are needed; flatten the input, or build the layer for its"
                    + " width",
                2,
                4)
            .refuses(
                "linear: (3) and (4, 3): input (B, I) and weight blocks (O, I₁), (O, I₂), … with I₁"
                    + " + I₂ + … = I are needed; flatten the input, or build the layer for its"
                    + " width",
                3),
        Recipe.of(
                LinearReluOp.class,
                x -> LinearReluOp.of(x, List.of(other(x, 4, 3)), Optional.empty()),
                2,
                3)
            .refuses(
                "linear: (2, 4) and (4, 3): input (B, I) and weight blocks (O, I₁), (O, I₂), … with"
                    + " I₁ + I₂ + … = I are needed; flatten the input, or build the layer for its"
                    + " width",
                2,
                4),
        Recipe.of(
                Conv2dOp.class,
                x -> Conv2dOp.of(x, other(x, 3, 2, 3, 3), Optional.of(other(x, 3)), same),
                1,
                2,
                4,
                4)
            .refuses(
                "conv2d: (1, 3, 4, 4) and (3, 2, 3, 3): input (B, C, H, W) and weight (O, C,"
                    + " kernelH, kernelW) with the same C are needed; reshape the input, or build"
                    + " the layer for its channels",
                1,
                3,
                4,
                4)
            .refuses(
                "conv2d: (2, 4, 4) and (3, 2, 3, 3): input (B, C, H, W) and weight (O, C, kernelH,"
                    + " kernelW) with the same C are needed; reshape the input, or build the layer"
                    + " for its channels",
                2,
                4,
                4),
        Recipe.of(
                ConvBlocksOp.class,
                x ->
                    ConvBlocksOp.of(
                        x, List.of(other(x, 3, 2, 3, 3)), List.of(other(x, 3)), List.of(1)),
                1,
                2,
                4,
                4)
            .refuses(
                "max_pool2d: kernel 2, stride 2 on 1x1: both start at 1 and the kernel must fit;"
                    + " enlarge the image or shrink the kernel",
                1,
                2,
                1,
                1),
        Recipe.of(MaxPool2dOp.class, x -> MaxPool2dOp.of(x, 2, 2), 1, 2, 4, 4)
            .refuses(
                "max_pool2d: kernel 2, stride 2 on 1x4: both start at 1 and the kernel must fit;"
                    + " enlarge the image or shrink the kernel",
                1,
                2,
                1,
                4)
            .refuses("max_pool2d: (2, 4, 4): (B, C, H, W) is needed; reshape the input", 2, 4, 4),
        Recipe.of(AvgPool2dOp.class, x -> AvgPool2dOp.of(x, 2, 2), 1, 2, 4, 4)
            .refuses(
                "avg_pool2d: (1, 2, 1, 4): kernel 2, stride 2: both start at 1 and the kernel must"
                    + " fit; enlarge the image or shrink the kernel",
                1,
                2,
                1,
                4)
            .refuses(
                "adaptive_avg_pool2d: (1, 2, 4, 4): an output of 5x1: it starts at 1x1 and ends at"
                    + " the input's extents; choose a smaller output or a larger image",
                x -> AvgPool2dOp.adaptive(x, 5, 1),
                1,
                2,
                4,
                4));
  }
}
