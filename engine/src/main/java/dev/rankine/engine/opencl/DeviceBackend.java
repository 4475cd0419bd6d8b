package dev.rankine.engine.opencl;

import dev.rankine.engine.Backend;
import dev.rankine.engine.Bytes;
import dev.rankine.engine.DeviceUse;
import dev.rankine.engine.Indices;
import dev.rankine.engine.NdArray;
import dev.rankine.engine.Rules;
import dev.rankine.engine.Storage;
import dev.rankine.engine.StoragePool;
import dev.rankine.engine.Tensor;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jocl.Pointer;

/** The device behind a backend: its memory, its programs, and what crosses to it and back. */
@SuppressWarnings("this-escape") // the pool only stores its backend
abstract class DeviceBackend implements Backend, AutoCloseable {
  private final Queue queue;
  private final Memory memory;
  private final Programs programs;
  private final StoragePool pool = new StoragePool(this);

  DeviceBackend(Device device, long bound, BinaryCache cache, Tiles tiles) {
    this.queue = new Queue(device, new Counters());
    this.memory = new Memory(queue, bound);
    this.programs = new Programs(queue, cache, tiles);
  }

  @Override
  public final String name() {
    return "opencl";
  }

  @Override
  public final String kernels() {
    return "OpenCL (" + device().name() + ")";
  }

  @Override
  public final int vectorBits() {
    return device().vectorBits();
  }

  /** Checks the range; the driver decides on threads. */
  @Override
  public final void limitThreads(int threads) {
    if (threads < 1) {
      throw new IllegalArgumentException("threads " + threads + ": at least 1 is needed");
    }
  }

  final Device device() {
    return queue.device();
  }

  final Counters counters() {
    return queue.counters();
  }

  /** A call of a kernel. */
  final Launch launch(String program, String kernel) {
    return new Launch(queue, programs, program, kernel);
  }

  @Override
  public final Storage allocate(Storage.Type type, int elements) {
    int capacity = Math.max(1, elements);
    long bytes = (long) capacity * DeviceStorage.bytes(type);
    return new DeviceStorage(this, type, capacity, memory.allocate(bytes, pool::clear));
  }

  @Override
  public final StoragePool pool() {
    return pool;
  }

  @Override
  public final Optional<DeviceUse> deviceUse() {
    Counters c = counters();
    return Optional.of(
        new DeviceUse(
            memory.used(),
            memory.most(),
            c.uploads.get(),
            c.uploadedBytes.get(),
            c.downloads.get(),
            c.downloadedBytes.get()));
  }

  /** Waits until everything asked for is done. */
  final void finish() {
    queue.finish();
  }

  /** Gives back everything. Tensors of this backend cannot be used any more. */
  @Override
  public final void close() {
    queue.finish();
    pool.clear();
    memory.close();
    programs.close();
    queue.close();
  }

  private void write(NdArray out, int width, Pointer source) {
    if (out.size() > 0) {
      long at = (long) out.offset() * width;
      queue.write(DeviceStorage.memory(out), at, (long) out.size() * width, source);
    }
  }

  private void read(NdArray x, int width, Pointer target) {
    if (x.size() > 0) {
      long at = (long) x.offset() * width;
      queue.read(DeviceStorage.memory(x), at, (long) x.size() * width, target);
    }
  }

  @Override
  public final void upload(float[] values, Tensor out) {
    Rules.owned("upload", this, out);
    Rules.transfer("upload", values.length, out);
    write(out, Float.BYTES, Pointer.to(values));
  }

  @Override
  public final void upload(double[] values, Tensor out) {
    float[] rounded = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      rounded[i] = (float) values[i];
    }
    upload(rounded, out);
  }

  @Override
  public final void upload(int[] values, Indices out) {
    Rules.owned("upload", this, out);
    Rules.transfer("upload", values.length, out);
    write(out, Integer.BYTES, Pointer.to(values));
    int least = IntStream.of(values).min().orElse(0);
    int largest = IntStream.of(values).max().orElse(0);
    DeviceStorage.range(out).written(out.offset(), values.length, least, largest);
  }

  @Override
  public final void upload(byte[] values, Bytes out) {
    Rules.owned("upload", this, out);
    Rules.transfer("upload", values.length, out);
    write(out, Byte.BYTES, Pointer.to(values));
  }

  @Override
  public final void download(Tensor x, float[] out) {
    Rules.owned("download", this, x);
    Rules.transfer("download", out.length, x);
    read(x, Float.BYTES, Pointer.to(out));
  }

  @Override
  public final void download(Tensor x, double[] out) {
    float[] values = new float[out.length];
    download(x, values);
    for (int i = 0; i < out.length; i++) {
      out[i] = values[i];
    }
  }

  @Override
  public final void download(Indices x, int[] out) {
    Rules.owned("download", this, x);
    Rules.transfer("download", out.length, x);
    read(x, Integer.BYTES, Pointer.to(out));
  }

  @Override
  public final void download(Bytes x, byte[] out) {
    Rules.owned("download", this, x);
    Rules.transfer("download", out.length, x);
    read(x, Byte.BYTES, Pointer.to(out));
  }

  @Override
  public final void fill(double value, Tensor out) {
    Rules.owned("fill", this, out);
    if (out.size() > 0) {
      long at = (long) out.offset() * Float.BYTES;
      long bytes = (long) out.size() * Float.BYTES;
      queue.fill(DeviceStorage.memory(out), at, bytes, (float) value);
    }
  }

  /**
   * Checks that integers lie in 0 … extent − 1: by what is known of them, or, where that does not
   * tell, by reading them back.
   *
   * @throws IndexOutOfBoundsException if one does not
   */
  final void requireRows(String op, Indices rows, int extent) {
    if (!DeviceStorage.range(rows).within(rows.offset(), rows.size(), extent)) {
      Rules.rows(op, rows, extent);
    }
  }
}
