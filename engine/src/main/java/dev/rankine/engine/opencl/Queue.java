package dev.rankine.engine.opencl;

import org.jocl.CL;
import org.jocl.Pointer;
import org.jocl.Sizeof;
import org.jocl.cl_command_queue;
import org.jocl.cl_context;
import org.jocl.cl_context_properties;
import org.jocl.cl_device_id;
import org.jocl.cl_kernel;
import org.jocl.cl_mem;

/**
 * A context on one device and its one queue, which runs commands in the order they come: an op sees
 * all that earlier ops wrote, and the host waits only where it reads. Thread-safe.
 */
final class Queue implements AutoCloseable {
  private final Device device;
  private final Counters counters;
  private final cl_context context;
  private final cl_command_queue commands;

  Queue(Device device, Counters counters) {
    this.device = device;
    this.counters = counters;
    int[] code = new int[1];
    cl_context_properties properties = new cl_context_properties();
    properties.addProperty(CL.CL_CONTEXT_PLATFORM, device.platform());
    cl_device_id[] ids = {device.id()};
    cl_context made = CL.clCreateContext(properties, 1, ids, null, null, code);
    this.context = Status.checked("context on " + device.name(), made, code);
    counters.created.incrementAndGet();
    @SuppressWarnings("deprecation") // what replaces it came after OpenCL 1.2
    cl_command_queue queue = CL.clCreateCommandQueue(context, device.id(), 0, code);
    if (code[0] != CL.CL_SUCCESS) {
      releaseContext();
    }
    this.commands = Status.checked("queue on " + device.name(), queue, code);
    counters.created.incrementAndGet();
  }

  Device device() {
    return device;
  }

  Counters counters() {
    return counters;
  }

  cl_context context() {
    return context;
  }

  /** Waits until elements are on the device. */
  void write(cl_mem memory, long atByte, long bytes, Pointer source) {
    counters.uploads.incrementAndGet();
    counters.uploadedBytes.addAndGet(bytes);
    Status.check(
        "upload of " + bytes + " bytes",
        CL.clEnqueueWriteBuffer(commands, memory, true, atByte, bytes, source, 0, null, null));
  }

  /** Waits until all earlier commands are done and elements are here. */
  void read(cl_mem memory, long atByte, long bytes, Pointer target) {
    counters.downloads.incrementAndGet();
    counters.downloadedBytes.addAndGet(bytes);
    Status.check(
        "download of " + bytes + " bytes",
        CL.clEnqueueReadBuffer(commands, memory, true, atByte, bytes, target, 0, null, null));
  }

  /** Writes one float everywhere in a stretch. */
  void fill(cl_mem memory, long atByte, long bytes, float value) {
    Status.check(
        "fill of " + bytes + " bytes",
        CL.clEnqueueFillBuffer(
            commands,
            memory,
            Pointer.to(new float[] {value}),
            Sizeof.cl_float,
            atByte,
            bytes,
            0,
            null,
            null));
  }

  /** Runs a kernel whose arguments are set. */
  void run(String name, cl_kernel kernel, long[] global, long[] local) {
    Status.check(
        "kernel " + name,
        CL.clEnqueueNDRangeKernel(
            commands, kernel, global.length, null, global, local, 0, null, null));
  }

  /** Waits for all commands. */
  void finish() {
    Status.check("wait for " + device.name(), CL.clFinish(commands));
  }

  @Override
  public void close() {
    finish();
    Status.check("release of the queue", CL.clReleaseCommandQueue(commands));
    counters.released.incrementAndGet();
    releaseContext();
  }

  private void releaseContext() {
    Status.check("release of the context", CL.clReleaseContext(context));
    counters.released.incrementAndGet();
  }
}
