package dev.rankine.autograd;

import dev.rankine.autograd.op.AbsOp;
import dev.rankine.autograd.op.AbsoluteErrorOp;
import dev.rankine.autograd.op.AddOp;
import dev.rankine.autograd.op.AvgPool2dOp;
import dev.rankine.autograd.op.ClampOp;
import dev.rankine.autograd.op.ConcatOp;
import dev.rankine.autograd.op.Conv2dOp;
import dev.rankine.autograd.op.ConvBlocksOp;
import dev.rankine.autograd.op.CrossEntropyOp;
import dev.rankine.autograd.op.DivOp;
import dev.rankine.autograd.op.ExpOp;
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
import dev.rankine.autograd.op.LogOp;
import dev.rankine.autograd.op.LogSoftmaxOp;
import dev.rankine.autograd.op.LogSumExpOp;
import dev.rankine.autograd.op.LogisticLossOp;
import dev.rankine.autograd.op.MatMulOp;
import dev.rankine.autograd.op.MaxOp;
import dev.rankine.autograd.op.MaxPool2dOp;
import dev.rankine.autograd.op.MaximumOp;
import dev.rankine.autograd.op.MeanLossOp;
import dev.rankine.autograd.op.MeanOp;
import dev.rankine.autograd.op.MinimumOp;
import dev.rankine.autograd.op.MulOp;
import dev.rankine.autograd.op.PadOp;
import dev.rankine.autograd.op.PermuteOp;
import dev.rankine.autograd.op.PowOp;
import dev.rankine.autograd.op.ReluOp;
import dev.rankine.autograd.op.ReshapeOp;
import dev.rankine.autograd.op.RmsNormalizeOp;
import dev.rankine.autograd.op.ScaleOp;
import dev.rankine.autograd.op.SigmoidOp;
import dev.rankine.autograd.op.SiluOp;
import dev.rankine.autograd.op.SliceOp;
import dev.rankine.autograd.op.SoftmaxOp;
import dev.rankine.autograd.op.SqrtOp;
import dev.rankine.autograd.op.SquaredErrorOp;
import dev.rankine.autograd.op.StandardizeOp;
import dev.rankine.autograd.op.SubOp;
import dev.rankine.autograd.op.SumOp;
import dev.rankine.autograd.op.TanhOp;
import dev.rankine.autograd.op.VarianceOp;
import dev.rankine.autograd.op.WhereOp;
import dev.rankine.engine.Tensor;
import java.util.List;

/**
 * One step of a computation, recorded on a {@link Tape} for its way back. The components of each
 * record are exactly what its backward needs.
 */
public sealed interface Op
    permits AddOp,
        SubOp,
        MulOp,
        ScaleOp,
        MatMulOp,
        LinearOp,
        LinearReluOp,
        Conv2dOp,
        ConvBlocksOp,
        MaxPool2dOp,
        ReluOp,
        ReshapeOp,
        ConcatOp,
        PermuteOp,
        SliceOp,
        PadOp,
        ExpandOp,
        GatherOp,
        GatherAlongOp,
        SumOp,
        MeanOp,
        CrossEntropyOp,
        TanhOp,
        SigmoidOp,
        SiluOp,
        GeluOp,
        GeluTanhOp,
        LeakyReluOp,
        ClampOp,
        MaximumOp,
        MinimumOp,
        WhereOp,
        MaxOp,
        LogisticLossOp,
        SquaredErrorOp,
        AbsoluteErrorOp,
        HuberOp,
        MeanLossOp,
        DivOp,
        PowOp,
        AbsOp,
        SqrtOp,
        ExpOp,
        LogOp,
        VarianceOp,
        LogSumExpOp,
        SoftmaxOp,
        LogSoftmaxOp,
        StandardizeOp,
        LayerNormOp,
        RmsNormalizeOp,
        AvgPool2dOp,
        CustomOp {

  /** What the op read, in order. */
  List<Var> inputs();

  /** What it computes, in one line for {@link Tape#explain()}: for example {@code y = a + b}. */
  String formula();

  /**
   * Adds the gradient of the loss with respect to each input that {@linkplain Gradients#wants
   * wants} one.
   *
   * @param dy the gradient with respect to the op's output, in its shape or as {@link TakesNumber}
   *     says; not modified
   */
  void backward(Tensor dy, Gradients gradients);
}
