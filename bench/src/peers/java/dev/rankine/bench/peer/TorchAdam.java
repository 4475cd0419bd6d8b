package dev.rankine.bench.peer;

import dev.rankine.bench.work.AdamUpdate;
import dev.rankine.bench.work.Trial;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.bytedeco.pytorch.GenericList;
import org.bytedeco.pytorch.IValue;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * The operator {@code _fused_adam_} over lists of tensors: what PyTorch runs for {@code
 * Adam(fused=True)}, its fastest on a CPU. {@code torch::optim::Adam} makes a dozen passes a
 * tensor.
 */
final class TorchAdam {
  private final TorchOperator operator = TorchOperator.named("aten::_fused_adam_");
  private final GenericList p;
  private final GenericList m;
  private final GenericList v;
  private final GenericList none;
  private final GenericList steps;
  private final double rate;

  /** Lists of the same length; the number of the step is the same for all. */
  TorchAdam(List<Tensor> p, List<Tensor> m, List<Tensor> v, Tensor step, double rate) {
    this.rate = rate;
    this.p = operator.list(p);
    this.m = operator.list(m);
    this.v = operator.list(v);
    this.none = operator.list(List.of());
    this.steps = operator.list(p.stream().map(_ -> step).toList());
  }

  static Trial open(AdamUpdate workload) {
    List<Tensor> p = new ArrayList<>();
    List<Tensor> g = new ArrayList<>();
    List<Tensor> m = new ArrayList<>();
    List<Tensor> v = new ArrayList<>();
    for (int i = 0; i < AdamUpdate.SIZES.size(); i++) {
      int size = AdamUpdate.SIZES.get(i);
      p.add(Tensor.create(workload.signed(i, AdamUpdate.Part.P), size));
      g.add(Tensor.create(workload.signed(i, AdamUpdate.Part.G), size));
      m.add(Tensor.create(workload.signed(i, AdamUpdate.Part.M), size));
      v.add(Tensor.create(workload.squares(i), size));
    }
    Tensor step = torch.tensor((float) AdamUpdate.STEP);
    TorchAdam adam = new TorchAdam(p, m, v, step, AdamUpdate.RATE);
    GenericList gradients = adam.list(g);
    Tensor[] result = Stream.of(p, m, v).flatMap(List::stream).toArray(Tensor[]::new);
    return new TorchTrial(
        "_fused_adam_",
        () -> {
          adam.update(gradients);
          return result;
        });
  }

  /** Gradients for {@link #update}, in the order of the parameters. */
  GenericList list(List<Tensor> gradients) {
    return operator.list(gradients);
  }

  /** One step on all tensors. */
  void update(GenericList gradients) {
    boolean amsgrad = false;
    boolean maximize = false;
    double weightDecay = 0;
    operator.call(
        new IValue(p),
        new IValue(gradients),
        new IValue(m),
        new IValue(v),
        new IValue(none),
        new IValue(steps),
        new IValue(rate),
        new IValue(AdamUpdate.BETA1),
        new IValue(AdamUpdate.BETA2),
        new IValue(weightDecay),
        new IValue(AdamUpdate.EPSILON),
        new IValue(amsgrad),
        new IValue(maximize),
        new IValue(),
        new IValue());
  }
}
