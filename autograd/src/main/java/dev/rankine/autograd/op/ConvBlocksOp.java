package dev.rankine.autograd.op;

import dev.rankine.autograd.Gradients;
import dev.rankine.autograd.Op;
import dev.rankine.autograd.Var;
import dev.rankine.engine.ConvBlocks;
import dev.rankine.engine.Lists;
import dev.rankine.engine.Shape;
import dev.rankine.engine.Tensor;
import java.util.List;
import java.util.Optional;

/**
 * Blocks of convolution, bias, ReLU and 2×2 max-pooling in one, image by image: x (B, C, H, W), of
 * each block w (O, C, kernel, kernel) and b (O). Values and gradients equal those of {@link
 * Conv2dOp}, {@link ReluOp} and {@link MaxPool2dOp} one after another, to the bit.
 */
public record ConvBlocksOp(
    ConvBlocks blocks, Var x, List<Var> weights, List<Var> biases, ConvBlocks.Trace trace)
    implements Op {
  /** The last block's output; block i pads by {@code paddings.get(i)}. */
  public static Var of(Var x, List<Var> weights, List<Var> biases, List<Integer> paddings) {
    List<ConvBlocks.Block> list =
        Lists.generate(weights.size(), i -> block(weights.get(i).shape(), paddings.get(i)));
    Shape in = x.shape();
    ConvBlocks blocks = new ConvBlocks(in.dim(0), in.dim(1), in.dim(2), in.dim(3), list);
    Tensor y = x.tape().allocate(blocks.outputShape());
    ConvBlocks.Trace trace =
        x.tape()
            .backend()
            .convBlocks(blocks, x.value(), values(weights), values(biases), y, x.tape().scope());
    return x.tape().record(new ConvBlocksOp(blocks, x, weights, biases, trace), y);
  }

  private static ConvBlocks.Block block(Shape weight, int padding) {
    return new ConvBlocks.Block(weight.dim(0), weight.dim(2), padding);
  }

  private static List<Tensor> values(List<Var> vars) {
    return Lists.map(vars, Var::value);
  }

  @Override
  public List<Var> inputs() {
    return new Operands(x, weights, biases);
  }

  @Override
  public String formula() {
    return "y = pool(max(x ∗ w + b, 0)), " + weights.size() + " blocks";
  }

  @Override
  public void backward(Tensor dy, Gradients gradients) {
    List<Tensor> dw = Lists.map(weights, w -> gradients.allocate(w.shape()));
    List<Tensor> db = Lists.map(biases, b -> gradients.allocate(b.shape()));
    Optional<Tensor> dx =
        gradients.wants(x) ? Optional.of(gradients.allocate(x.shape())) : Optional.empty();
    gradients
        .backend()
        .convBlocksGradient(
            blocks, x.value(), values(weights), values(biases), trace, dy, dw, db, dx);
    dx.ifPresent(gradient -> gradients.add(x, gradient));
    for (int i = 0; i < weights.size(); i++) {
      if (gradients.wants(weights.get(i))) {
        gradients.add(weights.get(i), dw.get(i));
      }
      if (gradients.wants(biases.get(i))) {
        gradients.add(biases.get(i), db.get(i));
      }
    }
  }
}
