package dev.rankine.bench.peer.ops;

import dev.rankine.autograd.Var;
import dev.rankine.autograd.op.LogSoftmaxOp;
import dev.rankine.autograd.op.Losses;
import dev.rankine.autograd.op.MaxOp;
import dev.rankine.autograd.op.SoftmaxOp;
import dev.rankine.engine.Indices;
import dev.rankine.engine.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import java.util.stream.Stream;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/** Reductions, softmax and losses. */
final class Reduced {
  private static final long MEAN = 1;
  private static final long NONE = -100;

  private Reduced() {}

  static List<OpPair> pairs() {
    return Stream.concat(reductions(), losses()).toList();
  }

  private static OpPair of(String name, Function<Var, Var> ours, Function<Tensor, Tensor> theirs) {
    return OpPair.unary(name, false, ours, theirs).within(OpPair.Bound.of(64));
  }

  private static Stream<OpPair> reductions() {
    long[] rows = {1};
    return Stream.of(
        of("sum", x -> x.sum(1), x -> torch.sum(x, rows))
            .within(OpPair.Bound.contraction(in -> new int[] {in.get(0).dim(1), 1})),
        of("mean over all", Var::mean, torch::mean)
            .within(OpPair.Bound.contraction(in -> new int[] {in.get(0).size(), 1})),
        of("variance", x -> x.variance(1), x -> torch.var(x, rows, false, false)),
        of("max", x -> MaxOp.of(x, 1), x -> torch.amax(x, rows, false)),
        of("logsumexp", x -> x.logSumExp(1), x -> torch.logsumexp(x, rows)),
        of("softmax", x -> SoftmaxOp.of(x, 1), x -> torch.softmax(x, 1)),
        of("log_softmax", x -> LogSoftmaxOp.of(x, 1), x -> torch.log_softmax(x, 1)));
  }

  private static Stream<OpPair> losses() {
    return Stream.of(
        of(
                "cross_entropy",
                x -> Losses.crossEntropy(x, ours(x)),
                x -> torch.cross_entropy_loss(x, theirs(x), new TensorOptional(), MEAN, NONE, 0))
            .at(List.of(Shape.of(64, 10))),
        of(
            "cross_entropy, smoothed",
            x -> Losses.smoothedCrossEntropy(x, ours(x), 0.1),
            x -> torch.cross_entropy_loss(x, theirs(x), new TensorOptional(), MEAN, NONE, 0.1)),
        of(
                "nll",
                x -> Losses.negativeLogLikelihood(x, ours(x)),
                x -> torch.nll_loss(x, theirs(x), new TensorOptional(), MEAN, NONE))
            .within(OpPair.Bound.contraction(in -> new int[] {in.get(0).dim(0), 1})),
        ofTwo("mse", Losses::meanSquared, torch::mse_loss),
        ofTwo("l1", Losses::l1, torch::l1_loss),
        ofTwo(
            "huber",
            (y, t) -> Losses.huber(y, t, 0.5),
            (y, t) -> torch.huber_loss(y, t, MEAN, 0.5)),
        ofTwo(
            "binary_cross_entropy",
            Losses::binaryCrossEntropy,
            torch::binary_cross_entropy_with_logits));
  }

  private static OpPair ofTwo(
      String name, BinaryOperator<Var> ours, BinaryOperator<Tensor> theirs) {
    Shape million = Shape.of(1000, 1000);
    return new OpPair(
        name,
        false,
        random -> {
          Shape shape = OpPair.shape(random);
          return List.of(shape, shape);
        },
        List.of(),
        List.of(million, million),
        in -> ours.apply(in.get(0), in.get(1)),
        in -> theirs.apply(in.get(0), in.get(1)),
        OpPair.Bound.of(64));
  }

  private static int label(int row, int classes) {
    return row * 7 % classes;
  }

  private static Indices ours(Var x) {
    int[] labels = new int[x.shape().dim(0)];
    Arrays.setAll(labels, row -> label(row, x.shape().dim(1)));
    return Indices.of(x.tape().backend(), Shape.of(labels.length), labels);
  }

  private static Tensor theirs(Tensor x) {
    long[] labels = new long[(int) x.size(0)];
    Arrays.setAll(labels, row -> label(row, (int) x.size(1)));
    return Tensor.create(labels, labels.length);
  }
}
