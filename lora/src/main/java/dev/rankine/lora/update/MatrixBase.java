package dev.rankine.lora.update;

import dev.rankine.autograd.Parameter;
import dev.rankine.autograd.Var;
import dev.rankine.autograd.nn.Linear;
import dev.rankine.engine.Shape;
import dev.rankine.engine.Tensor;
import dev.rankine.lora.DenseLayer;
import java.util.List;
import java.util.Optional;

/** A linear layer, however it holds its weight: W (O, I), A (R, I), B (O, R), x (…, I). */
public interface MatrixBase extends Base {
  @Override
  default boolean isLinear() {
    return true;
  }

  @Override
  default Var applied(Var x, Var weight, Optional<Var> bias) {
    return DenseLayer.product(x, List.of(weight), bias);
  }

  @Override
  default Shape downShape(int rank) {
    return Shape.of(rank, weightShape().dim(1));
  }

  @Override
  default Shape upShape(int rank) {
    return Shape.of(outputs(), rank);
  }

  @Override
  default Var down(Var x, Var a) {
    return DenseLayer.product(x, List.of(a), Optional.empty());
  }

  @Override
  default Var up(Var h, Var b, Optional<Var> bias) {
    return DenseLayer.product(h, List.of(b), bias);
  }

  @Override
  default Shape perOutput(int extent) {
    return Shape.of(extent);
  }

  @Override
  default int[] inputAxes() {
    return new int[] {1};
  }

  @Override
  default Linear plain(Tensor weight, Optional<Tensor> bias) {
    return new Linear(
        new Parameter(path() + ".weight", weight),
        new Parameter(bias().orElseThrow().name(), bias.orElseThrow()));
  }
}
