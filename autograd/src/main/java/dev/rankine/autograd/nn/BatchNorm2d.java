package dev.rankine.autograd.nn;

import dev.rankine.autograd.Parameter;
import dev.rankine.autograd.Tape;
import dev.rankine.autograd.Var;
import dev.rankine.autograd.op.Normalizing;
import dev.rankine.engine.Backend;
import dev.rankine.engine.Binary;
import dev.rankine.engine.Scope;
import dev.rankine.engine.Shape;
import dev.rankine.engine.ShapeException;
import dev.rankine.engine.Tensor;
import java.util.List;

/**
 * y = (x − mean) / √(variance + ε)·w + b of each channel: x (B, C, H, W), or any (B, C, …); w and b
 * (C) (Ioffe and Szegedy 2015).
 *
 * <p>In training, mean and variance are those of the batch, and move the running ones: running ← (1
 * − momentum)·running + momentum·batch, with the variance divided by n − 1. In evaluation they are
 * the running ones.
 */
public record BatchNorm2d(
    Parameter weight,
    Parameter bias,
    Parameter runningMean,
    Parameter runningVariance,
    double epsilon,
    double momentum)
    implements Layer {
  /** For C channels, w = 1, b = 0, ε = 1e-5, momentum 0.1. */
  public static BatchNorm2d of(Parameters parameters, int channels) {
    Shape shape = Shape.of(channels);
    return new BatchNorm2d(
        parameters.get("weight", shape, Initial.constant(1)),
        parameters.get("bias", shape, Initial.zeros()),
        parameters.state("running_mean", shape, Initial.zeros()),
        parameters.state("running_var", shape, Initial.constant(1)),
        1e-5,
        0.1);
  }

  @Override
  public Var forward(Tape tape, Var x) {
    Var scale = tape.parameter(weight);
    Var shift = tape.parameter(bias);
    if (!tape.training()) {
      Var mean = tape.parameter(runningMean);
      Var variance = tape.parameter(runningVariance);
      return Normalizing.batchNormBy(mean, variance, x, scale, shift, epsilon);
    }
    return Normalizing.batchNorm(
        x, scale, shift, epsilon, (mean, variance) -> update(x.shape(), mean, variance));
  }

  private void update(Shape batch, Tensor mean, Tensor variance) {
    double n = (double) batch.size() / batch.dim(1);
    if (!(n > 1)) {
      throw ShapeException.of(
          "batch_norm",
          "one value a channel has no variance",
          "train with larger batches, or use Evaluated",
          batch);
    }
    move(runningMean, mean, 1);
    move(runningVariance, variance, n / (n - 1));
  }

  private void move(Parameter running, Tensor seen, double correction) {
    Tensor target = running.tensor();
    Backend backend = target.backend();
    try (Scope scope = Scope.on(backend)) {
      Tensor number = scope.tensor(Shape.SCALAR);
      Tensor share = scope.tensor(target.shape());
      backend.fill(momentum * correction, number);
      backend.zip(Binary.MULTIPLY, seen.reshape(target.shape()), number, share);
      backend.fill(1 - momentum, number);
      target.storage().bumpVersion();
      backend.zip(Binary.MULTIPLY, target, number, target);
      backend.zip(Binary.ADD, target, share, target);
    }
  }

  @Override
  public List<Parameter> parameters() {
    return List.of(weight, bias, runningMean, runningVariance);
  }
}
