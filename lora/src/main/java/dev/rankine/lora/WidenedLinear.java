package dev.rankine.lora;

import dev.rankine.autograd.Parameter;
import dev.rankine.autograd.Tape;
import dev.rankine.autograd.Var;
import dev.rankine.autograd.nn.Initial;
import dev.rankine.autograd.nn.Linear;
import dev.rankine.engine.Backend;
import dev.rankine.engine.Matrix;
import dev.rankine.engine.Philox;
import dev.rankine.engine.Shape;
import dev.rankine.engine.Tensor;
import dev.rankine.lora.surgery.Widened;
import java.util.List;

/**
 * A trained linear layer that takes more inputs: y = [x, f]·[W, N]ᵀ + b with the old weight W (O,
 * I) and new columns N (O, F), a parameter of their own. No gradient mask is needed to train N
 * alone.
 *
 * <p>Each output is one chain over the old inputs, then the new ones, then the bias. With N = 0 and
 * finite inputs the outputs are the old layer's to the bit: {@code fma(+0, f, s)} is s.
 */
public record WidenedLinear(DenseLayer layer) implements Widened {
  /** How new columns start. */
  public enum Start {
    /** U(−1/√(I+F), 1/√(I+F)), as a layer of that width would. */
    RANDOM,
    /** All +0: the old layer's behaviour. */
    ZERO
  }

  /**
   * Widens a layer; its parameters are shared, not copied.
   *
   * @param columns F, at least 1
   */
  public static WidenedLinear of(Linear base, int columns, Start start, Philox random) {
    if (columns < 1) {
      throw new IllegalArgumentException("widen: " + columns + " columns; at least 1 is needed");
    }
    Initial initial = start == Start.ZERO ? Initial.zeros() : Initial.uniform(base.in() + columns);
    Shape shape = Shape.of(base.out(), columns);
    Backend backend = base.weight().tensor().backend();
    Tensor tensor = Tensor.of(backend, shape, initial.draw(shape, random));
    Parameter added = new Parameter(base.weight().name() + ".new", tensor);
    return new WidenedLinear(new DenseLayer(List.of(base.weight(), added), base.bias()));
  }

  /** The new columns N (O, F). */
  public Parameter added() {
    return layer.blocks().getLast();
  }

  @Override
  public List<Parameter> newParameters() {
    return List.of(added());
  }

  @Override
  public DenseLayer old() {
    List<Parameter> blocks = layer.blocks();
    return new DenseLayer(blocks.subList(0, blocks.size() - 1), layer.bias());
  }

  @Override
  public int oldInputs() {
    return old().in();
  }

  @Override
  public int featureAxis(Shape input) {
    return input.rank() - 1;
  }

  @Override
  public Linear exported() {
    Tensor bias = layer.bias().tensor();
    return new Linear(
        new Parameter(layer.blocks().getFirst().name(), assemble(layer)),
        new Parameter(
            layer.bias().name(), Tensor.of(bias.backend(), bias.shape(), bias.toDoubles())));
  }

  @Override
  public Var forward(Tape tape, Var x) {
    return layer.forward(tape, x);
  }

  @Override
  public List<Parameter> parameters() {
    return layer.parameters();
  }

  /** One plain weight (O, I + F) from blocks of columns, as a copy. */
  public static Tensor assemble(DenseLayer layer) {
    Backend backend = layer.bias().tensor().backend();
    Tensor whole = Tensor.allocate(backend, Shape.of(layer.out(), layer.in()));
    int column = 0;
    for (Parameter block : layer.blocks()) {
      Matrix source = Matrix.of(block.tensor());
      backend.copy(source, Matrix.of(whole).columns(column, column + source.columns()));
      column += source.columns();
    }
    return whole;
  }
}
