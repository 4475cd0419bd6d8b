package dev.rankine.engine.io;

import dev.rankine.engine.Backend;
import dev.rankine.engine.Bytes;
import dev.rankine.engine.Indices;
import dev.rankine.engine.NdArray;
import dev.rankine.engine.Shape;
import dev.rankine.engine.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** The elements of an npy file: bytes to arrays, and arrays to bytes. */
final class NpyElements {
  private NpyElements() {}

  /** The array that a header and its elements' bytes describe. */
  static NdArray decode(NpyInput input, NpyHeader header, byte[] bytes, Backend backend)
      throws FormatException {
    Shape shape = header.shape();
    byte[] ordered = header.fortranOrder() ? rowMajor(bytes, header.type().width(), shape) : bytes;
    ByteBuffer buffer =
        ByteBuffer.wrap(ordered)
            .order(header.littleEndian() ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
    return switch (header.type()) {
      case F4 -> {
        float[] values = new float[shape.size()];
        buffer.asFloatBuffer().get(values);
        yield Tensor.of(backend, shape, values);
      }
      case F8 -> {
        double[] values = new double[shape.size()];
        buffer.asDoubleBuffer().get(values);
        yield requireInRange(input, values, Tensor.of(backend, shape, values));
      }
      case I4 -> {
        int[] values = new int[shape.size()];
        buffer.asIntBuffer().get(values);
        yield Indices.of(backend, shape, values);
      }
      case I8 -> Indices.of(backend, shape, ints(input, buffer, shape.size()));
      case U1 -> Bytes.of(backend, shape, ordered);
    };
  }

  /** Elements from Fortran order, first axis innermost, to C order. */
  private static byte[] rowMajor(byte[] bytes, int width, Shape shape) {
    byte[] ordered = new byte[bytes.length];
    for (int i = 0; i < shape.size(); i++) {
      int rest = i;
      int stride = shape.size();
      int from = 0;
      for (int axis = shape.rank() - 1; axis >= 0; axis--) {
        stride /= shape.dim(axis);
        from += rest % shape.dim(axis) * stride;
        rest /= shape.dim(axis);
      }
      System.arraycopy(bytes, from * width, ordered, i * width, width);
    }
    return ordered;
  }

  /** A finite float64 that a float32 backend made infinite is refused. */
  private static Tensor requireInRange(NpyInput input, double[] values, Tensor tensor)
      throws FormatException {
    double[] kept = tensor.toDoubles();
    for (int i = 0; i < kept.length; i++) {
      if (Double.isInfinite(kept[i]) && Double.isFinite(values[i])) {
        throw input.broken(
            "element "
                + i
                + " is "
                + values[i]
                + ", too large for float32; scale it, or read it on a float64 backend");
      }
    }
    return tensor;
  }

  private static int[] ints(NpyInput input, ByteBuffer buffer, int size) throws FormatException {
    int[] values = new int[size];
    for (int i = 0; i < size; i++) {
      long value = buffer.getLong();
      values[i] = (int) value;
      if (values[i] != value) {
        throw input.broken("element " + i + " is " + value + ", indices must fit into int32");
      }
    }
    return values;
  }

  /**
   * A whole npy file.
   *
   * @throws IllegalArgumentException if it needs more than 2 GiB, or has thousands of axes
   */
  static byte[] encode(NdArray array) {
    NpyType type =
        switch (array) {
          case Tensor tensor -> isSingle(tensor) ? NpyType.F4 : NpyType.F8;
          case Indices indices -> NpyType.I4;
          case Bytes bytes -> NpyType.U1;
        };
    NpyHeader header = new NpyHeader(type, true, false, array.shape());
    byte[] start = header.encode();
    long size = start.length + header.dataBytes();
    if (size > Integer.MAX_VALUE - 64) {
      throw new IllegalArgumentException(
          "npy: " + array + " needs " + size + " bytes, at most 2 GiB are written; write slices");
    }
    ByteBuffer out = ByteBuffer.allocate((int) size).order(ByteOrder.LITTLE_ENDIAN).put(start);
    switch (array) {
      case Tensor tensor when type == NpyType.F4 -> out.asFloatBuffer().put(tensor.toFloats());
      case Tensor tensor -> out.asDoubleBuffer().put(tensor.toDoubles());
      case Indices indices -> out.asIntBuffer().put(indices.toInts());
      case Bytes bytes -> out.put(bytes.toBytes());
    }
    return out.array();
  }

  /** Whether float32 holds every element exactly. */
  private static boolean isSingle(Tensor tensor) {
    for (double value : tensor.toDoubles()) {
      if ((float) value != value && !Double.isNaN(value)) {
        return false;
      }
    }
    return true;
  }
}
