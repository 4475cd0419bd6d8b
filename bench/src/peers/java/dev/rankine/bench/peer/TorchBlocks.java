package dev.rankine.bench.peer;

import dev.rankine.bench.work.Blocks;
import dev.rankine.bench.work.Trial;
import dev.rankine.engine.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.bytedeco.javacpp.BoolPointer;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.T_TensorTensorTensor_T;
import org.bytedeco.pytorch.T_TensorTensor_T;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/**
 * Convolution, ReLU in place and max-pooling one after another, in the layout of each block that is
 * fastest, and their gradients by the operators that libtorch's autograd calls.
 */
final class TorchBlocks {
  private static final long[] TWOS = {2, 2};
  private static final long[] ONES = {1, 1};
  private static final long[] ZEROS = {0, 0};

  /** What a block keeps for the way back; pooled is the output and the maxima's places. */
  private record Kept(Tensor x, Tensor relu, T_TensorTensor_T pooled) {}

  private final Blocks workload;
  private final Tensor x;
  private final Tensor dy;
  private final List<Tensor> weights = new ArrayList<>();
  private final List<Tensor> biases = new ArrayList<>();
  private final Scalar zero = new Scalar(0);

  private TorchBlocks(Blocks workload, List<Layout> layouts) {
    this.workload = workload;
    x = layouts.getFirst().tensor(workload.x(), dims(workload.geometry().inputShape()));
    dy = layouts.getLast().tensor(workload.dy(), dims(workload.geometry().outputShape()));
    for (int i = 0; i < layouts.size(); i++) {
      Shape shape = workload.geometry().convolutions().get(i).weightShape();
      weights.add(layouts.get(i).tensor(workload.w(i), dims(shape)));
      biases.add(Tensor.create(workload.b(i), shape.dim(0)));
    }
  }

  private static long[] dims(Shape shape) {
    return Arrays.stream(shape.dims()).asLongStream().toArray();
  }

  static Trial open(Blocks workload) {
    return TorchTrial.fastest(
        Layout.choices(workload.out().size()).stream()
            .map(layouts -> new TorchBlocks(workload, layouts).trial(Layout.label(layouts)))
            .toList());
  }

  private TorchTrial trial(String how) {
    if (!workload.backward()) {
      return new TorchTrial(how, () -> new Tensor[] {forward().getLast().pooled().get0()});
    }
    List<Kept> kept = forward();
    return new TorchTrial(how, () -> backward(kept));
  }

  private List<Kept> forward() {
    List<Kept> blocks = new ArrayList<>();
    Tensor in = x;
    for (int i = 0; i < weights.size(); i++) {
      TensorOptional bias = new TensorOptional(biases.get(i));
      Tensor relu = torch.conv2d(in, weights.get(i), bias, ONES, ONES, ONES, 1).relu_();
      blocks.add(
          new Kept(in, relu, torch.max_pool2d_with_indices(relu, TWOS, TWOS, ZEROS, ONES, false)));
      in = blocks.getLast().pooled().get0();
    }
    return blocks;
  }

  /** All dw, all db, and dx if it is wanted. */
  private Tensor[] backward(List<Kept> kept) {
    int count = kept.size();
    Tensor[] dw = new Tensor[count];
    Tensor[] db = new Tensor[count];
    Tensor d = dy;
    for (int i = count - 1; i >= 0; i--) {
      Kept block = kept.get(i);
      Tensor dPool =
          torch.max_pool2d_with_indices_backward(
              d, block.relu(), TWOS, TWOS, ZEROS, ONES, false, block.pooled().get1());
      Tensor dRelu = torch.threshold_backward(dPool, block.relu(), zero);
      BoolPointer wanted = TorchConvolution.mask(i > 0 || workload.inputGradient(), true, true);
      T_TensorTensorTensor_T gradients =
          torch.convolution_backward(
              dRelu,
              block.x(),
              weights.get(i),
              new long[] {workload.out().get(i)},
              ONES,
              ONES,
              ONES,
              false,
              ZEROS,
              1,
              wanted);
      d = gradients.get0();
      dw[i] = gradients.get1();
      db[i] = gradients.get2();
    }
    Stream<Tensor> dx = workload.inputGradient() ? Stream.of(d) : Stream.empty();
    return Stream.of(Arrays.stream(dw), Arrays.stream(db), dx)
        .flatMap(part -> part)
        .toArray(Tensor[]::new);
  }
}
