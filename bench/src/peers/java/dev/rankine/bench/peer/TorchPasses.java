package dev.rankine.bench.peer;

import dev.rankine.bench.work.CrossEntropy;
import dev.rankine.bench.work.Elementwise;
import dev.rankine.bench.work.Pooling;
import dev.rankine.bench.work.Trial;
import java.util.Arrays;
import java.util.Optional;
import org.bytedeco.pytorch.T_TensorTensor_T;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/** Workloads that go over memory once, without libtorch's autograd. */
final class TorchPasses {
  private static final long[] TWOS = {2, 2};
  private static final long[] ONES = {1, 1};
  private static final long[] ZEROS = {0, 0};
  private static final long MEAN = 1;
  private static final long NO_LABEL = -100;

  private TorchPasses() {}

  static Trial pooling(Pooling pooling) {
    return TorchTrial.fastest(
        Arrays.stream(Layout.values()).map(layout -> pooling(pooling, layout)).toList());
  }

  private static TorchTrial pooling(Pooling pooling, Layout layout) {
    int side = pooling.side();
    int half = side / 2;
    Tensor x = layout.tensor(pooling.x(), pooling.batch(), pooling.channels(), side, side);
    // y and argmax lie in the pair, which must stay reachable as long as they are used.
    T_TensorTensor_T pair = torch.max_pool2d_with_indices(x, TWOS, TWOS, ZEROS, ONES, false);
    if (!pooling.backward()) {
      return new TorchTrial(
          layout.label(),
          () -> {
            Tensor y = pair.get0();
            Tensor argmax = pair.get1();
            torch.max_pool2d_with_indices_out(y, argmax, x, TWOS, TWOS, ZEROS, ONES, false);
            return new Tensor[] {y, argmax};
          });
    }
    Tensor dy = layout.tensor(pooling.dy(), pooling.batch(), pooling.channels(), half, half);
    Tensor dx = layout.of(torch.zeros_like(x));
    return new TorchTrial(
        layout.label(),
        () -> {
          torch.max_pool2d_with_indices_backward_out(
              dx, dy, x, TWOS, TWOS, ZEROS, ONES, false, pair.get1());
          return new Tensor[] {dx};
        });
  }

  static Trial crossEntropy(CrossEntropy workload) {
    Tensor logits = Tensor.create(workload.logits(), workload.batch(), workload.classes());
    long[] labels = Arrays.stream(workload.labels()).asLongStream().toArray();
    Tensor target = Tensor.create(labels, labels.length);
    Tensor one = torch.ones(new long[0]);
    TensorOptional unweighted = new TensorOptional();
    TorchOperator logSoftmaxBackward = TorchOperator.named("aten::_log_softmax_backward_data");
    return new TorchTrial(
        "",
        () -> {
          Tensor logs = torch.log_softmax(logits, 1);
          T_TensorTensor_T loss = torch.nll_loss_forward(logs, target, unweighted, MEAN, NO_LABEL);
          Tensor dLogs =
              torch.nll_loss_backward(one, logs, target, unweighted, MEAN, NO_LABEL, loss.get1());
          return new Tensor[] {loss.get0(), logSoftmaxBackward.softmaxGradient(dLogs, logs)};
        });
  }

  /** Empty if libtorch has no such function here. */
  static Optional<Trial> elementwise(Elementwise workload) {
    Tensor x = Tensor.create(workload.x(), Elementwise.ELEMENTS);
    Tensor y = torch.empty_like(x);
    Tensor[] result = {y};
    Runnable function =
        switch (workload.function().name()) {
          case "EXP" -> () -> torch.exp_out(y, x);
          case "TANH" -> () -> torch.tanh_out(y, x);
          case "SIGMOID" -> () -> torch.sigmoid_out(y, x);
          case "GELU" -> () -> torch.gelu_out(y, x);
          case "GELU_TANH" -> () -> torch.gelu_out(y, x, "tanh");
          case "SILU" -> () -> torch.silu_out(y, x);
          default -> null;
        };
    return Optional.ofNullable(function)
        .map(
            work ->
                new TorchTrial(
                    "",
                    () -> {
                      work.run();
                      return result;
                    }));
  }
}
