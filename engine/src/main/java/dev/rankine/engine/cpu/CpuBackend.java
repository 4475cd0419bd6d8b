package dev.rankine.engine.cpu;

import static dev.rankine.engine.ArrayStorage.floats;
import static dev.rankine.engine.ArrayStorage.ints;

import dev.rankine.engine.AdamStep;
import dev.rankine.engine.AveragePool2dGeometry;
import dev.rankine.engine.Conv2dGeometry;
import dev.rankine.engine.ConvBlocks;
import dev.rankine.engine.Epilogue;
import dev.rankine.engine.GroupedConvolution;
import dev.rankine.engine.Indices;
import dev.rankine.engine.Matrix;
import dev.rankine.engine.MatrixBatch;
import dev.rankine.engine.Pool2dGeometry;
import dev.rankine.engine.Rules;
import dev.rankine.engine.Scope;
import dev.rankine.engine.SgdStep;
import dev.rankine.engine.Shape;
import dev.rankine.engine.Tensor;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * float32 on the cores of this machine. This class checks shapes and resolves tensors to arrays;
 * the order of operations is in {@link Kernels}, the partition into tasks in the records beside it.
 */
public final class CpuBackend extends ElementwiseBackend {
  /** How convolutions run; the bits are the same. */
  public enum Convolution {
    /** im2col is formed on the fly, in registers and caches. */
    IMPLICIT,
    /** The im2col matrix is written out, then multiplied. */
    MATERIALISED
  }

  private final Convolution algorithm;

  /**
   * A backend of its own.
   *
   * @param threads the most threads it may use, the caller included, at least 1
   */
  public CpuBackend(Kernels kernels, int threads, Convolution algorithm) {
    this(kernels, threads, algorithm, WarmUp.none());
  }

  CpuBackend(Kernels kernels, int threads, Convolution algorithm, WarmUp warmUp) {
    super(kernels, threads, warmUp);
    this.algorithm = algorithm;
  }

  @Override
  public String name() {
    return "cpu";
  }

  @Override
  public String kernels() {
    return kernels.name();
  }

  @Override
  public int vectorBits() {
    return kernels.vectorBits();
  }

  @Override
  public void gemm(double alpha, Matrix a, Matrix b, double beta, Matrix c) {
    Rules.owned("gemm", this, a.tensor(), b.tensor(), c.tensor());
    Rules.gemm(a, b, c);
    multiply(alpha, a, b, beta, c, Gemm.Finish.NONE);
  }

  @Override
  public void gemm(double alpha, Matrix a, Matrix b, double beta, Matrix c, Epilogue epilogue) {
    Tensor bias = epilogue.bias();
    Rules.owned("gemm", this, a.tensor(), b.tensor(), c.tensor(), bias);
    Rules.gemm(a, b, c, epilogue);
    multiply(alpha, a, b, beta, c, new Gemm.Finish(floats(bias), bias.offset(), epilogue.relu()));
  }

  @Override
  public void gemm(double alpha, MatrixBatch a, MatrixBatch b, double beta, MatrixBatch c) {
    Rules.owned("gemm", this, a.first().tensor(), b.first().tensor(), c.first().tensor());
    Rules.gemm(a, b, c);
    Gemm first =
        new Gemm(
            (float) alpha,
            operand(a.first()),
            operand(b.first()),
            (float) beta,
            operand(c.first()),
            Gemm.Finish.NONE);
    Kernels loops = loops(c.count() * CpuGemm.work(first), kernels.group(first));
    new CpuGemm(loops, threads()).multiply(first, c.count(), a.stride(), b.stride(), c.stride());
  }

  private void multiply(
      double alpha, Matrix a, Matrix b, double beta, Matrix c, Gemm.Finish finish) {
    Gemm product =
        new Gemm((float) alpha, operand(a), operand(b), (float) beta, operand(c), finish);
    Kernels loops = loops(CpuGemm.work(product), kernels.group(product));
    new CpuGemm(loops, threads()).multiply(product);
  }

  @Override
  public void conv2d(Conv2dGeometry geometry, Tensor x, Tensor w, Tensor out) {
    Rules.owned("conv2d", this, x, w, out);
    Rules.conv2d(geometry, x, w, out);
    warmUp.await(work(geometry), WarmLoop.Group.OTHER);
    if (isDivided(geometry)) {
      new GroupedConvolution(this, geometry).forward(x, w, out);
      return;
    }
    convolution()
        .forward(geometry, floats(x), x.offset(), floats(w), w.offset(), floats(out), out.offset());
  }

  @Override
  public void conv2dInputGradient(Conv2dGeometry geometry, Tensor dy, Tensor w, Tensor dx) {
    Rules.owned("conv2d", this, dy, w, dx);
    Rules.conv2d(geometry, dx, w, dy);
    warmUp.await(work(geometry), WarmLoop.Group.OTHER);
    if (isDivided(geometry)) {
      new GroupedConvolution(this, geometry).inputGradient(dy, w, dx);
      return;
    }
    convolution()
        .inputGradient(
            geometry, floats(dy), dy.offset(), floats(w), w.offset(), floats(dx), dx.offset());
    if (!settled(dx)) {
      new ImplicitConvolution(WeightGradient.EXACT, threads())
          .inputGradient(
              geometry, floats(dy), dy.offset(), floats(w), w.offset(), floats(dx), dx.offset());
    }
  }

  /** Whether the groups of channels become convolutions of their own. */
  private boolean isDivided(Conv2dGeometry g) {
    return g.window().groups() > 1 && algorithm == Convolution.MATERIALISED;
  }

  private static long work(Conv2dGeometry g) {
    return (long) g.outputShape().size() * g.taps();
  }

  private boolean settled(Tensor x) {
    AtomicBoolean settled = new AtomicBoolean(true);
    Kernels loops = loops();
    chunks(
        x.size(),
        (at, n) -> {
          if (!loops.settle(floats(x), x.offset() + at, n)) {
            settled.set(false);
          }
        });
    return settled.get();
  }

  @Override
  public void conv2dWeightGradient(Conv2dGeometry geometry, Tensor x, Tensor dy, Tensor dw) {
    Rules.owned("conv2d", this, x, dy, dw);
    Rules.conv2d(geometry, x, dw, dy);
    warmUp.await(work(geometry), WarmLoop.Group.OTHER);
    if (isDivided(geometry)) {
      new GroupedConvolution(this, geometry).weightGradient(x, dy, dw);
      return;
    }
    try (Scope scratch = Scope.on(this)) {
      Tensor parts = scratch.tensor(Shape.of(WeightGradient.groups(geometry), dw.size()));
      new WeightGradient(loops(), threads())
          .weight(
              convolution(),
              geometry,
              floats(x),
              x.offset(),
              floats(dy),
              dy.offset(),
              floats(dw),
              dw.offset(),
              floats(parts));
    }
  }

  @Override
  public void conv2dBiasGradient(Conv2dGeometry geometry, Tensor dy, Tensor db) {
    Rules.owned("conv2d", this, dy, db);
    Rules.conv2dBias(geometry, dy, db);
    try (Scope scope = Scope.on(this)) {
      Tensor parts = scope.tensor(WeightGradient.groups(geometry) * db.size());
      new WeightGradient(loops(), threads())
          .bias(geometry, floats(dy), dy.offset(), floats(db), db.offset(), floats(parts));
    }
  }

  @Override
  public void maxPool2d(Pool2dGeometry geometry, Tensor x, Tensor out, Indices argmax) {
    Rules.owned("max_pool2d", this, x, out, argmax);
    Rules.maxPool2d(geometry, x, out, argmax);
    new Pooling(loops(), threads()).forward(geometry, x, out, argmax);
  }

  @Override
  public void maxPool2dGradient(Pool2dGeometry geometry, Tensor dy, Indices argmax, Tensor dx) {
    Rules.owned("max_pool2d", this, dy, argmax, dx);
    Rules.maxPool2d(geometry, dx, dy, argmax);
    new Pooling(loops(), threads()).backward(geometry, dy, argmax, dx);
  }

  @Override
  public void averagePool2d(AveragePool2dGeometry geometry, Tensor x, Tensor out) {
    Rules.owned("avg_pool2d", this, x, out);
    Rules.averagePool2d(geometry, x, out);
    new Averaging(geometry, threads()).forward(x, out);
  }

  @Override
  public void averagePool2dGradient(AveragePool2dGeometry geometry, Tensor dy, Tensor dx) {
    Rules.owned("avg_pool2d", this, dy, dx);
    Rules.averagePool2d(geometry, dx, dy);
    new Averaging(geometry, threads()).backward(dy, dx);
  }

  @Override
  public ConvBlocks.Trace convBlocks(
      ConvBlocks blocks,
      Tensor x,
      List<Tensor> weights,
      List<Tensor> biases,
      Tensor out,
      Scope scope) {
    if (fused().isEmpty()) {
      return super.convBlocks(blocks, x, weights, biases, out, scope);
    }
    Rules.convBlocks(this, blocks, x, weights, biases, out);
    BlockKernels fused = fused().get();
    WarmLoop.Group group = fused.group(blocks);
    if (!warmUp.has(group)) {
      for (Conv2dGeometry g : blocks.convolutions()) {
        warmUp.await(work(g), group);
      }
    }
    return new CpuConvBlocks(loops(), fused, threads())
        .forward(blocks, x, weights, biases, out, scope);
  }

  @Override
  public void convBlocksGradient(
      ConvBlocks blocks,
      Tensor x,
      List<Tensor> weights,
      List<Tensor> biases,
      ConvBlocks.Trace trace,
      Tensor dy,
      List<Tensor> dWeights,
      List<Tensor> dBiases,
      Optional<Tensor> dx) {
    if (fused().isEmpty()) {
      super.convBlocksGradient(blocks, x, weights, biases, trace, dy, dWeights, dBiases, dx);
      return;
    }
    Rules.convBlocks(this, blocks, x, weights, biases, dy);
    Rules.convBlocks(this, blocks, dx.orElse(x), dWeights, dBiases, dy);
    try (Scope scope = Scope.on(this)) {
      boolean stands =
          new CpuConvBlocks(loops(), fused().get(), threads())
              .gradient(blocks, x, weights, trace, dy, dWeights, dBiases, dx, scope);
      if (!stands) {
        Tensor y = scope.tensor(blocks.outputShape());
        ConvBlocks.Trace composed = super.convBlocks(blocks, x, weights, biases, y, scope);
        super.convBlocksGradient(blocks, x, weights, biases, composed, dy, dWeights, dBiases, dx);
      }
    }
  }

  private Optional<BlockKernels> fused() {
    return algorithm == Convolution.IMPLICIT ? kernels.blocks() : Optional.empty();
  }

  @Override
  public void softmaxCrossEntropy(
      Tensor logits, Indices labels, Tensor loss, Tensor probabilities) {
    Rules.owned("softmax_cross_entropy", this, logits, labels, loss, probabilities);
    Rules.softmaxCrossEntropy(logits, labels, loss, probabilities);
    int[] label = labels(labels, logits.shape().dim(1));
    floats(loss)[loss.offset()] =
        new CrossEntropy(loops(), threads(), logits.shape().dim(1))
            .forward(
                floats(logits),
                logits.offset(),
                label,
                labels.offset(),
                logits.shape().dim(0),
                floats(probabilities),
                probabilities.offset());
  }

  @Override
  public void softmaxCrossEntropyGradient(
      Tensor probabilities, Indices labels, Tensor dLoss, Tensor dLogits) {
    Rules.owned("softmax_cross_entropy", this, probabilities, labels, dLoss, dLogits);
    Rules.softmaxCrossEntropy(dLogits, labels, dLoss, probabilities);
    int[] label = labels(labels, dLogits.shape().dim(1));
    new CrossEntropy(loops(), threads(), dLogits.shape().dim(1))
        .backward(
            floats(probabilities),
            probabilities.offset(),
            label,
            labels.offset(),
            dLogits.shape().dim(0),
            floats(dLoss)[dLoss.offset()],
            floats(dLogits),
            dLogits.offset());
  }

  /** The array of labels, all of them in range. */
  private static int[] labels(Indices labels, int classes) {
    int[] values = ints(labels);
    Rules.indices("softmax_cross_entropy label", values, labels.offset(), labels.size(), classes);
    return values;
  }

  @Override
  public void sgdInPlace(SgdStep step, Tensor parameter, Tensor gradient, Tensor velocity) {
    Rules.owned("sgd", this, parameter, gradient, velocity);
    Rules.same("sgd", parameter, gradient);
    Rules.same("sgd", parameter, velocity);
    parameter.storage().bumpVersion();
    Kernels loops = loops();
    chunks(
        parameter.size(),
        (at, n) ->
            loops.sgd(
                step,
                floats(parameter),
                parameter.offset() + at,
                floats(gradient),
                gradient.offset() + at,
                floats(velocity),
                velocity.offset() + at,
                n));
  }

  @Override
  public void adamInPlace(AdamStep step, Tensor parameter, Tensor gradient, Tensor m, Tensor v) {
    Rules.owned("adam", this, parameter, gradient, m, v);
    Rules.same("adam", parameter, gradient);
    Rules.same("adam", parameter, m);
    Rules.same("adam", parameter, v);
    parameter.storage().bumpVersion();
    Kernels loops = loops();
    chunks(
        parameter.size(),
        (at, n) ->
            loops.adam(
                step,
                floats(parameter),
                parameter.offset() + at,
                floats(gradient),
                gradient.offset() + at,
                floats(m),
                m.offset() + at,
                floats(v),
                v.offset() + at,
                n));
  }

  private CpuConvolution convolution() {
    return switch (algorithm) {
      case IMPLICIT -> new ImplicitConvolution(loops(), threads());
      case MATERIALISED -> new MaterialisedConvolution(loops(), threads());
    };
  }
}
