package dev.rankine.lora.update;

import dev.rankine.autograd.Parameter;
import dev.rankine.autograd.Tape;
import dev.rankine.autograd.Var;
import dev.rankine.engine.Tensor;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A delta of full size beside a frozen weight: ΔW is one parameter in the shape of W, zero at the
 * start. What low rank is compared with, and what training changes when the base must keep its
 * bytes.
 */
public final class FullDelta implements Update {
  private final Base base;
  private final Parameter delta;

  private FullDelta(Base base, Parameter delta) {
    this.base = base;
    this.delta = delta;
  }

  /** A delta of zeros. */
  public static FullDelta of(Base base) {
    Tensor zeros = Tensor.zeros(base.weight().backend(), base.weightShape());
    return new FullDelta(base, new Parameter(base.path() + ".delta", zeros));
  }

  @Override
  public Base base() {
    return base;
  }

  @Override
  public Var added(Tape tape, Var x, Supplier<Var> unbiased) {
    return base.applied(x, tape.parameter(delta), Optional.empty());
  }

  @Override
  public Tensor delta() {
    return Tensor.of(delta.tensor().backend(), delta.shape(), delta.tensor().toDoubles());
  }

  @Override
  public List<Parameter> parameters() {
    return List.of(delta);
  }
}
