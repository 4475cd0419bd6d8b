package dev.rankine.engine.reference;

import static dev.rankine.engine.ArrayStorage.doubles;
import static dev.rankine.engine.ArrayStorage.ints;

import dev.rankine.engine.AdamStep;
import dev.rankine.engine.AveragePool2dGeometry;
import dev.rankine.engine.Binary;
import dev.rankine.engine.Conv2dGeometry;
import dev.rankine.engine.Epilogue;
import dev.rankine.engine.Indices;
import dev.rankine.engine.Matrix;
import dev.rankine.engine.Pool2dGeometry;
import dev.rankine.engine.Reduction;
import dev.rankine.engine.Rules;
import dev.rankine.engine.SgdStep;
import dev.rankine.engine.Shape;
import dev.rankine.engine.Tensor;
import dev.rankine.engine.Unary;
import java.util.Arrays;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;

/**
 * float64 in plain loops: the readable specification of every primitive. Gradient checks run on it,
 * and the other backends are held against it.
 */
public final class ReferenceBackend extends DoubleBackend {
  @Override
  public String name() {
    return "reference";
  }

  @Override
  public String kernels() {
    return "reference";
  }

  @Override
  public int realBytes() {
    return Double.BYTES;
  }

  @Override
  public int vectorBits() {
    return 64;
  }

  /** Checks the range; this backend uses the calling thread alone. */
  @Override
  public void limitThreads(int threads) {
    if (threads < 1) {
      throw new IllegalArgumentException("threads " + threads + ": at least 1 is needed");
    }
  }

  @Override
  public void gemm(double alpha, Matrix a, Matrix b, double beta, Matrix c) {
    Rules.owned("gemm", this, a.tensor(), b.tensor(), c.tensor());
    Rules.gemm(a, b, c);
    double[] left = doubles(a.tensor());
    double[] right = doubles(b.tensor());
    double[] out = doubles(c.tensor());
    for (int i = 0; i < c.rows(); i++) {
      for (int j = 0; j < c.columns(); j++) {
        double sum = beta == 0 ? 0 : beta * out[index(c, i, j)];
        for (int p = 0; p < a.columns(); p++) {
          sum += alpha * left[index(a, i, p)] * right[index(b, p, j)];
        }
        out[index(c, i, j)] = sum;
      }
    }
  }

  @Override
  public void gemm(double alpha, Matrix a, Matrix b, double beta, Matrix c, Epilogue epilogue) {
    Rules.owned("gemm", this, a.tensor(), b.tensor(), c.tensor(), epilogue.bias());
    Rules.gemm(a, b, c, epilogue);
    gemm(alpha, a, b, beta, c);
    double[] bias = doubles(epilogue.bias());
    double[] out = doubles(c.tensor());
    for (int i = 0; i < c.rows(); i++) {
      for (int j = 0; j < c.columns(); j++) {
        double sum = out[index(c, i, j)] + bias[epilogue.bias().offset() + j];
        out[index(c, i, j)] = epilogue.relu() && sum <= 0 ? 0 : sum;
      }
    }
  }

  @Override
  public void conv2d(Conv2dGeometry geometry, Tensor x, Tensor w, Tensor out) {
    Rules.owned("conv2d", this, x, w, out);
    Rules.conv2d(geometry, x, w, out);
    fill(0, out);
    double[] xs = doubles(x);
    double[] ws = doubles(w);
    double[] ys = doubles(out);
    ReferenceConvolution.forEach(
        geometry, (i, j, k) -> ys[out.offset() + k] += xs[x.offset() + i] * ws[w.offset() + j]);
  }

  @Override
  public void conv2dInputGradient(Conv2dGeometry geometry, Tensor dy, Tensor w, Tensor dx) {
    Rules.owned("conv2d", this, dy, w, dx);
    Rules.conv2d(geometry, dx, w, dy);
    fill(0, dx);
    double[] ys = doubles(dy);
    double[] ws = doubles(w);
    double[] xs = doubles(dx);
    ReferenceConvolution.forEach(
        geometry, (i, j, k) -> xs[dx.offset() + i] += ys[dy.offset() + k] * ws[w.offset() + j]);
  }

  @Override
  public void conv2dWeightGradient(Conv2dGeometry geometry, Tensor x, Tensor dy, Tensor dw) {
    Rules.owned("conv2d", this, x, dy, dw);
    Rules.conv2d(geometry, x, dw, dy);
    fill(0, dw);
    double[] xs = doubles(x);
    double[] ys = doubles(dy);
    double[] ws = doubles(dw);
    ReferenceConvolution.forEach(
        geometry, (i, j, k) -> ws[dw.offset() + j] += xs[x.offset() + i] * ys[dy.offset() + k]);
  }

  @Override
  public void conv2dBiasGradient(Conv2dGeometry geometry, Tensor dy, Tensor db) {
    Rules.owned("conv2d", this, dy, db);
    Rules.conv2dBias(geometry, dy, db);
    fill(0, db);
    int outputs = geometry.outH() * geometry.outW();
    for (int i = 0; i < dy.size(); i++) {
      doubles(db)[db.offset() + i / outputs % geometry.outChannels()] +=
          doubles(dy)[dy.offset() + i];
    }
  }

  @Override
  public void maxPool2d(Pool2dGeometry geometry, Tensor x, Tensor out, Indices argmax) {
    Rules.owned("max_pool2d", this, x, out, argmax);
    Rules.maxPool2d(geometry, x, out, argmax);
    double[] xs = doubles(x);
    int outputs = geometry.outH() * geometry.outW();
    for (int i = 0; i < out.size(); i++) {
      int plane = x.offset() + i / outputs * geometry.height() * geometry.width();
      int oh = i % outputs / geometry.outW();
      int ow = i % geometry.outW();
      int best = (oh * geometry.width() + ow) * geometry.stride();
      for (int tap = 0; tap < geometry.kernel() * geometry.kernel(); tap++) {
        int h = oh * geometry.stride() + tap / geometry.kernel();
        int w = ow * geometry.stride() + tap % geometry.kernel();
        int candidate = h * geometry.width() + w;
        best = isLarger(xs[plane + candidate], xs[plane + best]) ? candidate : best;
      }
      doubles(out)[out.offset() + i] = xs[plane + best];
      ints(argmax)[argmax.offset() + i] = best;
    }
  }

  private static boolean isLarger(double candidate, double best) {
    return candidate > best || Double.isNaN(candidate) && !Double.isNaN(best);
  }

  @Override
  public void maxPool2dGradient(Pool2dGeometry geometry, Tensor dy, Indices argmax, Tensor dx) {
    Rules.owned("max_pool2d", this, dy, argmax, dx);
    Rules.maxPool2d(geometry, dx, dy, argmax);
    fill(0, dx);
    int outputs = geometry.outH() * geometry.outW();
    for (int i = 0; i < dy.size(); i++) {
      int plane = dx.offset() + i / outputs * geometry.height() * geometry.width();
      doubles(dx)[plane + ints(argmax)[argmax.offset() + i]] += doubles(dy)[dy.offset() + i];
    }
  }

  @Override
  public void averagePool2d(AveragePool2dGeometry geometry, Tensor x, Tensor out) {
    Rules.owned("avg_pool2d", this, x, out);
    Rules.averagePool2d(geometry, x, out);
    fill(0, out);
    double[] xs = doubles(x);
    double[] ys = doubles(out);
    ReferenceAveraging.forEach(
        geometry, (i, k, n) -> ys[out.offset() + k] += xs[x.offset() + i] / n);
  }

  @Override
  public void averagePool2dGradient(AveragePool2dGeometry geometry, Tensor dy, Tensor dx) {
    Rules.owned("avg_pool2d", this, dy, dx);
    Rules.averagePool2d(geometry, dx, dy);
    fill(0, dx);
    double[] ys = doubles(dy);
    double[] xs = doubles(dx);
    ReferenceAveraging.forEach(
        geometry, (i, k, n) -> xs[dx.offset() + i] += ys[dy.offset() + k] / n);
  }

  @Override
  public void map(Unary f, Tensor x, Tensor out) {
    Rules.owned(f.toString(), this, x, out);
    Rules.same(f.toString(), x, out);
    DoubleUnaryOperator function =
        switch (f) {
          case NEGATE -> v -> -v;
          case ABS -> Math::abs;
          case SQRT -> Math::sqrt;
          case CUBE -> v -> v * v * v;
          case EXP -> StrictMath::exp;
          case LOG -> StrictMath::log;
          case TANH -> StrictMath::tanh;
          case ERF -> ReferenceMath::erf;
          case RELU -> v -> v <= 0 ? 0 : v;
          case SIGMOID -> ReferenceMath::sigmoid;
          case SILU -> ReferenceMath::silu;
          case GELU -> ReferenceMath::gelu;
          case GELU_TANH -> ReferenceMath::geluTanh;
        };
    for (int i = 0; i < x.size(); i++) {
      doubles(out)[out.offset() + i] = function.applyAsDouble(doubles(x)[x.offset() + i]);
    }
  }

  @Override
  public void zip(Binary f, Tensor a, Tensor b, Tensor out) {
    Rules.owned(f.toString(), this, a, b, out);
    Rules.zip(f, a, b, out);
    DoubleBinaryOperator function =
        switch (f) {
          case ADD -> Double::sum;
          case SUBTRACT -> (u, v) -> u - v;
          case MULTIPLY -> (u, v) -> u * v;
          case DIVIDE -> (u, v) -> u / v;
          case MAXIMUM -> (u, v) -> isLarger(v, u) ? v : u;
          case MINIMUM -> (u, v) -> isLarger(-v, -u) ? v : u;
          case EQUAL -> (u, v) -> u == v ? 1 : 0;
          case GREATER -> (u, v) -> u > v ? 1 : 0;
          case LEAKY_RELU -> (u, v) -> u > 0 ? u : u * v;
          case SQUARED_ERROR -> (u, v) -> (u - v) * (u - v);
          case HUBER -> ReferenceMath::huber;
          case ABS_GRADIENT -> (u, v) -> v > 0 ? u : v < 0 ? -u : 0;
          case RELU_GRADIENT -> (u, v) -> v > 0 ? u : 0;
          case TANH_GRADIENT -> (u, v) -> u * (1 - v * v);
          case SIGMOID_GRADIENT -> (u, v) -> u * (v * (1 - v));
          case SILU_GRADIENT -> ReferenceMath::siluGradient;
          case GELU_GRADIENT -> ReferenceMath::geluGradient;
          case GELU_TANH_GRADIENT -> ReferenceMath::geluTanhGradient;
        };
    for (int i = 0; i < out.size(); i++) {
      double u = doubles(a)[a.offset() + source(i, out.shape(), a.shape())];
      double v = doubles(b)[b.offset() + source(i, out.shape(), b.shape())];
      doubles(out)[out.offset() + i] = function.applyAsDouble(u, v);
    }
  }

  /** The element of a broadcast operand that an output element sees. */
  private static int source(int element, Shape out, Shape operand) {
    int at = 0;
    int stride = 1;
    for (int axis = 1; axis <= operand.rank(); axis++) {
      int position = element % out.dim(-axis);
      at += operand.dim(-axis) == 1 ? 0 : position * stride;
      stride *= operand.dim(-axis);
      element /= out.dim(-axis);
    }
    return at;
  }

  @Override
  public void reduce(Reduction f, Tensor x, int[] axes, Tensor out) {
    Rules.owned(f.toString(), this, x, out);
    Rules.reduce(f, x, axes, out);
    double[] result = ReferenceReduction.reduce(f, doubles(x), x.offset(), x.shape(), axes);
    System.arraycopy(result, 0, doubles(out), out.offset(), result.length);
  }

  @Override
  public void argmax(Tensor x, Indices out) {
    Rules.owned("argmax", this, x, out);
    Rules.argmax(x, out);
    int columns = x.shape().dim(1);
    for (int i = 0; i < out.size(); i++) {
      int row = x.offset() + i * columns;
      int best = 0;
      for (int j = 1; j < columns; j++) {
        best = isLarger(doubles(x)[row + j], doubles(x)[row + best]) ? j : best;
      }
      ints(out)[out.offset() + i] = best;
    }
  }

  @Override
  public void softmaxCrossEntropy(
      Tensor logits, Indices labels, Tensor loss, Tensor probabilities) {
    Rules.owned("softmax_cross_entropy", this, logits, labels, loss, probabilities);
    Rules.softmaxCrossEntropy(logits, labels, loss, probabilities);
    int classes = logits.shape().dim(1);
    int[] label = Rules.rows("softmax_cross_entropy label", labels, classes);
    double[] z = logits.toDoubles();
    double[] p = new double[z.length];
    double total = 0;
    for (int i = 0; i < label.length; i++) {
      int row = i * classes;
      double max = Arrays.stream(z, row, row + classes).reduce(Math::max).getAsDouble();
      double sum = 0;
      for (int j = row; j < row + classes; j++) {
        p[j] = StrictMath.exp(z[j] - max);
        sum += p[j];
      }
      for (int j = row; j < row + classes; j++) {
        p[j] /= sum;
      }
      total += StrictMath.log(sum) - (z[row + label[i]] - max);
    }
    upload(p, probabilities);
    fill(total / label.length, loss);
  }

  @Override
  public void softmaxCrossEntropyGradient(
      Tensor probabilities, Indices labels, Tensor dLoss, Tensor dLogits) {
    Rules.owned("softmax_cross_entropy", this, probabilities, labels, dLoss, dLogits);
    Rules.softmaxCrossEntropy(dLogits, labels, dLoss, probabilities);
    int classes = dLogits.shape().dim(1);
    int[] label = Rules.rows("softmax_cross_entropy label", labels, classes);
    double scale = doubles(dLoss)[dLoss.offset()] / label.length;
    for (int i = 0; i < dLogits.size(); i++) {
      double target = label[i / classes] == i % classes ? 1 : 0;
      double p = doubles(probabilities)[probabilities.offset() + i];
      doubles(dLogits)[dLogits.offset() + i] = (p - target) * scale;
    }
  }

  @Override
  public void sgdInPlace(SgdStep step, Tensor parameter, Tensor gradient, Tensor velocity) {
    Rules.owned("sgd", this, parameter, gradient, velocity);
    Rules.same("sgd", parameter, gradient);
    Rules.same("sgd", parameter, velocity);
    parameter.storage().bumpVersion();
    double[] p = doubles(parameter);
    double[] v = doubles(velocity);
    for (int i = 0; i < parameter.size(); i++) {
      int pi = parameter.offset() + i;
      int vi = velocity.offset() + i;
      double g = doubles(gradient)[gradient.offset() + i] + step.weightDecay() * p[pi];
      v[vi] = step.momentum() * v[vi] + g;
      double direction = step.nesterov() ? g + step.momentum() * v[vi] : v[vi];
      p[pi] -= step.rate() * direction;
    }
  }

  @Override
  public void adamInPlace(AdamStep step, Tensor parameter, Tensor gradient, Tensor m, Tensor v) {
    Rules.owned("adam", this, parameter, gradient, m, v);
    Rules.same("adam", parameter, gradient);
    Rules.same("adam", parameter, m);
    Rules.same("adam", parameter, v);
    parameter.storage().bumpVersion();
    double[] p = doubles(parameter);
    for (int i = 0; i < parameter.size(); i++) {
      double g = doubles(gradient)[gradient.offset() + i];
      double first = step.beta1() * doubles(m)[m.offset() + i] + (1 - step.beta1()) * g;
      double second = step.beta2() * doubles(v)[v.offset() + i] + (1 - step.beta2()) * g * g;
      doubles(m)[m.offset() + i] = first;
      doubles(v)[v.offset() + i] = second;
      double scale = Math.sqrt(second) / step.rootCorrection2() + step.epsilon();
      int at = parameter.offset() + i;
      p[at] = p[at] * step.decay() - step.stepSize() * first / scale;
    }
  }
}
