package dev.rankine.engine.opencl;

import dev.rankine.engine.Backend;
import dev.rankine.engine.Indices;
import dev.rankine.engine.NdArray;
import dev.rankine.engine.Storage;
import java.lang.ref.Cleaner;
import org.jocl.cl_mem;

/**
 * A storage that is a buffer of a device. The pool keeps it between scopes; one that nobody holds
 * any more is given back by a {@link Cleaner}.
 */
final class DeviceStorage extends Storage {
  private static final Cleaner CLEANER = Cleaner.create();

  private final Memory.Buffer buffer;
  private final IndexRange range = new IndexRange();

  DeviceStorage(Backend backend, Type type, int capacity, Memory.Buffer buffer) {
    super(backend, type, capacity);
    this.buffer = buffer;
    CLEANER.register(this, buffer);
  }

  static int bytes(Type type) {
    return type == Type.UINT8 ? 1 : 4;
  }

  static cl_mem memory(NdArray x) {
    return ((DeviceStorage) x.storage()).buffer.handle();
  }

  /** What is known of integers without reading them back. */
  static IndexRange range(Indices x) {
    return ((DeviceStorage) x.storage()).range;
  }

  @Override
  protected void discard() {
    buffer.run();
  }
}
