package dev.rankine.autograd.op;

import dev.rankine.autograd.GradientCheck;
import dev.rankine.autograd.GradientCheck.Computation;
import dev.rankine.autograd.Samples;
import dev.rankine.autograd.SquareOp;
import dev.rankine.autograd.Tape;
import dev.rankine.autograd.Var;
import dev.rankine.engine.Conv2dGeometry;
import dev.rankine.engine.Indices;
import dev.rankine.engine.Shape;
import dev.rankine.engine.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/**
 * Every op against central differences in float64, over random shapes; each also with one input
 * used twice, where contributions must add.
 */
class OpGradientTest extends GradientProperties {
  @Property
  @Checks(AddOp.class)
  void add(
      @ForAll("shapes") Shape shape,
      @ForAll @IntRange(max = 31) int a,
      @ForAll @IntRange(max = 31) int b,
      @ForAll long seed) {
    Samples random = new Samples(seed);
    Tensor left = random.normal(narrowed(shape, a));
    Tensor right = random.normal(narrowed(shape, b));
    check(AddOp.class, seed, (tape, in) -> in.get(0).add(in.get(1)), left, right);
    check(AddOp.class, seed, (tape, in) -> in.get(0).add(in.get(0)), left);
  }

  @Property
  @Checks(SubOp.class)
  void sub(
      @ForAll("shapes") Shape shape,
      @ForAll @IntRange(max = 31) int a,
      @ForAll @IntRange(max = 31) int b,
      @ForAll long seed) {
    Samples random = new Samples(seed);
    Tensor left = random.normal(narrowed(shape, a));
    Tensor right = random.normal(narrowed(shape, b));
    check(SubOp.class, seed, (tape, in) -> in.get(0).sub(in.get(1)), left, right);
    check(SubOp.class, seed, (tape, in) -> in.get(0).sub(in.get(0)), left);
  }

  @Property
  @Checks(MulOp.class)
  void mul(
      @ForAll("shapes") Shape shape,
      @ForAll @IntRange(max = 31) int a,
      @ForAll @IntRange(max = 31) int b,
      @ForAll long seed) {
    Samples random = new Samples(seed);
    Tensor left = random.normal(narrowed(shape, a));
    Tensor right = random.normal(narrowed(shape, b));
    check(MulOp.class, seed, (tape, in) -> in.get(0).mul(in.get(1)), left, right);
    check(MulOp.class, seed, (tape, in) -> in.get(0).mul(in.get(0)), left);
  }

  @Property
  @Checks(ScaleOp.class)
  void scale(
      @ForAll("shapes") Shape shape,
      @ForAll @DoubleRange(min = -3, max = 3) double factor,
      @ForAll long seed) {
    Tensor x = new Samples(seed).normal(shape);
    checkUnary(ScaleOp.class, seed, v -> v.scale(factor), x);
  }

  @Property
  @Checks(MatMulOp.class)
  void matmul(
      @ForAll @IntRange(max = 4) int m,
      @ForAll @IntRange(max = 4) int k,
      @ForAll @IntRange(max = 4) int n,
      @ForAll long seed) {
    Samples random = new Samples(seed);
    Tensor a = random.normal(m, k);
    Tensor b = random.normal(k, n);
    check(MatMulOp.class, seed, (tape, in) -> in.get(0).matmul(in.get(1)), a, b);
    Tensor square = random.normal(n, n);
    check(MatMulOp.class, seed, (tape, in) -> in.get(0).matmul(in.get(0)), square);
  }

  @Property
  @Checks(LinearOp.class)
  void linear(
      @ForAll @IntRange(min = 1, max = 4) int batch,
      @ForAll @Size(min = 1, max = 3) List<@IntRange(max = 3) Integer> widths,
      @ForAll @IntRange(min = 1, max = 3) int out,
      @ForAll boolean biased,
      @ForAll long seed) {
    Samples random = new Samples(seed);
    List<Tensor> inputs = new ArrayList<>();
    inputs.add(random.normal(batch, widths.stream().mapToInt(width -> width).sum()));
    widths.forEach(width -> inputs.add(random.normal(out, width)));
    int end = inputs.size();
    if (biased) {
      inputs.add(random.normal(out));
    }
    Computation linear =
        (tape, in) -> LinearOp.of(in.get(0), in.subList(1, end), in.stream().skip(end).findFirst());
    check(LinearOp.class, seed, linear, inputs.toArray(Tensor[]::new));
  }

  @Property
  @Checks(LinearReluOp.class)
  void linearRelu(
      @ForAll @IntRange(min = 1, max = 4) int batch,
      @ForAll @Size(min = 1, max = 3) List<@IntRange(max = 3) Integer> widths,
      @ForAll @IntRange(min = 1, max = 3) int out,
      @ForAll boolean biased,
      @ForAll long seed) {
    Samples random = new Samples(seed);
    List<Tensor> inputs = new ArrayList<>();
    inputs.add(random.normal(batch, 1 + widths.stream().mapToInt(width -> width).sum()));
    inputs.add(random.normal(out, 1));
    widths.forEach(width -> inputs.add(random.normal(out, width)));
    int end = inputs.size();
    if (biased) {
      inputs.add(random.normal(out));
    }
    Computation linear =
        (tape, v) -> LinearOp.of(v.get(0), v.subList(1, end), v.stream().skip(end).findFirst());
    try (Tape tape = Tape.none(GradientCheck.backend())) {
      Var sums = linear.apply(tape, inputs.stream().map(tape::constant).toList());
      Assume.that(Arrays.stream(sums.value().toDoubles()).allMatch(sum -> Math.abs(sum) > 1e-3));
    }
    Computation fused =
        (tape, v) -> LinearReluOp.of(v.get(0), v.subList(1, end), v.stream().skip(end).findFirst());
    check(LinearReluOp.class, seed, fused, inputs.toArray(Tensor[]::new));
  }

  @Property
  @Checks(LinearOp.class)
  void linearWithSharedInputs(
      @ForAll @IntRange(min = 1, max = 4) int in,
      @ForAll @IntRange(min = 1, max = 4) int batch,
      @ForAll long seed) {
    Samples random = new Samples(seed);
    Computation sameBlockTwice =
        (tape, v) -> LinearOp.of(v.get(0), List.of(v.get(1), v.get(1)), Optional.empty());
    Tensor x = random.normal(batch, 2 * in);
    check(LinearOp.class, seed, sameBlockTwice, x, random.normal(3, in));
    Computation inputIsWeight =
        (tape, v) -> LinearOp.of(v.get(0), List.of(v.get(0)), Optional.empty());
    check(LinearOp.class, seed, inputIsWeight, random.normal(batch, in));
  }

  @Property(tries = 40)
  @Checks(Conv2dOp.class)
  void conv2d(
      @ForAll @IntRange(min = 1, max = 2) int batch,
      @ForAll @IntRange(min = 1, max = 2) int in,
      @ForAll @IntRange(min = 1, max = 2) int out,
      @ForAll @IntRange(min = 1, max = 3) int kernelH,
      @ForAll @IntRange(min = 1, max = 3) int kernelW,
      @ForAll("windows") Conv2dGeometry.Window window,
      @ForAll boolean biased,
      @ForAll long seed) {
    Samples random = new Samples(seed);
    List<Tensor> inputs = new ArrayList<>();
    inputs.add(random.normal(batch, in, 5, 6));
    inputs.add(random.normal(out, in, kernelH, kernelW));
    if (biased) {
      inputs.add(random.normal(out));
    }
    Computation conv =
        (tape, v) -> Conv2dOp.of(v.get(0), v.get(1), v.stream().skip(2).findFirst(), window);
    check(Conv2dOp.class, seed, conv, inputs.toArray(Tensor[]::new));
  }

  @Provide
  Arbitrary<Conv2dGeometry.Window> windows() {
    return Arbitraries.integers()
        .between(0, 7)
        .map(how -> new Conv2dGeometry.Window(1 + (how & 1), how >> 1 & 1, 1 + (how >> 2)));
  }

  @Property(tries = 40)
  @Checks(Conv2dOp.class)
  void conv2dInGroups(
      @ForAll @IntRange(min = 1, max = 3) int groups,
      @ForAll @IntRange(min = 1, max = 2) int ins,
      @ForAll @IntRange(min = 1, max = 2) int outs,
      @ForAll long seed) {
    Samples random = new Samples(seed);
    Tensor x = random.normal(2, groups * ins, 4, 3);
    Tensor w = random.normal(groups * outs, ins, 2, 2);
    Conv2dGeometry.Window window = new Conv2dGeometry.Window(1, 1, 1, groups);
    Computation conv = (tape, v) -> Conv2dOp.of(v.get(0), v.get(1), Optional.empty(), window);
    check(Conv2dOp.class, seed, conv, x, w);
  }

  @Property(tries = 40)
  @Checks(Conv2dOp.class)
  void conv2dOfItself(@ForAll @IntRange(min = 1, max = 3) int extent, @ForAll long seed) {
    Conv2dGeometry.Window window = new Conv2dGeometry.Window(1, 1, 1);
    Computation itself = (tape, in) -> Conv2dOp.of(in.get(0), in.get(0), Optional.empty(), window);
    check(Conv2dOp.class, seed, itself, new Samples(seed).normal(2, 2, extent, extent));
  }

  @Property
  @Checks(ConvBlocksOp.class)
  void convBlocks(
      @ForAll @IntRange(min = 1, max = 2) int batch,
      @ForAll @IntRange(min = 1, max = 2) int in,
      @ForAll @IntRange(min = 1, max = 2) int out,
      @ForAll @IntRange(min = 1, max = 3) int kernel,
      @ForAll @IntRange(max = 1) int padding,
      @ForAll boolean twice,
      @ForAll long seed) {
    Samples random = new Samples(seed);
    List<Tensor> inputs = new ArrayList<>();
    inputs.add(random.normal(batch, in, 5, 4));
    inputs.add(random.normal(out, in, kernel, kernel));
    inputs.add(random.normal(out));
    if (twice) {
      inputs.add(random.normal(2, out, 2, 2));
      inputs.add(random.normal(2));
    }
    Assume.that(isSmooth(inputs, padding));
    Computation blocks =
        (tape, v) ->
            ConvBlocksOp.of(
                v.get(0),
                twice ? List.of(v.get(1), v.get(3)) : List.of(v.get(1)),
                twice ? List.of(v.get(2), v.get(4)) : List.of(v.get(2)),
                twice ? List.of(padding, 1) : List.of(padding));
    check(ConvBlocksOp.class, seed, blocks, inputs.toArray(Tensor[]::new));
  }

  /** Whether every convolution's outputs keep away from zero and from each other. */
  private static boolean isSmooth(List<Tensor> inputs, int padding) {
    try (Tape tape = Tape.none(GradientCheck.backend())) {
      List<Var> v = inputs.stream().map(tape::constant).toList();
      Var x = v.get(0);
      for (int i = 1; i < v.size(); i += 2) {
        var window = new Conv2dGeometry.Window(1, i == 1 ? padding : 1, 1);
        x = Conv2dOp.of(x, v.get(i), Optional.of(v.get(i + 1)), window);
        double[] sorted = x.value().toDoubles();
        Arrays.sort(sorted);
        for (int j = 0; j < sorted.length; j++) {
          boolean isClose = j > 0 && sorted[j] - sorted[j - 1] < 1e-4;
          if (Math.abs(sorted[j]) < 1e-3 || isClose) {
            return false;
          }
        }
        x = MaxPool2dOp.of(x.relu(), 2, 2);
      }
      return true;
    }
  }

  @Property
  @Checks(MaxPool2dOp.class)
  void maxPool2d(
      @ForAll @IntRange(min = 1, max = 3) int kernel,
      @ForAll @IntRange(min = 1, max = 3) int stride,
      @ForAll @IntRange(min = 3, max = 5) int height,
      @ForAll @IntRange(min = 3, max = 5) int width,
      @ForAll long seed) {
    Tensor x = new Samples(seed).distinct(Shape.of(2, 1, height, width));
    checkUnary(MaxPool2dOp.class, seed, v -> MaxPool2dOp.of(v, kernel, stride), x);
  }

  @Property
  @Checks(ReluOp.class)
  void relu(@ForAll("shapes") Shape shape, @ForAll long seed) {
    checkUnary(ReluOp.class, seed, Var::relu, new Samples(seed).awayFromZero(shape));
  }

  @Property
  @Checks(ReshapeOp.class)
  void reshape(@ForAll("shapes") Shape shape, @ForAll long seed) {
    Tensor x = new Samples(seed).normal(shape);
    checkUnary(ReshapeOp.class, seed, v -> v.reshape(1, shape.size()), x);
  }

  @Property
  @Checks(ConcatOp.class)
  void concat(
      @ForAll @IntRange(min = -3, max = 2) int axis,
      @ForAll @Size(min = 1, max = 3) List<@IntRange(max = 3) Integer> extents,
      @ForAll long seed) {
    Samples random = new Samples(seed);
    Shape shape = Shape.of(2, 3, 2);
    Tensor[] parts =
        extents.stream()
            .map(extent -> random.normal(shape.with(axis, extent)))
            .toArray(Tensor[]::new);
    check(ConcatOp.class, seed, (tape, in) -> ConcatOp.of(in, axis), parts);
    Computation twice = (tape, in) -> ConcatOp.of(List.of(in.get(0), in.get(0)), axis);
    check(ConcatOp.class, seed, twice, parts[0]);
  }

  @Property
  @Checks(SumOp.class)
  void sum(@ForAll("shapes") Shape shape, @ForAll @IntRange(max = 7) int mask, @ForAll long seed) {
    Tensor x = new Samples(seed).normal(shape);
    checkUnary(SumOp.class, seed, v -> v.sum(axes(shape, mask)), x);
  }

  @Property
  @Checks(MeanOp.class)
  void mean(@ForAll("filled") Shape shape, @ForAll @IntRange(max = 7) int mask, @ForAll long seed) {
    Tensor x = new Samples(seed).normal(shape);
    checkUnary(MeanOp.class, seed, v -> v.mean(axes(shape, mask)), x);
  }

  @Property
  @Checks(CrossEntropyOp.class)
  void crossEntropy(
      @ForAll @IntRange(min = 1, max = 4) int batch,
      @ForAll @IntRange(min = 1, max = 4) int classes,
      @ForAll long seed) {
    Samples random = new Samples(seed);
    Indices labels = random.labels(batch, classes);
    Tensor logits = random.normal(batch, classes);
    checkUnary(CrossEntropyOp.class, seed, v -> CrossEntropyOp.of(v, labels), logits);
  }

  @Property
  @Checks(SquareOp.class)
  void square(@ForAll("shapes") Shape shape, @ForAll long seed) {
    checkUnary(SquareOp.class, seed, SquareOp::of, new Samples(seed).normal(shape));
  }
}
