package dev.rankine.engine.opencl;

import dev.rankine.engine.AdamStep;
import dev.rankine.engine.Binary;
import dev.rankine.engine.Indices;
import dev.rankine.engine.MovementRules;
import dev.rankine.engine.Reduction;
import dev.rankine.engine.Rules;
import dev.rankine.engine.Scope;
import dev.rankine.engine.SgdStep;
import dev.rankine.engine.Shape;
import dev.rankine.engine.Tensor;
import dev.rankine.engine.Unary;

/** What is computed element by element, along axes and row by row. */
abstract class ElementwiseBackend extends MovementBackend {
  private static final String ELEMENTWISE = "elementwise";
  private static final String REDUCE = "reduce";

  /** Few results of many elements each are reduced in segments of about this length. */
  private static final int SEGMENT = 256;

  /** From so many work items on, segments bring nothing. */
  private static final int ENOUGH = 4096;

  ElementwiseBackend(Device device, long bound, BinaryCache cache, Tiles tiles) {
    super(device, bound, cache, tiles);
  }

  @Override
  public final void map(Unary f, Tensor x, Tensor out) {
    Rules.owned(f.toString(), this, x, out);
    Rules.same(f.toString(), x, out);
    launch(ELEMENTWISE, "map_" + f).array(x).array(out).ints(x.size()).run(x.size());
  }

  @Override
  public final void zip(Binary f, Tensor a, Tensor b, Tensor out) {
    Rules.owned(f.toString(), this, a, b, out);
    Rules.zip(f, a, b, out);
    launch(ELEMENTWISE, "zip_" + f)
        .array(a)
        .array(b)
        .array(out)
        .walk(Walk.broadcast(a.shape(), b.shape(), out.shape()))
        .ints(out.size())
        .run(out.size());
  }

  @Override
  public final void select(Tensor mask, Tensor a, Tensor b, Tensor out) {
    Rules.owned("select", this, mask, a, b, out);
    MovementRules.select(mask, a, b, out);
    launch(ELEMENTWISE, "choose")
        .array(mask)
        .array(a)
        .ints(a.size() == out.size() ? 1 : 0)
        .array(b)
        .ints(b.size() == out.size() ? 1 : 0)
        .array(out)
        .ints(out.size())
        .run(out.size());
  }

  @Override
  public final void reduce(Reduction f, Tensor x, int[] axes, Tensor out) {
    Rules.owned(f.toString(), this, x, out);
    Rules.reduce(f, x, axes, out);
    switch (f) {
      case SUM, MAX -> fold(f, x, axes, out);
      case MEAN -> mean(x, axes, out);
      case VARIANCE -> variance(x, axes, out);
    }
  }

  private void mean(Tensor x, int[] axes, Tensor out) {
    fold(Reduction.SUM, x, axes, out);
    launch(REDUCE, "divide").array(out).floats(count(x, axes)).ints(out.size()).run(out.size());
  }

  /** In two passes: the mean, then the mean of the squared distances from it. */
  private void variance(Tensor x, int[] axes, Tensor out) {
    try (Scope scope = Scope.on(this)) {
      Tensor mean = scope.tensor(Rules.reduced(x.shape(), axes));
      mean(x, axes, mean);
      Tensor distance = scope.tensor(x.shape());
      zip(Binary.SUBTRACT, x, mean, distance);
      zip(Binary.MULTIPLY, distance, distance, distance);
      mean(distance, axes, out);
    }
  }

  /** Elements that become one. */
  private static int count(Tensor x, int[] axes) {
    int count = 1;
    for (int axis : axes) {
      count *= x.shape().dim(axis);
    }
    return count;
  }

  private void fold(Reduction f, Tensor x, int[] axes, Tensor out) {
    int count = count(x, axes);
    int results = out.size();
    int segments = results >= ENOUGH ? 1 : Math.max(1, count / SEGMENT);
    Walk kept = Walk.axes(x.shape(), axes, false);
    Walk inner = Walk.axes(x.shape(), axes, true);
    if (segments == 1) {
      fold(f, x, out, kept, inner, results, count, 1);
      return;
    }
    try (Scope scope = Scope.on(this)) {
      Tensor parts = scope.tensor(results, segments);
      fold(f, x, parts, kept, inner, results, count, segments);
      fold(f, parts, new int[] {1}, out);
    }
  }

  private void fold(
      Reduction f, Tensor x, Tensor out, Walk kept, Walk inner, int results, int count, int parts) {
    launch(REDUCE, "reduce_" + f)
        .array(x)
        .array(out)
        .walk(kept)
        .walk(inner)
        .ints(results, count, parts)
        .run(results * parts);
  }

  @Override
  public final void argmax(Tensor x, Indices out) {
    Rules.owned("argmax", this, x, out);
    Rules.argmax(x, out);
    int columns = x.shape().dim(1);
    launch(REDUCE, "argmax").array(x).array(out).ints(columns, out.size()).run(out.size());
    DeviceStorage.range(out).written(out.offset(), out.size(), 0, columns - 1);
  }

  @Override
  public final void softmaxCrossEntropy(
      Tensor logits, Indices labels, Tensor loss, Tensor probabilities) {
    Rules.owned("softmax_cross_entropy", this, logits, labels, loss, probabilities);
    Rules.softmaxCrossEntropy(logits, labels, loss, probabilities);
    int rows = logits.shape().dim(0);
    int classes = logits.shape().dim(1);
    requireRows("softmax_cross_entropy label", labels, classes);
    try (Scope scope = Scope.on(this)) {
      Tensor losses = scope.tensor(rows);
      launch(REDUCE, "cross_entropy")
          .array(logits)
          .array(labels)
          .array(losses)
          .array(probabilities)
          .ints(classes, rows)
          .run(rows);
      mean(losses, new int[] {0}, loss.reshape(Shape.SCALAR));
    }
  }

  @Override
  public final void softmaxCrossEntropyGradient(
      Tensor probabilities, Indices labels, Tensor dLoss, Tensor dLogits) {
    Rules.owned("softmax_cross_entropy", this, probabilities, labels, dLoss, dLogits);
    Rules.softmaxCrossEntropy(dLogits, labels, dLoss, probabilities);
    int rows = dLogits.shape().dim(0);
    int classes = dLogits.shape().dim(1);
    requireRows("softmax_cross_entropy label", labels, classes);
    launch(REDUCE, "cross_entropy_gradient")
        .array(probabilities)
        .array(labels)
        .array(dLoss)
        .array(dLogits)
        .ints(classes, rows)
        .run(rows * classes);
  }

  @Override
  public final void sgdInPlace(SgdStep step, Tensor parameter, Tensor gradient, Tensor velocity) {
    Rules.owned("sgd", this, parameter, gradient, velocity);
    Rules.same("sgd", parameter, gradient);
    Rules.same("sgd", parameter, velocity);
    parameter.storage().bumpVersion();
    launch(ELEMENTWISE, "sgd")
        .array(parameter)
        .array(gradient)
        .array(velocity)
        .floats(step.rate(), step.momentum(), step.weightDecay())
        .ints(step.nesterov() ? 1 : 0, parameter.size())
        .run(parameter.size());
  }

  @Override
  public final void adamInPlace(
      AdamStep step, Tensor parameter, Tensor gradient, Tensor m, Tensor v) {
    Rules.owned("adam", this, parameter, gradient, m, v);
    Rules.same("adam", parameter, gradient);
    Rules.same("adam", parameter, m);
    Rules.same("adam", parameter, v);
    parameter.storage().bumpVersion();
    launch(ELEMENTWISE, "adam")
        .array(parameter)
        .array(gradient)
        .array(m)
        .array(v)
        .floats(step.stepSize(), step.beta1(), 1 - step.beta1(), step.beta2(), 1 - step.beta2())
        .floats(step.epsilon(), step.rootCorrection2(), step.decay())
        .ints(parameter.size())
        .run(parameter.size());
  }
}
