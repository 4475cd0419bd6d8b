package dev.rankine.lora.update;

import dev.rankine.autograd.Parameter;
import dev.rankine.autograd.Tape;
import dev.rankine.autograd.Var;
import dev.rankine.autograd.nn.Dropout;
import dev.rankine.engine.Backend;
import dev.rankine.engine.Binary;
import dev.rankine.engine.Indices;
import dev.rankine.engine.Philox;
import dev.rankine.engine.Reduction;
import dev.rankine.engine.Scope;
import dev.rankine.engine.Shape;
import dev.rankine.engine.Tensor;
import dev.rankine.engine.Unary;
import dev.rankine.lora.config.AdapterConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * DoRA (Liu et al., "DoRA: Weight-Decomposed Low-Rank Adaptation", 2024): the direction of each
 * output's weights is W + scale·B·A, their length a parameter m (O) that starts as that of W.
 *
 * <pre>
 * n = ‖W + scale·B·A‖ by output, a constant to the gradient (section 4.3)
 * W' = (m/n)·(W + scale·B·A)
 * added = (m/n − 1)·W·x + (m/n)·scale·B·(A·x)
 * </pre>
 */
public final class Dora implements Update {
  private final LowRank direction;
  private final Parameter magnitude;

  private Dora(LowRank direction, Parameter magnitude) {
    this.direction = direction;
    this.magnitude = magnitude;
  }

  /**
   * An update as a configuration asks for it.
   *
   * @throws IllegalArgumentException if an output's weights have no length, for they have no
   *     direction either
   */
  public static Dora of(Base base, AdapterConfig config, Philox random) {
    base.requireDelta("DoRA");
    LowRank direction = LowRank.of(base, config, random);
    Tensor norm = norm(base, direction.delta());
    requireLengths(base, norm);
    Shape stored = shape(base, norm.size());
    return new Dora(direction, new Parameter(base.path() + Names.MAGNITUDE, norm.reshape(stored)));
  }

  private static void requireLengths(Base base, Tensor norm) {
    double[] lengths = norm.toDoubles();
    for (int output = 0; output < lengths.length; output++) {
      if (lengths[output] == 0) {
        throw new IllegalArgumentException(
            "DoRA: "
                + base.path()
                + " has only zeros for output "
                + output
                + ", which have no direction; exclude the layer, or use LoRA");
      }
    }
  }

  /** (O); of a convolution (1, O, 1, 1), as PEFT stores it. */
  private static Shape shape(Base base, int outputs) {
    return base.inputAxes().length == 3 ? Shape.of(1, outputs, 1, 1) : Shape.of(outputs);
  }

  /** m. */
  public Parameter magnitude() {
    return magnitude;
  }

  /** A and B. */
  public LowRank direction() {
    return direction;
  }

  @Override
  public Base base() {
    return direction.base();
  }

  @Override
  public boolean readsBase() {
    return true;
  }

  @Override
  public Var added(Tape tape, Var x, Supplier<Var> unbiased) {
    return added(tape, x, unbiased, norm(base(), direction.delta()));
  }

  /** The addition for given n (O), which is a constant. */
  Var added(Tape tape, Var x, Supplier<Var> unbiased, Tensor norm) {
    Dropout dropout = direction.dropout();
    if (dropout.probability() == 0 || !tape.training()) {
      Var low = direction.product(tape, a -> base().down(x, a));
      return stretched(tape, unbiased.get(), low, norm);
    }
    Var dropped = dropout.forward(tape, x);
    Var plain = base().apply(tape, dropped, Optional.empty());
    return stretched(tape, plain, direction.product(tape, a -> base().down(dropped, a)), norm);
  }

  @Override
  public Var addedRows(Tape tape, Indices rows, Supplier<Var> unbiased) {
    return addedRows(tape, rows, unbiased, norm(base(), direction.delta()));
  }

  /** The addition for given n (D), which is a constant. */
  Var addedRows(Tape tape, Indices rows, Supplier<Var> unbiased, Tensor norm) {
    Var low = direction.addedRows(tape, rows, unbiased);
    return stretched(tape, unbiased.get(), low, norm);
  }

  /** (m/n − 1)·(plain + low) + low. */
  private Var stretched(Tape tape, Var plain, Var low, Tensor norm) {
    Tensor inverse = tape.allocate(norm.shape());
    norm.backend().fill(1, inverse);
    norm.backend().zip(Binary.DIVIDE, inverse, norm, inverse);
    Var m = tape.parameter(magnitude).reshape(norm.size());
    // m·(1/n) would not be exactly 1 at the start; (m − n)·(1/n) is exactly 0.
    Var excess = m.sub(tape.constant(norm)).mul(tape.constant(inverse));
    return excess.reshape(base().perOutput(norm.size()).dims()).mul(plain.add(low)).add(low);
  }

  /** The length of each output's weights in W + ΔW, (O). */
  static Tensor norm(Base base, Tensor delta) {
    Backend backend = delta.backend();
    Tensor norm = Tensor.allocate(backend, Shape.of(base.outputs()));
    try (Scope scope = Scope.on(backend)) {
      Tensor squares = scope.tensor(delta.shape());
      backend.zip(Binary.ADD, base.weight(), delta, squares);
      backend.zip(Binary.MULTIPLY, squares, squares, squares);
      backend.reduce(Reduction.SUM, squares, base.inputAxes(), norm);
      backend.map(Unary.SQRT, norm, norm);
    }
    return norm;
  }

  /** W' − W = (m/n − 1)·(W + ΔW) + ΔW for the ΔW of A and B. */
  @Override
  public Tensor delta() {
    Tensor delta = direction.delta();
    Tensor grown = Tensor.allocate(delta.backend(), delta.shape());
    delta.backend().zip(Binary.ADD, base().weight(), delta, grown);
    return stretched(grown, delta, excess(delta).reshape(base().besideWeight()));
  }

  /** The bias of B is stretched like what B gives. */
  @Override
  public Optional<Tensor> biasDelta() {
    return direction.biasDelta().map(c -> stretched(c, c, excess(direction.delta())));
  }

  /** (m − n)/n, (O). */
  private Tensor excess(Tensor delta) {
    Tensor norm = norm(base(), delta);
    Backend backend = norm.backend();
    Tensor excess = Tensor.allocate(backend, norm.shape());
    backend.zip(Binary.SUBTRACT, magnitude.tensor().reshape(norm.shape()), norm, excess);
    backend.zip(Binary.DIVIDE, excess, norm, excess);
    return excess;
  }

  /** excess·x + y. */
  private static Tensor stretched(Tensor x, Tensor y, Tensor excess) {
    Tensor sum = Tensor.allocate(x.backend(), x.shape());
    x.backend().zip(Binary.MULTIPLY, x, excess, sum);
    x.backend().zip(Binary.ADD, sum, y, sum);
    return sum;
  }

  @Override
  public List<Philox> streams() {
    return direction.streams();
  }

  @Override
  public List<Parameter> parameters() {
    List<Parameter> all = new ArrayList<>(direction.parameters());
    all.add(magnitude);
    return all;
  }
}
