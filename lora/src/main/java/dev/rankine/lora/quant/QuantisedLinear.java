package dev.rankine.lora.quant;

import dev.rankine.autograd.Parameter;
import dev.rankine.autograd.Tape;
import dev.rankine.autograd.Var;
import dev.rankine.autograd.nn.Linear;
import dev.rankine.autograd.nn.Model;
import dev.rankine.engine.Shape;
import dev.rankine.engine.Tensor;
import dev.rankine.lora.update.Adaptable;
import dev.rankine.lora.update.Base;
import dev.rankine.lora.update.Bases;
import dev.rankine.lora.update.MatrixBase;
import java.util.List;
import java.util.Optional;

/**
 * A linear layer with its weight (O, I) in 4 bits, for QLoRA: frozen for good, as it has no
 * parameter for it. Each forward makes the float32 weight on the tape, which the gradient with
 * respect to x uses again. Adapters on it are float32; merging gives a float32 layer.
 */
public record QuantisedLinear(String path, Nf4 weight, Parameter bias) implements Adaptable {
  /**
   * Quantises a layer; its bias is shared and frozen.
   *
   * @throws IllegalArgumentException if its weight is not finite
   */
  public static QuantisedLinear of(Linear linear) {
    String path = Bases.of(linear).orElseThrow().path();
    linear.bias().freeze();
    return new QuantisedLinear(path, Nf4.of(linear.weight().tensor()), linear.bias());
  }

  /** A model with every plain linear layer quantised. */
  public static Model in(Model model) {
    return Bases.replace(
        model, base -> base.layer() instanceof Linear linear ? of(linear) : base.layer());
  }

  @Override
  public Base base() {
    return new Quantised(this);
  }

  @Override
  public Var forward(Tape tape, Var x) {
    return base().apply(tape, x, Optional.of(tape.parameter(bias)));
  }

  @Override
  public List<Parameter> parameters() {
    return List.of(bias);
  }

  private record Quantised(QuantisedLinear layer) implements MatrixBase {
    @Override
    public String path() {
      return layer.path;
    }

    @Override
    public Tensor weight() {
      return layer.weight.dequantised(layer.bias.tensor().backend());
    }

    @Override
    public Shape weightShape() {
      return layer.weight.shape();
    }

    @Override
    public Optional<Parameter> bias() {
      return Optional.of(layer.bias);
    }

    @Override
    public Var apply(Tape tape, Var x, Optional<Var> offset) {
      Tensor weight = tape.allocate(weightShape());
      layer.weight.dequantiseInto(weight);
      return applied(x, tape.constant(weight), offset);
    }
  }
}
