package dev.rankine.bench.peer;

import dev.rankine.bench.work.Convolution;
import dev.rankine.bench.work.Trial;
import java.util.Arrays;
import org.bytedeco.javacpp.BoolPointer;
import org.bytedeco.pytorch.LongArrayRefOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/** 3×3 convolutions with padding 1, in the layout in which libtorch is fastest at them. */
record TorchConvolution(Tensor x, Tensor w, Tensor dy) {
  private static final long[] ONES = {1, 1};
  private static final long[] ZEROS = {0, 0};

  static Trial open(Convolution convolution) {
    return TorchTrial.fastest(
        Arrays.stream(Layout.values()).map(layout -> open(convolution, layout)).toList());
  }

  private static TorchTrial open(Convolution c, Layout layout) {
    TorchConvolution operands =
        new TorchConvolution(
            layout.tensor(c.x(), c.batch(), c.in(), c.side(), c.side()),
            layout.tensor(c.w(), c.out(), c.in(), 3, 3),
            layout.tensor(c.dy(), c.batch(), c.out(), c.side(), c.side()));
    BoolPointer dxOnly = mask(true, false, false);
    BoolPointer dwOnly = mask(false, true, false);
    return new TorchTrial(
        layout.label(),
        () ->
            new Tensor[] {
              switch (c.stage()) {
                case FORWARD -> operands.forward();
                case DX -> operands.backward(dxOnly).get0();
                case DW -> operands.backward(dwOnly).get1();
              }
            });
  }

  /** Which gradients {@code convolution_backward} is asked for. */
  static BoolPointer mask(boolean dx, boolean dw, boolean db) {
    return new BoolPointer(3).put(0, dx).put(1, dw).put(2, db);
  }

  private Tensor forward() {
    return torch.conv2d(x, w, new TensorOptional(), ONES, ONES, ONES, 1);
  }

  private org.bytedeco.pytorch.T_TensorTensorTensor_T backward(BoolPointer wanted) {
    return torch.convolution_backward(
        dy, x, w, new LongArrayRefOptional(), ONES, ONES, ONES, false, ZEROS, 1, wanted);
  }
}
