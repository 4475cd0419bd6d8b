package dev.rankine.bench.peer;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** How images lie in libtorch's memory. Which is faster depends on the op and its shapes. */
enum Layout {
  /** Channels outside. */
  CONTIGUOUS(torch.MemoryFormat.Contiguous, "NCHW"),
  /** Channels inside, as in NHWC. */
  CHANNELS_LAST(torch.MemoryFormat.ChannelsLast, "channels-last");

  private final torch.MemoryFormat format;
  private final String label;

  Layout(torch.MemoryFormat format, String label) {
    this.format = format;
    this.label = label;
  }

  /** A tensor with these values, which are NCHW, in this layout. */
  Tensor tensor(float[] values, long... dims) {
    return of(Tensor.create(values, dims));
  }

  /** A tensor in this layout. */
  Tensor of(Tensor x) {
    return x.contiguous(format);
  }

  String label() {
    return label;
  }
}
