package dev.rankine.lora.update;

import dev.rankine.autograd.Parameter;
import dev.rankine.autograd.Tape;
import dev.rankine.autograd.Var;
import dev.rankine.autograd.nn.Dropout;
import dev.rankine.engine.Backend;
import dev.rankine.engine.Binary;
import dev.rankine.engine.Indices;
import dev.rankine.engine.Philox;
import dev.rankine.engine.Shape;
import dev.rankine.engine.Tensor;
import dev.rankine.lora.config.AdapterConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * LoRA (Hu et al. 2021) on any base: ΔW = scale·B·A, and scale·c where B has a bias c (O).
 *
 * <pre>added = scale·(B·(A·dropout(x)) + c)</pre>
 *
 * <p>PiSSA and OLoRA start with a part of W in B·A that the base gives away. Here the base keeps
 * its bytes, and the first values are subtracted: ΔW = scale·B·A − scale·B₀·A₀. At the start that
 * is exactly nothing, for the two terms are the same.
 */
public final class LowRank implements Update {
  private static final Dropout NONE = new Dropout(0, new Philox(0, 0));

  private final Base base;
  private final Parameter a;
  private final Parameter b;
  private final Optional<Parameter> bias;
  private final Optional<Factors> taken;
  private final double scale;
  private final Dropout dropout;

  private LowRank(
      Base base,
      Factors values,
      Optional<Parameter> bias,
      Optional<Factors> taken,
      Dropout dropout) {
    this.base = base;
    this.a = new Parameter(base.path() + Names.down(base), values.a());
    this.b = new Parameter(base.path() + Names.up(base), values.b());
    this.bias = bias;
    this.taken = taken;
    this.scale = values.scale();
    this.dropout = dropout;
  }

  /** An update as a configuration asks for it; its first values are drawn. */
  public static LowRank of(Base base, AdapterConfig config, Philox random) {
    int rank = config.rank(base.path());
    Factors start =
        Start.of(base, config.initLoraWeights(), rank, config.scale(base.path()), random);
    Optional<Factors> taken =
        config.initLoraWeights().takesFromBase() ? Optional.of(start.copy()) : Optional.empty();
    Dropout dropout = config.loraDropout() == 0 ? NONE : new Dropout(config.loraDropout(), random);
    return new LowRank(base, start, bias(base, config), taken, dropout);
  }

  /** An update with these factors and this bias of B (O), without dropout. */
  public static LowRank of(Base base, Factors factors, Optional<Tensor> bias) {
    Optional<Parameter> named =
        bias.map(values -> new Parameter(base.path() + ".lora_B.bias", values));
    return new LowRank(base, factors, named, Optional.empty(), NONE);
  }

  private static Optional<Parameter> bias(Base base, AdapterConfig config) {
    if (!config.loraBias()) {
      return Optional.empty();
    }
    if (base.isLookup() || base.bias().isEmpty()) {
      throw new IllegalArgumentException(
          base.path() + " has no bias that lora_bias could be merged into; exclude it");
    }
    Tensor zeros = Tensor.zeros(base.weight().backend(), base.bias().get().shape());
    return Optional.of(new Parameter(base.path() + ".lora_B.bias", zeros));
  }

  /** A. */
  public Parameter a() {
    return a;
  }

  /** B. */
  public Parameter b() {
    return b;
  }

  /** c (O), if B has a bias. */
  public Optional<Parameter> bias() {
    return bias;
  }

  /** What B·A is multiplied by. */
  public double scale() {
    return scale;
  }

  @Override
  public Base base() {
    return base;
  }

  @Override
  public Var added(Tape tape, Var x, Supplier<Var> unbiased) {
    Var dropped = dropout.probability() == 0 ? x : dropout.forward(tape, x);
    return product(tape, down -> base.down(dropped, down));
  }

  @Override
  public Var addedRows(Tape tape, Indices rows, Supplier<Var> unbiased) {
    return product(tape, down -> ((EmbeddingBase) base).down(rows, down));
  }

  /** The addition for a way to go through A. */
  Var product(Tape tape, UnaryOperator<Var> through) {
    Var low = through.apply(tape.parameter(a));
    Var all = base.up(low, tape.parameter(b), bias.map(tape::parameter)).scale(scale);
    if (taken.isEmpty()) {
      return all;
    }
    Factors start = taken.get();
    Var lowStart = through.apply(tape.constant(start.a()));
    Var upStart = base.up(lowStart, tape.constant(start.b()), Optional.empty());
    return all.sub(upStart.scale(scale));
  }

  Dropout dropout() {
    return dropout;
  }

  @Override
  public Tensor delta() {
    Tensor delta = base.delta(scale, a.tensor(), b.tensor());
    taken.ifPresent(
        start -> {
          Tensor gone = base.delta(scale, start.a(), start.b());
          delta.backend().zip(Binary.SUBTRACT, delta, gone, delta);
        });
    return delta;
  }

  @Override
  public Optional<Tensor> biasDelta() {
    return bias.map(
        c -> {
          Backend backend = c.tensor().backend();
          Tensor delta = Tensor.zeros(backend, c.shape());
          Tensor factor = Tensor.of(backend, Shape.SCALAR, scale);
          backend.zip(Binary.MULTIPLY, c.tensor(), factor, delta);
          return delta;
        });
  }

  /** A and B; where first values are subtracted, these are joined to them, and the rank is 2R. */
  @Override
  public Optional<Factors> factors() {
    Factors now = new Factors(a.tensor(), b.tensor(), scale);
    return Optional.of(
        taken.map(start -> Factors.joined(base, List.of(now, start.negated()))).orElse(now));
  }

  /** Whether scale·B·A is all of it, and nothing is subtracted. */
  public boolean isPlain() {
    return taken.isEmpty();
  }

  @Override
  public List<Philox> streams() {
    return dropout.probability() == 0 ? List.of() : dropout.streams();
  }

  @Override
  public List<Parameter> parameters() {
    List<Parameter> all = new ArrayList<>(List.of(a, b));
    bias.ifPresent(all::add);
    return all;
  }
}
