package dev.rankine.autograd.op;

import dev.rankine.autograd.GradientCheck;
import dev.rankine.autograd.Samples;
import dev.rankine.engine.Indices;
import dev.rankine.engine.Shape;
import dev.rankine.engine.Tensor;
import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** Every loss against central differences, over random shapes. */
class LossGradientTest extends GradientProperties {
  /** y narrowed somehow, and a target whose distance to it is in no place below the margin. */
  private static Tensor[] apart(Shape shape, int how, long seed) {
    Samples random = new Samples(seed);
    Tensor y = random.normal(narrowed(shape, how));
    double[] values = random.awayFromZero(shape).toDoubles();
    if (y.size() == values.length) {
      double[] other = y.toDoubles();
      Arrays.setAll(values, i -> other[i] + values[i]);
    } else {
      Arrays.setAll(values, i -> values[i] + 10 * (i % 2 == 0 ? 1 : -1));
    }
    return new Tensor[] {y, Tensor.of(y.backend(), shape, values)};
  }

  @Property
  @Checks(
      value = Losses.class,
      methods = {"meanSquared", "l1"})
  void distances(
      @ForAll("filled") Shape shape, @ForAll @IntRange(max = 31) int how, @ForAll long seed) {
    Tensor[] in = apart(shape, how, seed);
    check("mse", seed, (tape, v) -> Losses.meanSquared(v.get(0), v.get(1)), in);
    check("l1", seed, (tape, v) -> Losses.l1(v.get(0), v.get(1)), in);
  }

  @Property
  @Checks(
      value = Losses.class,
      methods = {"crossEntropy", "smoothedCrossEntropy", "negativeLogLikelihood"})
  void labels(
      @ForAll("filled") Shape rows,
      @ForAll @IntRange(min = 1, max = 4) int classes,
      @ForAll @IntRange(max = 4) int quarters,
      @ForAll long seed) {
    Samples random = new Samples(seed);
    Indices labels = random.labels(rows.size(), classes).reshape(rows);
    int[] dims = Arrays.copyOf(rows.dims(), rows.rank() + 1);
    dims[rows.rank()] = classes;
    Tensor x = random.normal(dims);
    check("nll", seed, (tape, v) -> Losses.negativeLogLikelihood(v.get(0), labels), x);
    check("cross_entropy", seed, (tape, v) -> Losses.crossEntropy(v.get(0), labels), x);
    check(
        "smoothed",
        seed,
        (tape, v) -> Losses.smoothedCrossEntropy(v.get(0), labels, quarters / 4.0),
        x);
  }

  @Property
  @Checks(AbsoluteErrorOp.class)
  void absoluteError(
      @ForAll("filled") Shape shape, @ForAll @IntRange(max = 31) int how, @ForAll long seed) {
    Tensor[] in = apart(shape, how, seed);
    check(AbsoluteErrorOp.class, seed, (tape, v) -> AbsoluteErrorOp.of(v.get(0), v.get(1)), in);
  }

  @Property
  @Checks(MeanLossOp.class)
  void means(
      @ForAll("filled") Shape shape, @ForAll @IntRange(max = 31) int how, @ForAll long seed) {
    Samples random = new Samples(seed);
    Tensor a = random.normal(narrowed(shape, how));
    Tensor b = random.normal(shape);
    check(MeanLossOp.class, seed, (tape, v) -> SquaredErrorOp.mean(v.get(0), v.get(1)), a, b);
  }

  @Property
  @Checks(SquaredErrorOp.class)
  void squaredError(
      @ForAll("shapes") Shape shape,
      @ForAll @IntRange(max = 31) int a,
      @ForAll @IntRange(max = 31) int b,
      @ForAll long seed) {
    Samples random = new Samples(seed);
    Tensor left = random.normal(narrowed(shape, a));
    Tensor right = random.normal(narrowed(shape, b));
    check(
        SquaredErrorOp.class,
        seed,
        (tape, v) -> SquaredErrorOp.of(v.get(0), v.get(1)),
        left,
        right);
    check(SquaredErrorOp.class, seed, (tape, v) -> SquaredErrorOp.of(v.get(0), v.get(0)), left);
  }

  @Property
  void ignoredLabels(
      @ForAll @IntRange(min = 1, max = 4) int batch,
      @ForAll @IntRange(min = 2, max = 4) int classes,
      @ForAll long seed) {
    Samples random = new Samples(seed);
    int[] values = random.labels(batch, classes).toInts();
    values[0] = 1;
    Indices labels = Indices.of(GradientCheck.backend(), Shape.of(batch), values);
    check(
        "ignoring",
        seed,
        (tape, v) -> {
          Losses.Kept kept = Losses.without(0, v.get(0), labels);
          return Losses.crossEntropy(kept.logits(), kept.labels());
        },
        random.normal(batch, classes));
  }

  /** Near 0 or 20. */
  private static Tensor clustered(Samples random, Shape shape) {
    double[] values = random.normal(shape).toDoubles();
    int[] far = random.labels(values.length, 2).toInts();
    Arrays.setAll(values, i -> values[i] / 2 + 20 * far[i]);
    return Tensor.of(GradientCheck.backend(), shape, values);
  }

  /** No difference is near a delta of 5. */
  @Property
  @Checks(HuberOp.class)
  void huber(
      @ForAll("shapes") Shape shape, @ForAll @IntRange(max = 31) int how, @ForAll long seed) {
    Samples random = new Samples(seed);
    Tensor a = clustered(random, narrowed(shape, how));
    Tensor b = clustered(random, shape);
    check(HuberOp.class, seed, (tape, v) -> HuberOp.of(v.get(0), v.get(1), 5), a, b);
  }

  /** Differences of 0.3 and 91: neither is near a delta of 0.5 to 9.5. */
  @Property
  @Checks(
      value = Losses.class,
      methods = {"huber", "binaryCrossEntropy"})
  void bounded(
      @ForAll("filled") Shape shape, @ForAll @IntRange(max = 9) int more, @ForAll long seed) {
    Samples random = new Samples(seed);
    Tensor y = random.normal(shape);
    double[] values = y.toDoubles();
    int[] far = random.labels(values.length, 2).toInts();
    double[] target = new double[values.length];
    Arrays.setAll(target, i -> values[i] + (far[i] == 0 ? 0.3 : -91));
    Tensor t = Tensor.of(y.backend(), shape, target);
    double delta = 0.5 + more;
    check("huber", seed, (tape, v) -> Losses.huber(v.get(0), v.get(1), delta), y, t);
    Tensor x = random.awayFromZero(shape);
    Tensor p = random.normal(shape);
    check("bce", seed, (tape, v) -> Losses.binaryCrossEntropy(v.get(0), v.get(1)), x, p);
  }
}
