package dev.rankine.lora;

import dev.rankine.autograd.Parameter;
import dev.rankine.autograd.Tape;
import dev.rankine.autograd.Var;
import dev.rankine.autograd.nn.Initial;
import dev.rankine.autograd.nn.Layer;
import dev.rankine.engine.Backend;
import dev.rankine.engine.Binary;
import dev.rankine.engine.Philox;
import dev.rankine.engine.Shape;
import dev.rankine.engine.Tensor;
import dev.rankine.lora.update.Base;
import dev.rankine.lora.update.Factors;
import dev.rankine.lora.update.LinearBase;
import dev.rankine.lora.update.LowRank;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A linear layer with a low-rank update:
 *
 * <pre>y = W·x + b + (α/R)·B·(A·x),   A (R, I) ~ N(0, σ²),   B (O, R) = 0</pre>
 *
 * <p>At the start B = 0 and the layer computes what its base computes. Only A and B are meant to
 * train; whether the base does is its parameters' business. One adapter on one layer, by hand: for
 * many on a whole model see {@link dev.rankine.lora.model.AdaptedModel}.
 */
public final class LoraLinear implements Layer {
  private final DenseLayer base;
  private final LowRank update;

  private LoraLinear(DenseLayer base, LowRank update) {
    this.base = base;
    this.update = update;
  }

  /** Adapts a layer under a dotted path, for example {@code fc1}. */
  public static LoraLinear of(String path, DenseLayer base, LoraConfig config, Philox random) {
    Backend backend = base.bias().tensor().backend();
    Base place = new LinearBase(path, base, base);
    Shape down = place.downShape(config.rank());
    float[] start = Initial.normal(config.deviation()).draw(down, random);
    Factors factors =
        new Factors(
            Tensor.of(backend, down, start),
            Tensor.zeros(backend, place.upShape(config.rank())),
            config.scale());
    return new LoraLinear(base, LowRank.of(place, factors, Optional.empty()));
  }

  /** A (R, I). */
  public Parameter a() {
    return update.a();
  }

  /** B (O, R). */
  public Parameter b() {
    return update.b();
  }

  /** α/R. */
  public double scale() {
    return update.scale();
  }

  /** The adapted layer. */
  public DenseLayer base() {
    return base;
  }

  @Override
  public Var forward(Tape tape, Var x) {
    Var y = base.forward(tape, x);
    return y.add(update.added(tape, x, () -> y));
  }

  /** The update (α/R)·B·A, (O, I). */
  public Tensor delta() {
    return update.delta();
  }

  /**
   * One plain weight W + (α/R)·B·A, (O, I), as a copy. The base is not touched, so taking the
   * adapter off again, {@link #unmerged()}, gives its exact bytes.
   */
  public Tensor merged() {
    Tensor whole = unmerged();
    whole.backend().zip(Binary.ADD, whole, delta(), whole);
    return whole;
  }

  /** The base's weight (O, I) as one tensor, as a copy. */
  public Tensor unmerged() {
    return WidenedLinear.assemble(base);
  }

  /** A and B. */
  public List<Parameter> adapter() {
    return update.parameters();
  }

  @Override
  public List<Parameter> parameters() {
    List<Parameter> all = new ArrayList<>(base.parameters());
    all.addAll(adapter());
    return all;
  }
}
