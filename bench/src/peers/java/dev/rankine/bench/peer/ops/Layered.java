package dev.rankine.bench.peer.ops;

import dev.rankine.autograd.op.AvgPool2dOp;
import dev.rankine.autograd.op.Conv2dOp;
import dev.rankine.autograd.op.LinearOp;
import dev.rankine.autograd.op.MaxPool2dOp;
import dev.rankine.autograd.op.Normalizing;
import dev.rankine.engine.Conv2dGeometry;
import dev.rankine.engine.Philox;
import dev.rankine.engine.Shape;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.bytedeco.pytorch.DoubleOptional;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/** Products, convolutions, pools and normalisations. */
final class Layered {
  private static final long[] ONES = {1, 1};
  private static final long[] TWOS = {2, 2};
  private static final long[] ZEROS = {0, 0};
  private static final double EPSILON = 1e-5;

  private Layered() {}

  static List<OpPair> pairs() {
    return List.of(
        matmul(),
        linear(),
        convolution("conv2d", new Conv2dGeometry.Window(1, 1, 1)),
        convolution("conv2d, stride 2", new Conv2dGeometry.Window(2, 1, 1)),
        convolution("conv2d, dilation 2", new Conv2dGeometry.Window(1, 2, 2)),
        convolution("conv2d, 2 groups", new Conv2dGeometry.Window(1, 1, 1, 2)),
        image(
            "max_pool2d",
            in -> MaxPool2dOp.of(in.get(0), 2, 2),
            in -> torch.max_pool2d(in.get(0), TWOS, TWOS, ZEROS, ONES, false)),
        image(
            "avg_pool2d",
            in -> AvgPool2dOp.of(in.get(0), 2, 2),
            in -> torch.avg_pool2d(in.get(0), TWOS, TWOS, ZEROS, false, true, new LongOptional())),
        image(
            "adaptive_avg_pool2d",
            in -> AvgPool2dOp.adaptive(in.get(0), 3, 2),
            in -> torch.adaptive_avg_pool2d(in.get(0), 3, 2)),
        layerNorm(),
        rmsNorm(),
        batchNorm());
  }

  private static OpPair matmul() {
    return new OpPair(
        "matmul",
        false,
        random -> {
          int k = OpPair.extent(random, 60);
          int b = OpPair.extent(random, 3);
          return List.of(
              Shape.of(b, OpPair.extent(random, 40), k), Shape.of(b, k, OpPair.extent(random, 40)));
        },
        List.of(),
        List.of(Shape.of(1000, 1000), Shape.of(1000, 1000)),
        in -> in.get(0).matmul(in.get(1)),
        in -> torch.matmul(in.get(0), in.get(1)),
        OpPair.Bound.contraction(
            in -> new int[] {in.get(0).dim(-1), in.get(1).dim(-1), in.get(0).dim(-2)}));
  }

  private static OpPair linear() {
    return new OpPair(
        "linear",
        false,
        random ->
            linear(OpPair.extent(random, 40), OpPair.extent(random, 60), OpPair.extent(random, 40)),
        List.of(linear(64, 784, 64), linear(64, 785, 64), linear(64, 64, 10)),
        linear(1000, 1000, 256),
        in -> LinearOp.of(in.get(0), List.of(in.get(1)), Optional.of(in.get(2))),
        in -> torch.linear(in.get(0), in.get(1), in.get(2)),
        OpPair.Bound.contraction(
            in -> {
              int batch = in.get(0).dim(0);
              return new int[] {in.get(0).dim(1) + 1, in.get(1).dim(0), batch, batch};
            }));
  }

  private static List<Shape> linear(int batch, int in, int out) {
    return List.of(Shape.of(batch, in), Shape.of(out, in), Shape.of(out));
  }

  private static OpPair convolution(String name, Conv2dGeometry.Window window) {
    long[] stride = {window.stride(), window.stride()};
    long[] padding = {window.padding(), window.padding()};
    long[] dilation = {window.dilation(), window.dilation()};
    int g = window.groups();
    List<List<Shape>> experiment =
        g == 1 ? List.of(convolution(64, 1, 28, 8, 1), convolution(64, 8, 14, 16, 1)) : List.of();
    return new OpPair(
        name,
        false,
        random ->
            convolution(
                OpPair.extent(random, 3),
                g * OpPair.extent(random, 4),
                5 + OpPair.extent(random, 9),
                g * OpPair.extent(random, 4),
                g),
        experiment,
        convolution(32, 32, 32, 32, g),
        in -> Conv2dOp.of(in.get(0), in.get(1), Optional.of(in.get(2)), window),
        in ->
            torch.conv2d(
                in.get(0), in.get(1), new TensorOptional(in.get(2)), stride, padding, dilation, g),
        OpPair.Bound.contraction(
            in -> {
              Conv2dGeometry c = Conv2dGeometry.of(in.get(0), in.get(1), window);
              int places = c.batch() * c.outH() * c.outW();
              int back = 9 * c.outChannels() / g;
              return new int[] {c.taps() + 1, back, places, places};
            }));
  }

  private static List<Shape> convolution(int batch, int in, int side, int out, int groups) {
    return List.of(
        Shape.of(batch, in, side, side), Shape.of(out, in / groups, 3, 3), Shape.of(out));
  }

  private static OpPair image(
      String name,
      Function<List<dev.rankine.autograd.Var>, dev.rankine.autograd.Var> ours,
      Function<List<Tensor>, Tensor> theirs) {
    return new OpPair(
        name,
        false,
        random -> List.of(image(random)),
        List.of(List.of(Shape.of(64, 8, 28, 28)), List.of(Shape.of(64, 16, 14, 14))),
        List.of(Shape.of(64, 16, 32, 32)),
        ours,
        theirs,
        OpPair.Bound.of(16));
  }

  private static Shape image(Philox random) {
    return Shape.of(
        1 + OpPair.extent(random, 3),
        OpPair.extent(random, 4),
        2 + OpPair.extent(random, 9),
        2 + OpPair.extent(random, 9));
  }

  private static List<Shape> normed(int rows, int columns, int parameters) {
    Shape s = Shape.of(columns);
    Shape x = Shape.of(rows, columns);
    return parameters == 2 ? List.of(x, s, s) : List.of(x, s);
  }

  private static OpPair layerNorm() {
    return new OpPair(
        "layer_norm",
        false,
        random -> normed(OpPair.extent(random, 40), 3 + OpPair.extent(random, 60), 2),
        List.of(),
        normed(1000, 1000, 2),
        in -> Normalizing.layerNorm(in.get(0), in.get(1), in.get(2), EPSILON),
        in ->
            torch.layer_norm(
                in.get(0),
                new long[] {in.get(0).size(1)},
                new TensorOptional(in.get(1)),
                new TensorOptional(in.get(2)),
                EPSILON,
                false),
        OpPair.Bound.of(64));
  }

  private static OpPair rmsNorm() {
    return new OpPair(
        "rms_norm",
        false,
        random -> normed(OpPair.extent(random, 40), 3 + OpPair.extent(random, 60), 1),
        List.of(),
        normed(1000, 1000, 1),
        in -> Normalizing.rmsNorm(in.get(0), in.get(1), EPSILON),
        in ->
            torch.rms_norm(
                in.get(0),
                new long[] {in.get(0).size(1)},
                new TensorOptional(in.get(1)),
                new DoubleOptional(EPSILON)),
        OpPair.Bound.of(64));
  }

  private static OpPair batchNorm() {
    return new OpPair(
        "batch_norm",
        false,
        random -> {
          Shape x = image(random);
          Shape s = Shape.of(x.dim(1));
          return List.of(x, s, s);
        },
        List.of(),
        List.of(Shape.of(64, 16, 32, 32), Shape.of(16), Shape.of(16)),
        in ->
            Normalizing.batchNorm(in.get(0), in.get(1), in.get(2), EPSILON, (mean, variance) -> {}),
        in ->
            torch.batch_norm(
                in.get(0),
                new TensorOptional(in.get(1)),
                new TensorOptional(in.get(2)),
                new TensorOptional(),
                new TensorOptional(),
                true,
                0.1,
                EPSILON,
                false),
        OpPair.Bound.of(64));
  }
}
