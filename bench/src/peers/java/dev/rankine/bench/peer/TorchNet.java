package dev.rankine.bench.peer;

import dev.rankine.bench.work.TrainingStep;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.pytorch.AutoGradMode;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/** The experiment's network on libtorch, with Adam; see {@link TrainingStep}. */
final class TorchNet {
  private static final long[] ONES = {1, 1};
  private static final long[] TWOS = {2, 2};

  /** In the order of {@link TrainingStep#SHAPES}. */
  private final List<Tensor> parameters = new ArrayList<>();

  private final List<Tensor> first = new ArrayList<>();
  private final List<Tensor> second = new ArrayList<>();
  private final Tensor step = torch.zeros(new long[0]);
  private final Scalar one = new Scalar(1f);
  private final TorchAdam adam;

  /** With the initial values, and the weights of the two convolutions in these layouts. */
  TorchNet(Layout conv1, Layout conv2, double rate) {
    for (String name : TrainingStep.SHAPES.keySet()) {
      long[] dims = Arrays.stream(TrainingStep.SHAPES.get(name)).asLongStream().toArray();
      Tensor values = Tensor.create(TrainingStep.initial(name), dims);
      Tensor parameter =
          switch (name) {
            case "conv.0.weight" -> conv1.of(values);
            case "conv.3.weight" -> conv2.of(values);
            default -> values;
          };
      parameters.add(parameter.set_requires_grad(true));
      first.add(torch.zeros_like(parameter));
      second.add(torch.zeros_like(parameter));
    }
    adam = new TorchAdam(parameters, first, second, step, rate);
  }

  /** The logits (B, 10) of images (B, 1, 28, 28). */
  Tensor forward(Tensor images) {
    Tensor pooled1 = pooled(images, 0);
    Tensor pooled2 = pooled(pooled1, 2);
    Tensor hidden = torch.linear(pooled2.flatten(1, -1), weight(4), bias(4)).relu_();
    return torch.linear(hidden, weight(6), bias(6));
  }

  /** The mean cross-entropy over labels (B). */
  Tensor loss(Tensor images, Tensor labels) {
    return torch.cross_entropy_loss(forward(images), labels);
  }

  private Tensor pooled(Tensor x, int layer) {
    Tensor y = torch.conv2d(x, weight(layer), bias(layer), ONES, ONES, ONES, 1);
    return torch.max_pool2d(y.relu_(), TWOS);
  }

  private Tensor weight(int layer) {
    return parameters.get(layer);
  }

  private TensorOptional bias(int layer) {
    return new TensorOptional(parameters.get(layer + 1));
  }

  List<Tensor> gradients() {
    return parameters.stream().map(Tensor::grad).toList();
  }

  /** A step of Adam; backward makes new gradients the next time. */
  void update() {
    try (AutoGradMode _ = new AutoGradMode(false)) {
      step.add_(one);
      adam.update(adam.list(gradients()));
    }
    forgetGradients();
  }

  void forgetGradients() {
    parameters.forEach(parameter -> parameter.mutable_grad().reset());
  }
}
