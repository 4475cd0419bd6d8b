package dev.rankine.bench.peer;

import dev.rankine.bench.work.Network;
import dev.rankine.bench.work.TrainingStep;
import dev.rankine.bench.work.Trial;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.AutoGradMode;
import org.bytedeco.pytorch.Tensor;

/** A training step with libtorch's autograd, in the layouts of the two convolutions given. */
final class TorchStep implements Trial {
  private final TorchNet net;
  private final Tensor images;
  private final Tensor labels;
  private final String how;
  private final long[] nanos = new long[TrainingStep.STAGES.size()];

  private TorchStep(TrainingStep step, List<Layout> layouts) {
    int side = Network.SIDE;
    net = new TorchNet(step.network(), layouts, TrainingStep.RATE);
    images = layouts.getFirst().tensor(step.images(), step.batch(), 1, side, side);
    long[] values = Arrays.stream(step.labels()).asLongStream().toArray();
    labels = Tensor.create(values, values.length);
    how = Layout.label(layouts);
  }

  /** In the fastest layouts, found by trying; the trials train, so what is returned is new. */
  static Trial open(TrainingStep step) {
    List<List<Layout>> choices = Layout.choices(2);
    List<TorchStep> ways = choices.stream().map(layouts -> new TorchStep(step, layouts)).toList();
    return new TorchStep(step, choices.get(ways.indexOf(TorchTrial.fastest(ways))));
  }

  @Override
  public void run() {
    long start = System.nanoTime();
    try (PointerScope _ = new PointerScope();
        AutoGradMode _ = new AutoGradMode(true)) {
      Tensor loss = net.loss(images, labels);
      long forward = System.nanoTime();
      loss.backward();
      long backward = System.nanoTime();
      net.update();
      long end = System.nanoTime();
      nanos[0] += forward - start;
      nanos[1] += backward - forward;
      nanos[2] += end - backward;
    }
  }

  @Override
  public float[] result() {
    try (PointerScope _ = new PointerScope();
        AutoGradMode _ = new AutoGradMode(true)) {
      Tensor loss = net.loss(images, labels);
      loss.backward();
      float[] result =
          TorchTrial.floats(
              Stream.concat(Stream.of(loss.detach()), net.gradients().stream())
                  .toArray(Tensor[]::new));
      net.forgetGradients();
      return result;
    }
  }

  @Override
  public List<String> stages() {
    return TrainingStep.STAGES;
  }

  @Override
  public long[] stageNanos() {
    return nanos;
  }

  @Override
  public String how() {
    return how;
  }
}
