package dev.rankine.bench.peer;

import dev.rankine.bench.work.Network;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.AutoGradMode;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/** A {@link Network} on libtorch, with Adam. */
final class TorchNet {
  private static final long[] ONES = {1, 1};
  private static final long[] TWOS = {2, 2};

  private final Network network;
  private final Map<String, Tensor> parameters = new LinkedHashMap<>();
  private final List<Tensor> trained;
  private final Tensor step = torch.zeros(new long[0]);
  private final Scalar one = new Scalar(1f);
  private final Scalar scale = new Scalar((float) Network.ALPHA / Network.RANK);
  private final TorchAdam adam;

  /** With the initial values, and the weights of the two convolutions in these layouts. */
  TorchNet(Network network, List<Layout> layouts, double rate) {
    this.network = network;
    network
        .shapes()
        .forEach(
            (name, shape) -> {
              long[] dims = Arrays.stream(shape).asLongStream().toArray();
              Tensor values = Tensor.create(network.initial(name), dims);
              parameters.put(
                  name,
                  switch (name) {
                    case "conv.0.weight" -> layouts.get(0).of(values);
                    case "conv.3.weight" -> layouts.get(1).of(values);
                    default -> values;
                  });
            });
    trained = network.trained().keySet().stream().map(parameters::get).toList();
    trained.forEach(parameter -> parameter.set_requires_grad(true));
    adam = new TorchAdam(trained, zeros(), zeros(), step, rate);
  }

  private List<Tensor> zeros() {
    return trained.stream().map(parameter -> torch.zeros_like(parameter)).toList();
  }

  /** The logits (B, 10) of images (B, 1, 28, 28). */
  Tensor forward(Tensor images) {
    Tensor features = pooled(pooled(images, "conv.0"), "conv.3").flatten(1, -1);
    return switch (network) {
      case BASE -> linear(linear(features, "fc1").relu_(), "fc2");
      case FEATURE_LORA -> {
        Tensor mean = images.flatten(1, -1).mean(new long[] {1}, true, new ScalarTypeOptional());
        Tensor inputs = torch.cat(new TensorVector(features, mean), 1);
        // The new column as a product of its own spares a copy of the weight.
        Tensor column = parameters.get("fc1.weight.new").t();
        Tensor widened = linear(features, "fc1").addmm_(mean, column, one, one);
        Tensor hidden = updated(widened, inputs, "fc1").relu_();
        yield updated(linear(hidden, "fc2"), hidden, "fc2");
      }
    };
  }

  /** The mean cross-entropy over labels (B). */
  Tensor loss(Tensor images, Tensor labels) {
    return torch.cross_entropy_loss(forward(images), labels);
  }

  private Tensor pooled(Tensor x, String layer) {
    Tensor y = torch.conv2d(x, weight(layer), bias(layer), ONES, ONES, ONES, 1);
    return torch.max_pool2d(y.relu_(), TWOS);
  }

  private Tensor linear(Tensor x, String layer) {
    return torch.linear(x, weight(layer), bias(layer));
  }

  /** y + (α/R)·B·(A·x). */
  private Tensor updated(Tensor y, Tensor x, String layer) {
    Tensor down = torch.linear(x, parameters.get(layer + ".lora_A.weight"));
    return y.addmm_(down, parameters.get(layer + ".lora_B.weight").t(), one, scale);
  }

  private Tensor weight(String layer) {
    return parameters.get(layer + ".weight");
  }

  private TensorOptional bias(String layer) {
    return new TensorOptional(parameters.get(layer + ".bias"));
  }

  /** Of the parameters that train. */
  List<Tensor> gradients() {
    return trained.stream().map(Tensor::grad).toList();
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
    trained.forEach(parameter -> parameter.mutable_grad().reset());
  }
}
