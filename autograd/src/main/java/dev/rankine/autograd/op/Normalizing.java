package dev.rankine.autograd.op;

import dev.rankine.autograd.Var;
import dev.rankine.engine.Philox;
import dev.rankine.engine.Rules;
import dev.rankine.engine.Shape;
import dev.rankine.engine.ShapeException;
import dev.rankine.engine.Tensor;
import java.util.Arrays;
import java.util.stream.IntStream;

/** Normalisations with a scale and a shift of their own, and dropout. */
public final class Normalizing {
  private Normalizing() {}

  /** The innermost axes of x, as many as the scale has. */
  private static int[] inner(String op, Var x, Var scale) {
    int first = x.shape().rank() - scale.shape().rank();
    boolean fits = first >= 0 && scale.shape().rank() > 0;
    for (int axis = 0; fits && axis < scale.shape().rank(); axis++) {
      fits = x.shape().dim(first + axis) == scale.shape().dim(axis);
    }
    if (!fits) {
      throw ShapeException.of(
          op,
          "the scale's shape must be that of the input's innermost axes",
          "build the layer for that shape",
          x.shape(),
          scale.shape());
    }
    return IntStream.range(first, x.shape().rank()).toArray();
  }

  /**
   * (x − mean) / √(variance + ε)·scale + shift over the innermost axes: x (…, S), scale and shift
   * S.
   */
  public static Var layerNorm(Var x, Var scale, Var shift, double epsilon) {
    inner("layer_norm", x, scale);
    Rules.exactly("layer_norm shift", scale.shape(), shift.value());
    return LayerNormOp.of(x, scale, shift, epsilon);
  }

  /** x / √(mean(x²) + ε)·scale over the innermost axes: x (…, S), scale S. */
  public static Var rmsNorm(Var x, Var scale, double epsilon) {
    int[] axes = inner("rms_norm", x, scale);
    return RmsNormalizeOp.of(x, epsilon, axes).mul(scale);
  }

  /**
   * (x − mean) / √(variance + ε)·scale + shift, where mean and variance are those of each channel
   * in this batch: x (B, C, …), scale and shift (C).
   *
   * @param statistics gets the mean and the variance, with C elements each
   */
  public static Var batchNorm(
      Var x, Var scale, Var shift, double epsilon, StandardizeOp.Statistics statistics) {
    Shape channels = channels(x, scale, shift);
    int[] axes = IntStream.range(0, x.shape().rank()).filter(axis -> axis != 1).toArray();
    Var y = StandardizeOp.of(x, epsilon, statistics, axes);
    return y.mul(ReshapeOp.of(scale, channels)).add(ReshapeOp.of(shift, channels));
  }

  /**
   * As {@link #batchNorm}, with a mean (C) and a variance (C) that are given: x·f + (shift −
   * mean·f) with f = scale / √(variance + ε).
   */
  public static Var batchNormBy(
      Var mean, Var variance, Var x, Var scale, Var shift, double epsilon) {
    Shape channels = channels(x, scale, shift);
    Rules.same("batch_norm", mean.value(), scale.value());
    Rules.same("batch_norm", variance.value(), scale.value());
    Var bound = x.tape().constant(Calculation.on(x).number(epsilon));
    Var factor = scale.div(variance.add(bound).sqrt());
    Var offset = shift.sub(mean.mul(factor));
    return x.mul(ReshapeOp.of(factor, channels)).add(ReshapeOp.of(offset, channels));
  }

  /** (C, 1, …), so that it broadcasts over x (B, C, …). */
  private static Shape channels(Var x, Var scale, Var shift) {
    Shape shape = x.shape();
    if (shape.rank() < 2 || !scale.shape().equals(Shape.of(shape.dim(1)))) {
      throw ShapeException.of(
          "batch_norm",
          "an input (B, C, …) and a scale (C) are needed",
          "build the layer for the input's channels",
          shape,
          scale.shape());
    }
    Rules.exactly("batch_norm shift", scale.shape(), shift.value());
    int[] dims = new int[shape.rank() - 1];
    Arrays.setAll(dims, axis -> axis == 0 ? shape.dim(1) : 1);
    return Shape.of(dims);
  }

  /**
   * Each element is 0 with this probability, and divided by 1 − probability otherwise (Srivastava
   * and others 2014). The gradient goes the same way.
   *
   * @param random draws one number an element
   * @throws IllegalArgumentException if the probability is negative, or 1 or more
   */
  public static Var dropout(Var x, double probability, Philox random) {
    if (!(probability >= 0 && probability < 1)) {
      throw new IllegalArgumentException(
          "dropout: probability " + probability + ": choose one from 0 and below 1");
    }
    Tensor factors = x.tape().allocate(x.shape());
    x.tape().backend().keep(random, 1 - probability, factors);
    return x.mul(x.tape().constant(factors));
  }
}
