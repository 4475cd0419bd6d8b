package dev.rankine.lora.update;

import dev.rankine.autograd.Parameter;
import dev.rankine.autograd.Tape;
import dev.rankine.autograd.Var;
import dev.rankine.engine.Backend;
import dev.rankine.engine.Binary;
import dev.rankine.engine.Shape;
import dev.rankine.engine.Tensor;
import dev.rankine.engine.linalg.Svd;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The R largest singular values of W move, its singular vectors stay: ΔW = U·diag(σ)·Vᵀ with σ (R)
 * the only thing that trains, zero at the start. W' has the singular values s + σ there, and those
 * of W elsewhere.
 */
public final class SigmaOnly implements Update {
  private final Base base;
  private final Parameter u;
  private final Parameter sigma;
  private final Parameter vT;

  private SigmaOnly(Base base, Parameter u, Parameter sigma, Parameter vT) {
    this.base = base;
    this.u = u;
    this.sigma = sigma;
    this.vT = vT;
    u.freeze();
    vT.freeze();
  }

  /**
   * Decomposes the base's weight as a matrix (O, K).
   *
   * @throws IllegalArgumentException if the weight has no R singular values
   */
  public static SigmaOnly of(Base base, int rank) {
    Tensor weight = base.weight();
    int out = weight.shape().dim(0);
    int in = weight.size() / out;
    if (base.isLookup() || rank < 1 || rank > Math.min(out, in)) {
      throw new IllegalArgumentException(
          base.path() + ": its weight " + weight.shape() + " has no " + rank + " singular values");
    }
    base.requireDelta("singular values");
    Svd svd = Svd.of(weight.reshape(out, in));
    int k = svd.s().size();
    double[] all = svd.u().toDoubles();
    double[] left = new double[out * rank];
    Arrays.setAll(left, i -> all[i / rank * k + i % rank]);
    Backend backend = weight.backend();
    Tensor right = Tensor.of(backend, base.downShape(rank), svd.vT().slice(0, rank).toDoubles());
    return new SigmaOnly(
        base,
        new Parameter(base.path() + ".svd_U", Tensor.of(backend, base.upShape(rank), left)),
        new Parameter(base.path() + ".svd_sigma", Tensor.zeros(backend, Shape.of(rank))),
        new Parameter(base.path() + ".svd_V", right));
  }

  @Override
  public Base base() {
    return base;
  }

  @Override
  public Var added(Tape tape, Var x, Supplier<Var> unbiased) {
    Var low = base.down(x, tape.parameter(vT));
    Var moved = tape.parameter(sigma).reshape(base.perOutput(sigma.shape().dim(0)).dims());
    return base.up(low.mul(moved), tape.parameter(u), Optional.empty());
  }

  @Override
  public Tensor delta() {
    Factors factors = factors().orElseThrow();
    return base.delta(1, factors.a(), factors.b());
  }

  /** diag(σ)·Vᵀ and U. */
  @Override
  public Optional<Factors> factors() {
    return Optional.of(new Factors(scaledRows(vT.tensor(), sigma.tensor()), u.tensor(), 1));
  }

  /** Each row of a times its number. */
  static Tensor scaledRows(Tensor a, Tensor numbers) {
    int rows = numbers.size();
    Tensor scaled = Tensor.allocate(a.backend(), a.shape());
    Tensor matrix = a.reshape(rows, a.size() / rows);
    a.backend()
        .zip(Binary.MULTIPLY, matrix, numbers.reshape(rows, 1), scaled.reshape(matrix.shape()));
    return scaled;
  }

  @Override
  public List<Parameter> parameters() {
    return List.of(u, sigma, vT);
  }

  @Override
  public List<Parameter> trainable() {
    return List.of(sigma);
  }
}
