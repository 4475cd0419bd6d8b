package dev.rankine.bench.peer;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bytedeco.pytorch.MemoryFormatOptional;
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

  /**
   * A tensor in this layout. With one channel the two are the same memory, and only a conversion
   * ({@code to}, not {@code contiguous}) marks it, so that what follows keeps to it.
   */
  Tensor of(Tensor x) {
    return x.to(torch.ScalarType.Float, false, false, new MemoryFormatOptional(format));
  }

  String label() {
    return label;
  }

  /** Every way to choose a layout for each of some layers. */
  static List<List<Layout>> choices(int layers) {
    List<List<Layout>> choices = List.of(List.of());
    for (int i = 0; i < layers; i++) {
      choices =
          choices.stream()
              .flatMap(some -> Arrays.stream(values()).map(next -> with(some, next)))
              .toList();
    }
    return choices;
  }

  private static List<Layout> with(List<Layout> some, Layout next) {
    return Stream.concat(some.stream(), Stream.of(next)).toList();
  }

  /** The layouts of a stack of layers. */
  static String label(List<Layout> layers) {
    return layers.stream().map(Layout::label).collect(Collectors.joining(", "));
  }
}
