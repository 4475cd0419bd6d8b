package dev.rankine.autograd.op;

import dev.rankine.autograd.Samples;
import dev.rankine.engine.Philox;
import dev.rankine.engine.Shape;
import dev.rankine.engine.Tensor;
import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** Reductions, normalisations and pooling against central differences, over random shapes. */
class ReductionGradientTest extends GradientProperties {
  @Property
  @Checks(VarianceOp.class)
  void variance(
      @ForAll("filled") Shape shape, @ForAll @IntRange(max = 7) int mask, @ForAll long seed) {
    Tensor x = new Samples(seed).normal(shape);
    checkUnary(VarianceOp.class, seed, v -> v.variance(axes(shape, mask)), x);
  }

  @Property
  @Checks(LogSumExpOp.class)
  void logSumExp(
      @ForAll("shapes") Shape shape, @ForAll @IntRange(max = 7) int mask, @ForAll long seed) {
    Tensor x = new Samples(seed).normal(shape);
    checkUnary(LogSumExpOp.class, seed, v -> v.logSumExp(axes(shape, mask)), x);
  }

  @Property
  @Checks(SoftmaxOp.class)
  void softmax(
      @ForAll("shapes") Shape shape, @ForAll @IntRange(max = 7) int mask, @ForAll long seed) {
    Tensor x = new Samples(seed).normal(shape);
    checkUnary(SoftmaxOp.class, seed, v -> v.softmax(axes(shape, mask)), x);
  }

  @Property
  @Checks(LogSoftmaxOp.class)
  void logSoftmax(
      @ForAll("shapes") Shape shape, @ForAll @IntRange(max = 7) int mask, @ForAll long seed) {
    Tensor x = new Samples(seed).normal(shape);
    checkUnary(LogSoftmaxOp.class, seed, v -> v.logSoftmax(axes(shape, mask)), x);
  }

  @Property
  @Checks(StandardizeOp.class)
  void standardize(
      @ForAll("filled") Shape shape, @ForAll @IntRange(max = 7) int mask, @ForAll long seed) {
    Tensor x = new Samples(seed).normal(shape);
    checkUnary(StandardizeOp.class, seed, v -> StandardizeOp.of(v, 0.1, axes(shape, mask)), x);
  }

  @Property
  @Checks(RmsNormalizeOp.class)
  void rmsNormalize(
      @ForAll("filled") Shape shape, @ForAll @IntRange(max = 7) int mask, @ForAll long seed) {
    Tensor x = new Samples(seed).normal(shape);
    checkUnary(RmsNormalizeOp.class, seed, v -> RmsNormalizeOp.of(v, 0.1, axes(shape, mask)), x);
  }

  @Property
  @Checks(LayerNormOp.class)
  void layerNorm(
      @ForAll("filled") Shape shape, @ForAll @IntRange(max = 3) int axes, @ForAll long seed) {
    Samples random = new Samples(seed);
    int first = Math.max(0, shape.rank() - axes);
    Shape inner = Shape.of(Arrays.copyOfRange(shape.dims(), first, shape.rank()));
    check(
        LayerNormOp.class,
        seed,
        (tape, in) -> LayerNormOp.of(in.get(0), in.get(1), in.get(2), 0.1),
        random.normal(shape),
        random.normal(inner),
        random.normal(inner));
  }

  @Property
  @Checks(
      value = Normalizing.class,
      methods = {"layerNorm", "rmsNorm"})
  void layerNorms(
      @ForAll @IntRange(min = 1, max = 3) int rows,
      @ForAll @IntRange(min = 1, max = 4) int columns,
      @ForAll boolean both,
      @ForAll long seed) {
    Samples random = new Samples(seed);
    Tensor x = random.normal(2, rows, columns);
    Shape inner = both ? Shape.of(rows, columns) : Shape.of(columns);
    Tensor scale = random.normal(inner);
    Tensor shift = random.normal(inner);
    check(
        "layer_norm",
        seed,
        (tape, in) -> Normalizing.layerNorm(in.get(0), in.get(1), in.get(2), 0.1),
        x,
        scale,
        shift);
    check("rms_norm", seed, (tape, in) -> Normalizing.rmsNorm(in.get(0), in.get(1), 0.1), x, scale);
  }

  @Property
  @Checks(
      value = Normalizing.class,
      methods = {"batchNorm", "batchNormBy"})
  void batchNorms(
      @ForAll @IntRange(min = 1, max = 3) int batch,
      @ForAll @IntRange(min = 1, max = 3) int channels,
      @ForAll @IntRange(max = 2) int more,
      @ForAll long seed) {
    Samples random = new Samples(seed);
    Tensor x =
        switch (more) {
          case 0 -> random.normal(batch, channels);
          case 1 -> random.normal(batch, channels, 2);
          default -> random.normal(batch, channels, 2, 3);
        };
    Tensor scale = random.normal(channels);
    Tensor shift = random.normal(channels);
    Tensor mean = random.normal(channels);
    Tensor variance = random.positive(Shape.of(channels));
    check(
        "batch_norm",
        seed,
        (tape, in) -> Normalizing.batchNorm(in.get(0), in.get(1), in.get(2), 0.1, (m, v) -> {}),
        x,
        scale,
        shift);
    check(
        "batch_norm_by",
        seed,
        (tape, in) ->
            Normalizing.batchNormBy(in.get(0), in.get(1), in.get(2), in.get(3), in.get(4), 0.1),
        mean,
        variance,
        x,
        scale,
        shift);
  }

  @Property
  @Checks(value = Normalizing.class, methods = "dropout")
  void dropout(
      @ForAll("shapes") Shape shape, @ForAll @IntRange(max = 9) int tenths, @ForAll long seed) {
    Tensor x = new Samples(seed).normal(shape);
    check(
        "dropout",
        seed,
        (tape, in) -> Normalizing.dropout(in.get(0), tenths / 10.0, new Philox(seed, 1)),
        x);
  }

  @Property
  @Checks(AvgPool2dOp.class)
  void avgPool2d(
      @ForAll @IntRange(min = 1, max = 3) int kernel,
      @ForAll @IntRange(min = 1, max = 3) int stride,
      @ForAll @IntRange(min = 1, max = 4) int outH,
      @ForAll @IntRange(min = 1, max = 5) int outW,
      @ForAll @IntRange(max = 2) int batch,
      @ForAll long seed) {
    Tensor x = new Samples(seed).normal(batch, 2, 4, 5);
    checkUnary(AvgPool2dOp.class, seed, v -> AvgPool2dOp.of(v, kernel, stride), x);
    checkUnary(AvgPool2dOp.class, seed, v -> AvgPool2dOp.adaptive(v, outH, outW), x);
  }

  @Property
  @Checks(MaxOp.class)
  void max(@ForAll("shapes") Shape shape, @ForAll @IntRange(max = 7) int mask, @ForAll long seed) {
    Tensor x = new Samples(seed).distinct(shape);
    checkUnary(MaxOp.class, seed, v -> v.max(axes(shape, mask)), x);
  }
}
