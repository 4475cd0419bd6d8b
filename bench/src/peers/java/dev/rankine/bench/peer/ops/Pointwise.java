package dev.rankine.bench.peer.ops;

import dev.rankine.autograd.Var;
import dev.rankine.autograd.op.ClampOp;
import dev.rankine.autograd.op.GeluOp;
import dev.rankine.autograd.op.GeluTanhOp;
import dev.rankine.autograd.op.LeakyReluOp;
import dev.rankine.autograd.op.Masks;
import dev.rankine.autograd.op.MaximumOp;
import dev.rankine.autograd.op.MinimumOp;
import dev.rankine.autograd.op.SiluOp;
import dev.rankine.autograd.op.WhereOp;
import dev.rankine.engine.Shape;
import java.util.List;
import java.util.function.BinaryOperator;
import java.util.stream.Stream;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** Element by element. */
final class Pointwise {
  private Pointwise() {}

  static List<OpPair> pairs() {
    return Stream.concat(
            Stream.of(
                binary("add", Var::add, torch::add),
                binary("sub", Var::sub, torch::sub),
                binary("mul", Var::mul, torch::mul),
                binary("div", Var::div, torch::div).positive(true),
                binary("maximum", MaximumOp::of, torch::maximum),
                binary("minimum", MinimumOp::of, torch::minimum),
                binary(
                    "where",
                    (a, b) -> WhereOp.of(Masks.greater(a, b), a, b),
                    (a, b) -> torch.where(a.gt(b), a, b))),
            Stream.concat(plain(), activations()))
        .toList();
  }

  /** The second operand is a row, a column or of the whole shape. */
  private static OpPair binary(
      String name, BinaryOperator<Var> ours, BinaryOperator<Tensor> theirs) {
    return new OpPair(
        name,
        false,
        random -> {
          Shape shape = OpPair.shape(random);
          int how = random.nextInt(3);
          Shape other = how == 0 ? shape : how == 1 ? shape.with(0, 1) : shape.with(1, 1);
          return List.of(shape, other);
        },
        List.of(),
        List.of(Shape.of(1000, 1000), Shape.of(1000, 1000)),
        in -> ours.apply(in.get(0), in.get(1)),
        in -> theirs.apply(in.get(0), in.get(1)),
        OpPair.Bound.of(16));
  }

  private static Stream<OpPair> plain() {
    return Stream.of(
        OpPair.unary("neg", false, Var::neg, torch::neg),
        OpPair.unary("abs", false, Var::abs, torch::abs),
        OpPair.unary("sqrt", true, Var::sqrt, torch::sqrt),
        OpPair.unary("exp", false, Var::exp, torch::exp),
        OpPair.unary("log", true, Var::log, torch::log),
        OpPair.unary("pow 3", false, x -> x.pow(3), x -> torch.pow(x, new Scalar(3.0))),
        OpPair.unary("pow -0.5", true, x -> x.pow(-0.5), x -> torch.pow(x, new Scalar(-0.5))),
        OpPair.unary(
            "clamp",
            false,
            x -> ClampOp.of(x, -1, 0.5),
            x ->
                torch.clamp(
                    x, new ScalarOptional(new Scalar(-1.0)), new ScalarOptional(new Scalar(0.5)))));
  }

  private static Stream<OpPair> activations() {
    return Stream.of(
        OpPair.unary("relu", false, Var::relu, torch::relu).at(List.of(Shape.of(64, 8, 28, 28))),
        OpPair.unary(
            "leaky_relu",
            false,
            x -> LeakyReluOp.of(x, 0.1),
            x -> torch.leaky_relu(x, new Scalar(0.1))),
        OpPair.unary("tanh", false, Var::tanh, torch::tanh),
        OpPair.unary("sigmoid", false, Var::sigmoid, torch::sigmoid),
        OpPair.unary("silu", false, SiluOp::of, torch::silu),
        OpPair.unary("gelu", false, GeluOp::of, torch::gelu),
        OpPair.unary("gelu_tanh", false, GeluTanhOp::of, x -> torch.gelu(x, "tanh")));
  }
}
