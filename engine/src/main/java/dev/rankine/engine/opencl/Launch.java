package dev.rankine.engine.opencl;

import dev.rankine.engine.NdArray;
import java.util.ArrayList;
import java.util.List;
import org.jocl.CL;
import org.jocl.NativePointerObject;
import org.jocl.Pointer;
import org.jocl.Sizeof;
import org.jocl.cl_kernel;
import org.jocl.cl_mem;

/**
 * One call of a kernel: its arguments in order, then {@link #run}. An array is two arguments, the
 * buffer and the index of its first element.
 */
final class Launch {
  private record Argument(long bytes, Pointer value) {}

  private final Queue queue;
  private final Programs programs;
  private final String program;
  private final String kernel;
  private final List<Argument> arguments = new ArrayList<>();

  Launch(Queue queue, Programs programs, String program, String kernel) {
    this.queue = queue;
    this.programs = programs;
    this.program = program;
    this.kernel = kernel;
  }

  Launch array(NdArray x) {
    return array(x, 0);
  }

  /** An array from an element on. */
  Launch array(NdArray x, int offset) {
    cl_mem memory = DeviceStorage.memory(x);
    arguments.add(new Argument(Sizeof.cl_mem, Pointer.to((NativePointerObject) memory)));
    return ints(x.offset() + offset);
  }

  /** Numbers, each an argument. */
  Launch ints(int... values) {
    for (int value : values) {
      arguments.add(new Argument(Sizeof.cl_int, Pointer.to(new int[] {value})));
    }
    return this;
  }

  /** Numbers, each an argument, rounded to float32. */
  Launch floats(double... values) {
    for (double value : values) {
      arguments.add(new Argument(Sizeof.cl_float, Pointer.to(new float[] {(float) value})));
    }
    return this;
  }

  Launch longs(long... values) {
    for (long value : values) {
      arguments.add(new Argument(Sizeof.cl_long, Pointer.to(new long[] {value})));
    }
    return this;
  }

  /** One argument: a struct of numbers. */
  Launch struct(int... values) {
    arguments.add(new Argument((long) values.length * Sizeof.cl_int, Pointer.to(values)));
    return this;
  }

  Launch walk(Walk walk) {
    return struct(walk.packed());
  }

  /** Runs so many work items and what makes the last group full: the kernel returns there. */
  void run(int items) {
    run(new long[] {items, 1, 1}, new long[] {Device.GROUP, 1, 1});
  }

  /** Runs so many work items in groups; no items at all is nothing to do. */
  void run(long[] items, long[] group) {
    long[] global = new long[items.length];
    for (int i = 0; i < items.length; i++) {
      if (items[i] == 0) {
        return;
      }
      global[i] = Math.ceilDiv(items[i], group[i]) * group[i];
    }
    synchronized (programs) {
      cl_kernel made = programs.kernel(program, kernel);
      for (int i = 0; i < arguments.size(); i++) {
        Argument argument = arguments.get(i);
        Status.check(
            "argument " + i + " of " + kernel,
            CL.clSetKernelArg(made, i, argument.bytes(), argument.value()));
      }
      queue.run(kernel, made, global, group);
    }
  }
}
