package dev.rankine.engine.opencl;

import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jocl.CL;
import org.jocl.cl_mem;

/** The buffers of a device: how much they take, and how much they may take. Thread-safe. */
final class Memory implements AutoCloseable {
  /** How often the garbage collector is asked for buffers that nobody holds any more. */
  private static final int ATTEMPTS = 5;

  private final Queue queue;
  private final long bound;
  private final Set<Buffer> live = ConcurrentHashMap.newKeySet();
  private long used;
  private long most;

  /**
   * No buffers yet.
   *
   * @param bound the most bytes that all of them may take
   */
  Memory(Queue queue, long bound) {
    this.queue = queue;
    this.bound = bound;
  }

  /** One buffer, given back once. Holds no reference to the storage that owns it. */
  final class Buffer implements Runnable {
    private final cl_mem handle;
    private final long bytes;

    private Buffer(cl_mem handle, long bytes) {
      this.handle = handle;
      this.bytes = bytes;
    }

    cl_mem handle() {
      return handle;
    }

    /** Gives it back, the first time. */
    @Override
    public void run() {
      if (live.remove(this)) {
        Status.check("release of a buffer", CL.clReleaseMemObject(handle));
        queue.counters().released.incrementAndGet();
        synchronized (Memory.this) {
          used -= bytes;
        }
      }
    }
  }

  /**
   * A new buffer.
   *
   * @param discard gives back what waits for reuse
   * @throws OpenClException if it does not fit; the message has the sizes
   */
  Buffer allocate(long bytes, Runnable discard) {
    if (bytes <= queue.device().largest()) {
      for (int attempt = 0; attempt <= ATTEMPTS; attempt++) {
        if (reserve(bytes)) {
          return create(bytes);
        }
        discard.run();
        if (attempt > 0) {
          collect(attempt);
        }
      }
    }
    throw full(bytes);
  }

  private synchronized boolean reserve(long bytes) {
    boolean fits = used + bytes <= bound;
    used += fits ? bytes : 0;
    most = Math.max(most, used);
    return fits;
  }

  /**
   * The collector finds storages outside scopes that nobody holds; a cleaner frees their memory.
   */
  private static void collect(int attempt) {
    System.gc();
    try {
      Thread.sleep(10L * attempt);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private Buffer create(long bytes) {
    int[] code = new int[1];
    cl_mem handle = CL.clCreateBuffer(queue.context(), CL.CL_MEM_READ_WRITE, bytes, null, code);
    if (code[0] != CL.CL_SUCCESS) {
      synchronized (this) {
        used -= bytes;
      }
      boolean outOfMemory =
          code[0] == CL.CL_MEM_OBJECT_ALLOCATION_FAILURE
              || code[0] == CL.CL_OUT_OF_RESOURCES
              || code[0] == CL.CL_OUT_OF_HOST_MEMORY;
      if (outOfMemory) {
        throw full(bytes);
      }
    }
    Buffer buffer =
        new Buffer(Status.checked("buffer of " + bytes + " bytes", handle, code), bytes);
    queue.counters().created.incrementAndGet();
    live.add(buffer);
    return buffer;
  }

  private OpenClException full(long bytes) {
    Device device = queue.device();
    return new OpenClException(
        String.format(
            Locale.ROOT,
            "%s: out of device memory: %,d bytes do not fit, %,d of %,d are in use and one buffer"
                + " holds at most %,d; choose a smaller batch",
            device.selector(),
            bytes,
            used(),
            bound,
            device.largest()));
  }

  /** Bytes of all buffers. */
  synchronized long used() {
    return used;
  }

  /** The most that they ever took. */
  synchronized long most() {
    return most;
  }

  /** Gives back every buffer. */
  @Override
  public void close() {
    live.forEach(Buffer::run);
  }
}
