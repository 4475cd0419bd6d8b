package dev.rankine.lora.update;

import dev.rankine.autograd.Parameter;
import dev.rankine.autograd.Tape;
import dev.rankine.autograd.Var;
import dev.rankine.autograd.nn.Dropout;
import dev.rankine.autograd.nn.Initial;
import dev.rankine.autograd.op.LinearOp;
import dev.rankine.engine.Philox;
import dev.rankine.engine.Shape;
import dev.rankine.engine.Tensor;
import dev.rankine.lora.config.AdaLoraConfig;
import dev.rankine.lora.config.AdapterConfig;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * AdaLoRA's update (Zhang et al., "Adaptive Budget Allocation for Parameter-Efficient Fine-Tuning",
 * 2023): ΔW = scale·P·Λ·Q with Λ = diag(λ), λ (R) zero at the start, and P (O, R), Q (R, K) that a
 * term of the loss keeps near orthonormal; of a convolution K counts channels and taps. A triplet
 * whose λ is zero and stays there is pruned.
 *
 * <p>The scale is α/R as in PEFT, but for the 10⁻⁵ that PEFT adds to R.
 */
public final class AdaLora implements Update {
  private static final double DEVIATION = 0.02;

  private final Base base;
  private final Parameter p;
  private final Parameter lambda;
  private final Parameter q;
  private final double scale;
  private final Dropout dropout;

  private AdaLora(
      Base base, Parameter p, Parameter lambda, Parameter q, double scale, Dropout dropout) {
    this.base = base;
    this.p = p;
    this.lambda = lambda;
    this.q = q;
    this.scale = scale;
    this.dropout = dropout;
  }

  /** P and Q from N(0, 0.02²). */
  public static AdaLora of(Base base, int rank, double alpha, Philox random) {
    return of(base, rank, alpha / rank, new Dropout(0, random), random);
  }

  /**
   * An update as a configuration with a budget asks for it. Where triplets are pruned, the scale
   * stays what it was with all of them.
   */
  public static AdaLora of(Base base, AdapterConfig config, Philox random) {
    AdaLoraConfig budget = config.adaLora().orElseThrow();
    double scale = config.loraAlpha() / budget.initR();
    Dropout dropout = new Dropout(config.loraDropout(), random);
    return of(base, budget.rank(base.path()), scale, dropout, random);
  }

  private static AdaLora of(Base base, int rank, double scale, Dropout dropout, Philox random) {
    if (base.isLookup() || rank < 1) {
      throw new IllegalArgumentException(
          base.path() + ": AdaLoRA of rank " + rank + " does not go with it");
    }
    base.requireDelta("AdaLoRA");
    Shape down = Shape.of(rank, base.downShape(rank).size() / rank);
    Shape up = Shape.of(base.outputs(), rank);
    return new AdaLora(
        base,
        drawn(base, ".lora_B", up, random),
        new Parameter(
            base.path() + ".lora_E", Tensor.zeros(base.weight().backend(), Shape.of(rank, 1))),
        drawn(base, ".lora_A", down, random),
        scale,
        dropout);
  }

  private static Parameter drawn(Base base, String name, Shape shape, Philox random) {
    float[] values = Initial.normal(DEVIATION).draw(shape, random);
    return new Parameter(base.path() + name, Tensor.of(base.weight().backend(), shape, values));
  }

  /** P. */
  public Parameter p() {
    return p;
  }

  /** λ as (R, 1). */
  public Parameter lambda() {
    return lambda;
  }

  /** Q. */
  public Parameter q() {
    return q;
  }

  @Override
  public Base base() {
    return base;
  }

  @Override
  public Var added(Tape tape, Var x, Supplier<Var> unbiased) {
    int rank = lambda.shape().dim(0);
    Var dropped = dropout.probability() == 0 ? x : dropout.forward(tape, x);
    Var low = base.down(dropped, tape.parameter(q).reshape(base.downShape(rank).dims()));
    Var weights = tape.parameter(lambda).reshape(base.perOutput(rank).dims());
    Var up = tape.parameter(p).reshape(base.upShape(rank).dims());
    return base.up(low.mul(weights), up, Optional.empty()).scale(scale);
  }

  @Override
  public Tensor delta() {
    Factors factors = factors().orElseThrow();
    return base.delta(scale, factors.a(), factors.b());
  }

  /** Λ·Q and P. */
  @Override
  public Optional<Factors> factors() {
    Tensor a = SigmaOnly.scaledRows(q.tensor(), lambda.tensor());
    return Optional.of(new Factors(a, p.tensor(), scale));
  }

  /** ‖PᵀP − I‖² + ‖QQᵀ − I‖², Frobenius norms: the paper's regulariser. */
  public Var orthogonality(Tape tape) {
    int rank = lambda.shape().dim(0);
    double[] ones = new double[rank * rank];
    for (int i = 0; i < rank; i++) {
      ones[i * rank + i] = 1;
    }
    Var identity = tape.constant(Tensor.of(tape.backend(), Shape.of(rank, rank), ones));
    Var right = tape.parameter(q);
    Var columns = tape.parameter(p).permute(1, 0);
    Var p2 = LinearOp.of(columns, List.of(columns), Optional.empty()).sub(identity);
    Var q2 = LinearOp.of(right, List.of(right), Optional.empty()).sub(identity);
    return p2.mul(p2).sum().add(q2.mul(q2).sum());
  }

  @Override
  public List<Philox> streams() {
    return dropout.probability() == 0 ? List.of() : dropout.streams();
  }

  @Override
  public List<Parameter> parameters() {
    return List.of(q, lambda, p);
  }
}
