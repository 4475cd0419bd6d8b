package dev.rankine.autograd.nn;

import dev.rankine.autograd.GradientCheck;
import dev.rankine.autograd.Samples;
import dev.rankine.autograd.Tape;
import dev.rankine.engine.Conv2dGeometry;
import dev.rankine.engine.Indices;
import dev.rankine.engine.Philox;
import dev.rankine.engine.Shape;
import dev.rankine.engine.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.stream.DoubleStream;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** Every layer against central differences, with respect to its input and its parameters. */
class LayerGradientTest {
  private static Parameters parameters(long seed) {
    return Parameters.initialise(GradientCheck.backend(), new Philox(seed, 0));
  }

  private static void check(Layer layer, long seed, Tensor x) {
    SequencedMap<String, Tensor> inputs = new LinkedHashMap<>();
    inputs.put("x", x);
    GradientCheck.of(layer.getClass().getSimpleName(), seed)
        .assertGradients((tape, in) -> layer.forward(tape, in.get(0)), inputs, layer.parameters());
  }

  @Property
  void linear(
      @ForAll @IntRange(min = 1, max = 4) int batch,
      @ForAll @IntRange(min = 1, max = 4) int in,
      @ForAll @IntRange(min = 1, max = 4) int out,
      @ForAll long seed) {
    check(Linear.of(parameters(seed), in, out), seed, new Samples(seed).normal(batch, in));
  }

  @Property(tries = 30)
  void conv2d(
      @ForAll @IntRange(min = 1, max = 2) int in,
      @ForAll @IntRange(min = 1, max = 3) int out,
      @ForAll @IntRange(min = 1, max = 3) int kernel,
      @ForAll @IntRange(min = 1, max = 2) int stride,
      @ForAll @IntRange(max = 1) int padding,
      @ForAll long seed) {
    Conv2dGeometry.Window window = new Conv2dGeometry.Window(stride, padding, 1);
    Conv2d layer = Conv2d.of(parameters(seed), in, out, kernel, window);
    check(layer, seed, new Samples(seed).normal(2, in, 4, 3));
  }

  @Property
  void maxPool2d(@ForAll @IntRange(min = 1, max = 3) int kernel, @ForAll long seed) {
    check(new MaxPool2d(kernel), seed, new Samples(seed).distinct(Shape.of(2, 2, 5, 4)));
  }

  @Property
  void reluAndFlatten(@ForAll @IntRange(min = 1, max = 4) int extent, @ForAll long seed) {
    Tensor x = new Samples(seed).awayFromZero(Shape.of(2, extent, 3));
    check(new Relu(), seed, x);
    check(new Flatten(), seed, x);
  }

  @Property
  void concat(@ForAll @IntRange(min = 1, max = 3) int out, @ForAll long seed) {
    Parameters parameters = parameters(seed);
    Layer first = Linear.of(parameters.at("a"), 3, out);
    Layer second = Linear.of(parameters.at("b"), 3, 2);
    check(new Concat(1, List.of(first, second)), seed, new Samples(seed).normal(2, 3));
  }

  @Property(tries = 30)
  void sequential(@ForAll @IntRange(min = 1, max = 4) int hidden, @ForAll long seed) {
    Parameters parameters = parameters(seed);
    Linear first = Linear.of(parameters.at(0), 3, hidden);
    Tensor x = new Samples(seed).normal(2, 3);
    Assume.that(DoubleStream.of(outputs(first, x)).allMatch(v -> Math.abs(v) > Samples.MARGIN));
    check(Sequential.of(first, new Relu(), Linear.of(parameters.at(2), hidden, 2)), seed, x);
  }

  @Property(tries = 30)
  void oneLayerUsedTwice(@ForAll @IntRange(min = 1, max = 4) int extent, @ForAll long seed) {
    Linear layer = Linear.of(parameters(seed), extent, extent);
    SequencedMap<String, Tensor> inputs = new LinkedHashMap<>();
    inputs.put("x", new Samples(seed).normal(2, extent));
    GradientCheck.of("shared", seed)
        .assertGradients(
            (tape, in) -> layer.forward(tape, layer.forward(tape, in.get(0))),
            inputs,
            layer.parameters());
  }

  @Property(tries = 30)
  void linearOfMoreAxes(@ForAll @IntRange(max = 3) int extent, @ForAll long seed) {
    check(Linear.of(parameters(seed), 3, 2), seed, new Samples(seed).normal(2, extent, 3));
  }

  @Property(tries = 30)
  void normalisations(@ForAll @IntRange(min = 1, max = 4) int extent, @ForAll long seed) {
    Tensor x = new Samples(seed).normal(2, 3, 2, extent);
    // A large ε keeps the slopes moderate where the few values happen to be nearly equal.
    LayerNorm layer = LayerNorm.of(parameters(seed), 2, extent);
    check(new LayerNorm(layer.weight(), layer.bias(), 0.1), seed, x);
    check(new RmsNorm(RmsNorm.of(parameters(seed), extent).weight(), 0.1), seed, x);
    checkTrainable(BatchNorm2d.of(parameters(seed), 3), seed, x);
    checkTrainable(new Evaluated(BatchNorm2d.of(parameters(seed), 3)), seed, x);
  }

  /** As {@link #check}, for layers that keep what they do not learn. */
  private static void checkTrainable(Layer layer, long seed, Tensor x) {
    SequencedMap<String, Tensor> inputs = new LinkedHashMap<>();
    inputs.put("x", x);
    GradientCheck.of(layer.toString(), seed)
        .assertGradients((tape, in) -> layer.forward(tape, in.get(0)), inputs, layer.trainable());
  }

  @Property(tries = 30)
  void averagePools(@ForAll @IntRange(min = 1, max = 4) int extent, @ForAll long seed) {
    Tensor x = new Samples(seed).normal(2, 2, 5, 4);
    check(new AvgPool2d(extent), seed, x);
    check(new AdaptiveAvgPool2d(extent, 2), seed, x);
  }

  @Property(tries = 30)
  void embedding(@ForAll @IntRange(min = 1, max = 4) int rows, @ForAll long seed) {
    Embedding layer = Embedding.of(parameters(seed), rows, 3);
    Indices words = new Samples(seed).labels(6, rows).reshape(Shape.of(2, 3));
    GradientCheck.of("embedding", seed)
        .assertGradients(
            (tape, in) -> layer.forward(tape, words), new LinkedHashMap<>(), layer.parameters());
  }

  private static double[] outputs(Layer layer, Tensor x) {
    try (Tape tape = Tape.none(GradientCheck.backend())) {
      return layer.forward(tape, tape.constant(x)).value().toDoubles();
    }
  }

  @Property(tries = 30)
  void activations(@ForAll @IntRange(min = 1, max = 4) int extent, @ForAll long seed) {
    Tensor x = new Samples(seed).awayFromZero(Shape.of(2, extent));
    for (Activation activation : Activation.values()) {
      check(activation, seed, x);
    }
    check(new LeakyRelu(0.1), seed, x);
  }
}
