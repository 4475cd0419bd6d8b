package dev.rankine.lora.update;

import dev.rankine.autograd.nn.Initial;
import dev.rankine.engine.Backend;
import dev.rankine.engine.Matrix;
import dev.rankine.engine.Philox;
import dev.rankine.engine.Shape;
import dev.rankine.engine.Tensor;
import dev.rankine.engine.linalg.Qr;
import dev.rankine.engine.linalg.Svd;
import dev.rankine.lora.config.InitLoraWeights;
import java.util.Arrays;
import java.util.Locale;

/** The first values of A and B, by PEFT's formulas. */
final class Start {
  private Start() {}

  /**
   * A and B of a base.
   *
   * @param scale what B·A is multiplied by; PiSSA and OLoRA take it into account
   * @throws IllegalArgumentException if the initialisation does not go with the base or the rank
   */
  static Factors of(Base base, InitLoraWeights init, int rank, double scale, Philox random) {
    return switch (init) {
      case KAIMING, GAUSSIAN, RANDOM -> drawn(base, init, rank, scale, random);
      case PISSA -> pissa(weight(base, init, rank), rank, positive(init, scale));
      case OLORA -> olora(weight(base, init, rank), rank, scale);
      case ORTHOGONAL -> orthogonal(weight(base, init, rank), rank, scale, random);
    };
  }

  private static Factors drawn(
      Base base, InitLoraWeights init, int rank, double scale, Philox random) {
    Shape down = base.downShape(rank);
    Shape up = base.upShape(rank);
    Initial a = Initial.uniform(down.size() / rank);
    Initial b = Initial.uniform(up.size() / base.outputs());
    if (base.isLookup()) {
      a = Initial.normal(1);
      b = Initial.normal(1);
    } else if (init == InitLoraWeights.GAUSSIAN) {
      a = Initial.normal(1.0 / rank);
    }
    if (init != InitLoraWeights.RANDOM) {
      a = base.isLookup() ? Initial.zeros() : a;
      b = base.isLookup() ? b : Initial.zeros();
    }
    Backend backend = base.weight().backend();
    return new Factors(
        Tensor.of(backend, down, a.draw(down, random)),
        Tensor.of(backend, up, b.draw(up, random)),
        scale);
  }

  /** A = √(S/scale)·Vᵀ, B = U·√(S/scale) of the r largest triplets: scale·B·A is their sum. */
  private static Factors pissa(Tensor weight, int rank, double scale) {
    Svd svd = Svd.of(weight);
    double[] roots =
        Arrays.stream(svd.s().toDoubles()).limit(rank).map(s -> Math.sqrt(s / scale)).toArray();
    int in = weight.shape().dim(1);
    int k = svd.s().size();
    double[] u = svd.u().toDoubles();
    double[] vT = svd.vT().toDoubles();
    double[] a = new double[rank * in];
    double[] b = new double[weight.shape().dim(0) * rank];
    Arrays.setAll(a, i -> roots[i / in] * vT[i]);
    Arrays.setAll(b, i -> u[i / rank * k + i % rank] * roots[i % rank]);
    return factors(weight, rank, a, b, scale);
  }

  /** A the first r rows of R, B the first r columns of Q. */
  private static Factors olora(Tensor weight, int rank, double scale) {
    Qr qr = Qr.of(weight);
    int k = qr.r().shape().dim(0);
    double[] q = qr.q().toDoubles();
    double[] b = new double[weight.shape().dim(0) * rank];
    Arrays.setAll(b, i -> q[i / rank * k + i % rank]);
    double[] a = Arrays.copyOf(qr.r().toDoubles(), rank * weight.shape().dim(1));
    return factors(weight, rank, a, b, scale);
  }

  /** Random combinations of the even rows of an orthogonal matrix, and of its odd rows. */
  private static Factors orthogonal(Tensor weight, int rank, double scale, Philox random) {
    if (rank % 2 != 0) {
      throw new IllegalArgumentException(
          "orthogonal initialisation needs an even rank, found " + rank);
    }
    Backend backend = weight.backend();
    int half = rank / 2;
    Tensor square = normal(backend, Shape.of(rank, rank), random);
    Matrix pairs = Matrix.of(Qr.of(square).q(), half, 2 * rank);
    Tensor left = normal(backend, Shape.of(half, weight.shape().dim(1)), random);
    Tensor right = normal(backend, Shape.of(half, weight.shape().dim(0)), random);
    Tensor a = Tensor.allocate(backend, Shape.of(rank, weight.shape().dim(1)));
    Tensor b = Tensor.allocate(backend, Shape.of(weight.shape().dim(0), rank));
    Matrix even = pairs.columns(0, rank);
    Matrix odd = pairs.columns(rank, 2 * rank);
    backend.gemm(0.1, even.transpose(), Matrix.of(left), 0, Matrix.of(a));
    backend.gemm(0.1, Matrix.of(right).transpose(), odd, 0, Matrix.of(b));
    return new Factors(a, b, scale);
  }

  private static Tensor normal(Backend backend, Shape shape, Philox random) {
    return Tensor.of(backend, shape, Initial.normal(1).draw(shape, random));
  }

  private static Factors factors(Tensor weight, int rank, double[] a, double[] b, double scale) {
    Shape shape = weight.shape();
    return new Factors(
        Tensor.of(weight.backend(), Shape.of(rank, shape.dim(1)), a),
        Tensor.of(weight.backend(), Shape.of(shape.dim(0), rank), b),
        scale);
  }

  private static Tensor weight(Base base, InitLoraWeights init, int rank) {
    String name = init.name().toLowerCase(Locale.ROOT);
    if (!base.isLinear()) {
      throw new IllegalArgumentException(
          base.path() + ": " + name + " starts linear layers alone; exclude it");
    }
    Shape shape = base.weightShape();
    if (init.takesFromBase() && rank > Math.min(shape.dim(0), shape.dim(1))) {
      throw new IllegalArgumentException(
          base.path() + ": " + name + " finds no " + rank + " triplets in a weight of " + shape);
    }
    return base.weight();
  }

  private static double positive(InitLoraWeights init, double scale) {
    if (!(scale > 0)) {
      throw new IllegalArgumentException(
          init.name().toLowerCase(Locale.ROOT) + " divides by the scale, which is " + scale);
    }
    return scale;
  }
}
