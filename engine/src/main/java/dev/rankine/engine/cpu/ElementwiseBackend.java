package dev.rankine.engine.cpu;

import static dev.rankine.engine.ArrayStorage.floats;

import dev.rankine.engine.Binary;
import dev.rankine.engine.Formula;
import dev.rankine.engine.Indices;
import dev.rankine.engine.LayerNormalization;
import dev.rankine.engine.MovementRules;
import dev.rankine.engine.Plans;
import dev.rankine.engine.Reduction;
import dev.rankine.engine.Rules;
import dev.rankine.engine.Shape;
import dev.rankine.engine.Tensor;
import dev.rankine.engine.Unary;

/** What the cpu backend computes element by element and along axes. */
abstract class ElementwiseBackend extends FloatBackend {
  private final Plans<Broadcast.Key, Broadcast> broadcasts = new Plans<>(Broadcast::of);
  private final Plans<Runs.Key, Runs> runs = new Plans<>(Runs::of);

  ElementwiseBackend(Kernels kernels, int threads, WarmUp warmUp) {
    super(kernels, threads, warmUp);
  }

  @Override
  public final void map(Unary f, Tensor x, Tensor out) {
    Rules.owned(f.toString(), this, x, out);
    Rules.same(f.toString(), x, out);
    float[] source = floats(x);
    float[] target = floats(out);
    Kernels loops = loops();
    chunks(
        x.size(), (at, n) -> loops.map(f, source, x.offset() + at, target, out.offset() + at, n));
  }

  @Override
  public final void zip(Binary f, Tensor a, Tensor b, Tensor out) {
    Rules.owned(f.toString(), this, a, b, out);
    Rules.zip(f, a, b, out);
    float[] as = floats(a);
    float[] bs = floats(b);
    float[] target = floats(out);
    Broadcast walk = broadcasts.of(new Broadcast.Key(a.shape(), b.shape(), out.shape()));
    Kernels loops = loops();
    int runs = walk.runs();
    int inner = walk.inner();
    if (runs == 1) {
      chunks(
          inner,
          (at, n) ->
              loops.zip(
                  f,
                  as,
                  a.offset() + at * walk.aStep(),
                  walk.aStep(),
                  bs,
                  b.offset() + at * walk.bStep(),
                  walk.bStep(),
                  target,
                  out.offset() + at,
                  n));
      return;
    }
    int perTask = perTask(inner);
    Parallel.run(
        threads(),
        Math.ceilDiv(runs, perTask),
        task -> {
          for (int run = task * perTask; run < Math.min(runs, (task + 1) * perTask); run++) {
            loops.zip(
                f,
                as,
                a.offset() + walk.aOffset(run),
                walk.aStep(),
                bs,
                b.offset() + walk.bOffset(run),
                walk.bStep(),
                target,
                out.offset() + run * inner,
                inner);
          }
        });
  }

  @Override
  public final void select(Tensor mask, Tensor a, Tensor b, Tensor out) {
    Rules.owned("select", this, mask, a, b, out);
    MovementRules.select(mask, a, b, out);
    float[] choice = floats(mask);
    float[] as = floats(a);
    float[] bs = floats(b);
    float[] target = floats(out);
    int aStep = a.size() == out.size() ? 1 : 0;
    int bStep = b.size() == out.size() ? 1 : 0;
    Kernels loops = loops();
    chunks(
        out.size(),
        (at, n) ->
            loops.select(
                choice,
                mask.offset() + at,
                as,
                a.offset() + at * aStep,
                aStep,
                bs,
                b.offset() + at * bStep,
                bStep,
                target,
                out.offset() + at,
                n));
  }

  @Override
  public final void compute(Formula formula, Tensor out) {
    if (formula instanceof Formula.Values || formula instanceof Formula.Number) {
      super.compute(formula, out);
      return;
    }
    MovementRules.compute(this, formula, out);
    Fusion fusion = new Fusion(formula, out.size());
    float[] target = floats(out);
    Kernels loops = loops();
    chunks(out.size(), (at, n) -> fusion.compute(loops, target, out.offset(), at, n));
  }

  @Override
  public final void mean(Formula formula, Shape shape, Tensor out) {
    if (formula instanceof Formula.Values || formula instanceof Formula.Number) {
      super.mean(formula, shape, out);
      return;
    }
    MovementRules.mean(this, formula, shape, out);
    Fusion fusion = new Fusion(formula, shape.size());
    floats(out)[out.offset()] =
        new Reducer(loops(), threads()).mean(shape.size(), (at, n) -> fusion.sum(loops(), at, n));
  }

  @Override
  public final void reduce(Reduction f, Tensor x, int[] axes, Tensor out) {
    Rules.owned(f.toString(), this, x, out);
    Rules.reduce(f, x, axes, out);
    Runs collapsed = runs.of(Runs.Key.of(x.shape(), axes));
    new Reducer(loops(), threads())
        .reduce(f, floats(x), x.offset(), collapsed, floats(out), out.offset());
  }

  @Override
  public final void softmax(Tensor x, int[] axes, Tensor out) {
    int n = SoftmaxRows.length(x.shape(), axes);
    if (n == 0) {
      super.softmax(x, axes, out);
      return;
    }
    Rules.overAxes("softmax", this, x, x, axes, out);
    new SoftmaxRows(loops(), threads(), n).softmax(x, out);
  }

  @Override
  public final void softmaxGradient(Tensor y, Tensor dy, int[] axes, Tensor dx) {
    int n = SoftmaxRows.length(y.shape(), axes);
    if (n == 0) {
      super.softmaxGradient(y, dy, axes, dx);
      return;
    }
    Rules.overAxes("softmax", this, y, dy, axes, dx);
    new SoftmaxRows(loops(), threads(), n).softmaxGradient(y, dy, dx);
  }

  @Override
  public final void logSoftmax(Tensor x, int[] axes, Tensor out) {
    int n = SoftmaxRows.length(x.shape(), axes);
    if (n == 0) {
      super.logSoftmax(x, axes, out);
      return;
    }
    Rules.overAxes("log_softmax", this, x, x, axes, out);
    new SoftmaxRows(loops(), threads(), n).logSoftmax(x, out);
  }

  @Override
  public final void logSoftmaxGradient(Tensor y, Tensor dy, int[] axes, Tensor dx) {
    int n = SoftmaxRows.length(y.shape(), axes);
    if (n == 0) {
      super.logSoftmaxGradient(y, dy, axes, dx);
      return;
    }
    Rules.overAxes("log_softmax", this, y, dy, axes, dx);
    new SoftmaxRows(loops(), threads(), n).logSoftmaxGradient(y, dy, dx);
  }

  @Override
  public final void logSumExp(Tensor x, int[] axes, Tensor out) {
    int n = SoftmaxRows.length(x.shape(), axes);
    if (n == 0) {
      super.logSumExp(x, axes, out);
      return;
    }
    Rules.logSumExp(this, x, axes, out);
    new SoftmaxRows(loops(), threads(), n).logSumExp(x, out);
  }

  @Override
  public final void logSumExpGradient(Tensor x, Tensor y, Tensor dy, int[] axes, Tensor dx) {
    int n = SoftmaxRows.length(x.shape(), axes);
    if (n == 0) {
      super.logSumExpGradient(x, y, dy, axes, dx);
      return;
    }
    Rules.logSumExp(this, x, axes, y, dy, dx);
    new SoftmaxRows(loops(), threads(), n).logSumExpGradient(x, y, dy, dx);
  }

  @Override
  public final void standardize(
      Tensor x, int[] axes, double epsilon, Tensor mean, Tensor variance, Tensor factor, Tensor y) {
    int n = SoftmaxRows.length(x.shape(), axes);
    if (n == 0) {
      super.standardize(x, axes, epsilon, mean, variance, factor, y);
      return;
    }
    Rules.normalized("standardize", this, x, y, axes, mean, variance, factor);
    rows(n).standardize(x, epsilon, mean, variance, factor, y);
  }

  private NormalizationRows rows(int n) {
    return new NormalizationRows(loops(), threads(), n);
  }

  @Override
  public final void standardizeGradient(Tensor y, Tensor factor, Tensor dy, int[] axes, Tensor dx) {
    int n = SoftmaxRows.length(y.shape(), axes);
    if (n == 0) {
      super.standardizeGradient(y, factor, dy, axes, dx);
      return;
    }
    Rules.overAxes("standardize", this, y, dy, axes, dx);
    Rules.normalized("standardize", this, y, dy, axes, factor);
    rows(n).standardizeGradient(y, factor, dy, dx);
  }

  @Override
  public final void rmsNormalize(Tensor x, int[] axes, double epsilon, Tensor factor, Tensor y) {
    int n = SoftmaxRows.length(x.shape(), axes);
    if (n == 0) {
      super.rmsNormalize(x, axes, epsilon, factor, y);
      return;
    }
    Rules.normalized("rms_normalize", this, x, y, axes, factor);
    rows(n).rmsNormalize(x, epsilon, factor, y);
  }

  @Override
  public final void rmsNormalizeGradient(
      Tensor y, Tensor factor, Tensor dy, int[] axes, Tensor dx) {
    int n = SoftmaxRows.length(y.shape(), axes);
    if (n == 0) {
      super.rmsNormalizeGradient(y, factor, dy, axes, dx);
      return;
    }
    Rules.overAxes("rms_normalize", this, y, dy, axes, dx);
    Rules.normalized("rms_normalize", this, y, dy, axes, factor);
    rows(n).rmsNormalizeGradient(y, factor, dy, dx);
  }

  @Override
  public final LayerNormalization layerNormalization() {
    return new LayerNormRows(loops(), threads(), this, super.layerNormalization());
  }

  @Override
  public final void argmax(Tensor x, Indices out) {
    Rules.owned("argmax", this, x, out);
    Rules.argmax(x, out);
    Movement.argmax(x, out);
  }
}
