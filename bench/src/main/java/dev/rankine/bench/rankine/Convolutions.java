package dev.rankine.bench.rankine;

import dev.rankine.bench.work.Convolution;
import dev.rankine.bench.work.Trial;
import dev.rankine.engine.Backend;
import dev.rankine.engine.Conv2dGeometry;
import dev.rankine.engine.Tensor;

/** Convolutions and their gradients on a backend. */
record Convolutions(Backend backend) {
  /** Of the images {@code from} (inclusive) to {@code to} (exclusive). */
  Trial open(Convolution convolution, int from, int to) {
    Conv2dGeometry all = convolution.geometry();
    Conv2dGeometry some = convolution.geometry(to - from);
    Tensor x = Tensor.of(backend, all.inputShape(), convolution.x()).slice(from, to);
    Tensor w = Tensor.of(backend, all.weightShape(), convolution.w());
    Tensor dy = Tensor.of(backend, all.outputShape(), convolution.dy()).slice(from, to);
    return switch (convolution.stage()) {
      case FORWARD -> {
        Tensor y = Tensor.zeros(backend, some.outputShape());
        yield Trial.of(() -> backend.conv2d(some, x, w, y), y::toFloats);
      }
      case DX -> {
        Tensor dx = Tensor.zeros(backend, some.inputShape());
        yield Trial.of(() -> backend.conv2dInputGradient(some, dy, w, dx), dx::toFloats);
      }
      case DW -> {
        Tensor dw = Tensor.zeros(backend, some.weightShape());
        yield Trial.of(() -> backend.conv2dWeightGradient(some, x, dy, dw), dw::toFloats);
      }
    };
  }
}
