package dev.rankine.autograd.op;

import dev.rankine.autograd.Samples;
import dev.rankine.autograd.Var;
import dev.rankine.engine.Shape;
import dev.rankine.engine.Tensor;
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
}
