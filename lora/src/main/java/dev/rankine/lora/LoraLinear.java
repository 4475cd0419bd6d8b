package dev.rankine.lora;

import dev.rankine.autograd.Parameter;
import dev.rankine.autograd.Tape;
import dev.rankine.autograd.Var;
import dev.rankine.autograd.nn.Initial;
import dev.rankine.autograd.nn.Layer;
import dev.rankine.autograd.op.LinearOp;
import dev.rankine.engine.Backend;
import dev.rankine.engine.Binary;
import dev.rankine.engine.Matrix;
import dev.rankine.engine.Philox;
import dev.rankine.engine.Shape;
import dev.rankine.engine.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A linear layer with a low-rank update:
 *
 * <pre>y = W·x + b + (α/R)·B·(A·x),   A (R, I) ~ N(0, σ²),   B (O, R) = 0</pre>
 *
 * <p>At the start B = 0 and the layer computes what its base computes. Only A and B are meant to
 * train; whether the base does is its parameters' business.
 */
public final class LoraLinear implements Layer {
  private final DenseLayer base;
  private final Parameter a;
  private final Parameter b;
  private final double scale;

  private LoraLinear(DenseLayer base, Parameter a, Parameter b, double scale) {
    this.base = base;
    this.a = a;
    this.b = b;
    this.scale = scale;
  }

  /** Adapts a layer under a dotted path, for example {@code fc1}. */
  public static LoraLinear of(String path, DenseLayer base, LoraConfig config, Philox random) {
    Backend backend = base.bias().tensor().backend();
    Shape down = Shape.of(config.rank(), base.in());
    Shape up = Shape.of(base.out(), config.rank());
    float[] start = Initial.normal(config.deviation()).draw(down, random);
    return new LoraLinear(
        base,
        new Parameter(path + ".lora_A.weight", Tensor.of(backend, down, start)),
        new Parameter(path + ".lora_B.weight", Tensor.zeros(backend, up)),
        config.scale());
  }

  /** A (R, I). */
  public Parameter a() {
    return a;
  }

  /** B (O, R). */
  public Parameter b() {
    return b;
  }

  /** α/R. */
  public double scale() {
    return scale;
  }

  /** The adapted layer. */
  public DenseLayer base() {
    return base;
  }

  @Override
  public Var forward(Tape tape, Var x) {
    Var down = LinearOp.of(x, List.of(tape.parameter(a)), Optional.empty());
    Var up = LinearOp.of(down, List.of(tape.parameter(b)), Optional.empty());
    return base.forward(tape, x).add(up.scale(scale));
  }

  /** The update (α/R)·B·A, (O, I). */
  public Tensor delta() {
    Backend backend = b.tensor().backend();
    Tensor delta = Tensor.allocate(backend, Shape.of(base.out(), base.in()));
    Matrix up = Matrix.of(b.tensor());
    backend.gemm(scale, up, Matrix.of(a.tensor()), 0, Matrix.of(delta));
    return delta;
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
    return List.of(a, b);
  }

  @Override
  public List<Parameter> parameters() {
    List<Parameter> all = new ArrayList<>(base.parameters());
    all.addAll(adapter());
    return all;
  }
}
