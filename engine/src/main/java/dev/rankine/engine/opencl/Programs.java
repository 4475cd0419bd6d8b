package dev.rankine.engine.opencl;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jocl.CL;
import org.jocl.Pointer;
import org.jocl.Sizeof;
import org.jocl.cl_device_id;
import org.jocl.cl_kernel;
import org.jocl.cl_program;

/**
 * The programs of a device, built when one of their kernels is first asked for. A program is a
 * {@code .cl} resource behind {@code common.cl} and {@code functions.cl}, specialised by build
 * options. Not thread-safe: a kernel holds its arguments, so that {@link Launch} has to lock
 * anyhow.
 */
final class Programs implements AutoCloseable {
  private final Queue queue;
  private final BinaryCache cache;
  private final String options;
  private final Map<String, cl_program> programs = new HashMap<>();
  private final Map<String, cl_kernel> kernels = new HashMap<>();

  /**
   * None built yet.
   *
   * @param tiles sizes that are the same for all programs
   */
  Programs(Queue queue, BinaryCache cache, Tiles tiles) {
    this.queue = queue;
    this.cache = cache;
    String division =
        queue.device().roundsDivision() ? " -cl-fp32-correctly-rounded-divide-sqrt" : "";
    this.options = "-cl-std=CL1.2" + division + tiles.options();
  }

  /** The kernel with this name in a program. */
  cl_kernel kernel(String program, String name) {
    return kernels.computeIfAbsent(
        name,
        missing -> {
          int[] code = new int[1];
          cl_kernel made = CL.clCreateKernel(program(program), name, code);
          Status.checked("kernel " + name + " of " + program + ".cl", made, code);
          queue.counters().created.incrementAndGet();
          return made;
        });
  }

  private cl_program program(String name) {
    cl_program built = programs.get(name);
    if (built == null) {
      built = build(name, source("common") + source("functions") + source(name));
      programs.put(name, built);
    }
    return built;
  }

  private static String source(String name) {
    try (InputStream in = Programs.class.getResourceAsStream(name + ".cl")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  /**
   * Builds a program from the cache or from source.
   *
   * @throws OpenClException if the compiler refuses it; the message ends with its log
   */
  cl_program build(String name, String source) {
    Device device = queue.device();
    String key =
        BinaryCache.key(device.platformName(), device.name(), device.driver(), options, source);
    Optional<byte[]> binary = cache.find(key);
    if (binary.isPresent()) {
      Optional<cl_program> loaded = load(name, binary.get());
      if (loaded.isPresent()) {
        return loaded.get();
      }
    }
    int[] code = new int[1];
    String[] text = {source};
    cl_program made = CL.clCreateProgramWithSource(queue.context(), 1, text, null, code);
    Status.checked("program " + name, made, code);
    queue.counters().created.incrementAndGet();
    int result = compile(made);
    if (result != CL.CL_SUCCESS) {
      String log = log(made);
      release(made);
      throw new OpenClException(
          "opencl: " + name + ".cl does not compile on " + device.name() + ": " + log);
    }
    queue.counters().compiled.incrementAndGet();
    cache.keep(key, binary(name, made));
    return made;
  }

  private int compile(cl_program program) {
    cl_device_id[] ids = {queue.device().id()};
    return CL.clBuildProgram(program, 1, ids, options, null, null);
  }

  /** A program from its binary, unless the driver no longer takes it. */
  private Optional<cl_program> load(String name, byte[] binary) {
    int[] code = new int[1];
    cl_program loaded =
        CL.clCreateProgramWithBinary(
            queue.context(),
            1,
            new cl_device_id[] {queue.device().id()},
            new long[] {binary.length},
            new byte[][] {binary},
            new int[1],
            code);
    if (code[0] == CL.CL_INVALID_BINARY) {
      return Optional.empty();
    }
    Status.checked("program " + name + " from its binary", loaded, code);
    queue.counters().created.incrementAndGet();
    if (compile(loaded) != CL.CL_SUCCESS) {
      release(loaded);
      return Optional.empty();
    }
    return Optional.of(loaded);
  }

  private byte[] binary(String name, cl_program program) {
    long[] size = new long[1];
    Status.check(
        "size of the binary of " + name,
        CL.clGetProgramInfo(
            program, CL.CL_PROGRAM_BINARY_SIZES, Sizeof.size_t, Pointer.to(size), null));
    byte[] binary = new byte[(int) size[0]];
    Pointer list = Pointer.to(Pointer.to(binary));
    Status.check(
        "binary of " + name,
        CL.clGetProgramInfo(program, CL.CL_PROGRAM_BINARIES, Sizeof.POINTER, list, null));
    return binary;
  }

  private String log(cl_program program) {
    long[] size = new long[1];
    cl_device_id id = queue.device().id();
    int which = CL.CL_PROGRAM_BUILD_LOG;
    Status.check("build log", CL.clGetProgramBuildInfo(program, id, which, 0, null, size));
    byte[] text = new byte[(int) size[0]];
    Status.check(
        "build log", CL.clGetProgramBuildInfo(program, id, which, size[0], Pointer.to(text), null));
    return new String(text, StandardCharsets.UTF_8).replace("\0", "").strip();
  }

  private void release(cl_program program) {
    Status.check("release of a program", CL.clReleaseProgram(program));
    queue.counters().released.incrementAndGet();
  }

  @Override
  public void close() {
    for (cl_kernel kernel : kernels.values()) {
      Status.check("release of a kernel", CL.clReleaseKernel(kernel));
      queue.counters().released.incrementAndGet();
    }
    kernels.clear();
    programs.values().forEach(this::release);
    programs.clear();
  }
}
