package dev.rankine.autograd.op;

import dev.rankine.autograd.GradientCheck;
import dev.rankine.autograd.Samples;
import dev.rankine.autograd.Var;
import dev.rankine.engine.Shape;
import dev.rankine.engine.Tensor;
import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;

/** Every op that goes element by element against central differences, over random shapes. */
class ElementwiseGradientTest extends GradientProperties {
  @Property
  @Checks(DivOp.class)
  void div(
      @ForAll("shapes") Shape shape,
      @ForAll @IntRange(max = 31) int a,
      @ForAll @IntRange(max = 31) int b,
      @ForAll long seed) {
    Samples random = new Samples(seed);
    Tensor left = random.normal(narrowed(shape, a));
    Tensor right = random.farFromZero(narrowed(shape, b));
    check(DivOp.class, seed, (tape, in) -> in.get(0).div(in.get(1)), left, right);
    check(DivOp.class, seed, (tape, in) -> in.get(0).div(in.get(0)), right);
  }

  @Property
  @Checks(PowOp.class)
  void pow(
      @ForAll("shapes") Shape shape,
      @ForAll @DoubleRange(min = -3, max = 3) double general,
      @ForAll @IntRange(min = -9, max = 9) int halves,
      @ForAll long seed) {
    Samples random = new Samples(seed);
    checkUnary(PowOp.class, seed, x -> x.pow(general), random.positive(shape));
    checkUnary(PowOp.class, seed, x -> x.pow(halves / 2.0), random.positive(shape));
    checkUnary(PowOp.class, seed, x -> x.pow(halves), random.farFromZero(shape));
  }

  @Property
  @Checks(AbsOp.class)
  void abs(@ForAll("shapes") Shape shape, @ForAll long seed) {
    checkUnary(AbsOp.class, seed, Var::abs, new Samples(seed).awayFromZero(shape));
  }

  @Property
  @Checks(SqrtOp.class)
  void sqrt(@ForAll("shapes") Shape shape, @ForAll long seed) {
    checkUnary(SqrtOp.class, seed, Var::sqrt, new Samples(seed).positive(shape));
  }

  @Property
  @Checks(ExpOp.class)
  void exp(@ForAll("shapes") Shape shape, @ForAll long seed) {
    checkUnary(ExpOp.class, seed, Var::exp, new Samples(seed).normal(shape));
  }

  @Property
  @Checks(LogOp.class)
  void log(@ForAll("shapes") Shape shape, @ForAll long seed) {
    checkUnary(LogOp.class, seed, Var::log, new Samples(seed).positive(shape));
  }

  @Property
  @Checks(TanhOp.class)
  void tanh(@ForAll("shapes") Shape shape, @ForAll long seed) {
    checkUnary(TanhOp.class, seed, TanhOp::of, new Samples(seed).normal(shape));
  }

  @Property
  @Checks(SigmoidOp.class)
  void sigmoid(@ForAll("shapes") Shape shape, @ForAll long seed) {
    checkUnary(SigmoidOp.class, seed, SigmoidOp::of, new Samples(seed).normal(shape));
  }

  @Property
  @Checks(SiluOp.class)
  void silu(@ForAll("shapes") Shape shape, @ForAll long seed) {
    checkUnary(SiluOp.class, seed, SiluOp::of, new Samples(seed).normal(shape));
  }

  @Property
  @Checks(GeluOp.class)
  void gelu(@ForAll("shapes") Shape shape, @ForAll long seed) {
    checkUnary(GeluOp.class, seed, GeluOp::of, new Samples(seed).normal(shape));
  }

  @Property
  @Checks(GeluTanhOp.class)
  void geluTanh(@ForAll("shapes") Shape shape, @ForAll long seed) {
    checkUnary(GeluTanhOp.class, seed, GeluTanhOp::of, new Samples(seed).normal(shape));
  }

  @Property
  @Checks(LeakyReluOp.class)
  void leakyRelu(
      @ForAll("shapes") Shape shape,
      @ForAll @DoubleRange(min = -1, max = 2) double slope,
      @ForAll long seed) {
    Tensor x = new Samples(seed).awayFromZero(shape);
    checkUnary(LeakyReluOp.class, seed, v -> LeakyReluOp.of(v, slope), x);
  }

  /** Bounds between the values, which lie in 0.1·k to 0.1·k + 0.04. */
  @Property
  @Checks(ClampOp.class)
  void clamp(
      @ForAll("shapes") Shape shape, @ForAll @IntRange(max = 9) int from, @ForAll long seed) {
    Tensor x = new Samples(seed).distinct(shape);
    double low = 0.1 * (from - 5) - 0.03;
    checkUnary(ClampOp.class, seed, v -> v.clamp(low, low + 0.5), x);
    checkUnary(ClampOp.class, seed, v -> v.clamp(Double.NEGATIVE_INFINITY, low), x);
  }

  @Property
  @Checks(MaximumOp.class)
  void maximum(
      @ForAll("shapes") Shape shape,
      @ForAll @IntRange(max = 31) int a,
      @ForAll @IntRange(max = 31) int b,
      @ForAll long seed) {
    Tensor[] in = apart(narrowed(shape, a), narrowed(shape, b), seed);
    check(MaximumOp.class, seed, (tape, v) -> v.get(0).maximum(v.get(1)), in);
  }

  @Property
  @Checks(MinimumOp.class)
  void minimum(
      @ForAll("shapes") Shape shape,
      @ForAll @IntRange(max = 31) int a,
      @ForAll @IntRange(max = 31) int b,
      @ForAll long seed) {
    Tensor[] in = apart(narrowed(shape, a), narrowed(shape, b), seed);
    check(MinimumOp.class, seed, (tape, v) -> v.get(0).minimum(v.get(1)), in);
  }

  /** Two tensors no element of which is near one of the other. */
  private static Tensor[] apart(Shape a, Shape b, long seed) {
    double[] all = new Samples(seed).distinct(Shape.of(a.size() + b.size())).toDoubles();
    double[] first = Arrays.copyOf(all, a.size());
    double[] second = Arrays.copyOfRange(all, a.size(), all.length);
    return new Tensor[] {
      Tensor.of(GradientCheck.backend(), a, first), Tensor.of(GradientCheck.backend(), b, second)
    };
  }

  @Property
  @Checks(WhereOp.class)
  void where(
      @ForAll("shapes") Shape shape,
      @ForAll @IntRange(max = 31) int a,
      @ForAll @IntRange(max = 31) int b,
      @ForAll @IntRange(max = 31) int m,
      @ForAll long seed) {
    Samples random = new Samples(seed);
    Shape masked = narrowed(shape, m);
    int[] bits = random.labels(masked.size(), 2).toInts();
    double[] values = Arrays.stream(bits).asDoubleStream().toArray();
    Tensor mask = Tensor.of(GradientCheck.backend(), masked, values);
    Tensor left = random.normal(narrowed(shape, a));
    Tensor right = random.normal(narrowed(shape, b));
    check(WhereOp.class, seed, (tape, v) -> WhereOp.of(mask, v.get(0), v.get(1)), left, right);
    check(WhereOp.class, seed, (tape, v) -> WhereOp.of(mask, v.get(0), v.get(0)), left);
  }

  @Property
  @Checks(LogisticLossOp.class)
  void logisticLoss(@ForAll("shapes") Shape shape, @ForAll long seed) {
    Samples random = new Samples(seed);
    Tensor x = random.awayFromZero(shape);
    Tensor t = random.normal(shape);
    check(LogisticLossOp.class, seed, (tape, v) -> LogisticLossOp.of(v.get(0), v.get(1)), x, t);
    check(LogisticLossOp.class, seed, (tape, v) -> LogisticLossOp.of(v.get(0), v.get(0)), x);
  }
}
