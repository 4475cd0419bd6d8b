package dev.rankine.engine.opencl;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jocl.CL;
import org.jocl.Pointer;
import org.jocl.Sizeof;
import org.jocl.cl_device_id;
import org.jocl.cl_platform_id;

/**
 * One OpenCL device and what of it matters here.
 *
 * @param selector what {@code Backend.named} finds it by: {@code opencl:platform:device}
 * @param driver versions of platform, device and driver: what compiled programs depend on
 * @param memory bytes of global memory
 * @param largest bytes of the largest buffer
 * @param localMemory whether local memory is memory of its own; a processor's driver puts it into
 *     global memory, where it only costs
 */
record Device(
    cl_platform_id platform,
    cl_device_id id,
    String selector,
    String platformName,
    String name,
    String driver,
    long memory,
    long largest,
    int computeUnits,
    long largestGroup,
    boolean localMemory,
    int vectorBits) {

  /** Fused multiply-adds are not asked for: where they are slow they are still right. */
  private static final long NEEDED_FLOATS = CL.CL_FP_INF_NAN | CL.CL_FP_ROUND_TO_NEAREST;

  /** Work items in a group of the kernels that fix its size. */
  static final int GROUP = 64;

  /** All devices of all drivers on this machine; none where there is no driver. */
  static List<Device> all() {
    int[] count = new int[1];
    int code = CL.clGetPlatformIDs(0, null, count);
    List<Device> devices = new ArrayList<>();
    if (code != CL.CL_SUCCESS || count[0] == 0) {
      return devices; // The loader answers CL_PLATFORM_NOT_FOUND_KHR where no driver is installed.
    }
    cl_platform_id[] platforms = new cl_platform_id[count[0]];
    Status.check("list of platforms", CL.clGetPlatformIDs(platforms.length, platforms, null));
    for (int p = 0; p < platforms.length; p++) {
      cl_device_id[] ids = ids(platforms[p]);
      for (int d = 0; d < ids.length; d++) {
        devices.add(describe(platforms[p], ids[d], "opencl:" + p + ":" + d));
      }
    }
    return devices;
  }

  private static cl_device_id[] ids(cl_platform_id platform) {
    int[] count = new int[1];
    int code = CL.clGetDeviceIDs(platform, CL.CL_DEVICE_TYPE_ALL, 0, null, count);
    if (code == CL.CL_DEVICE_NOT_FOUND) {
      return new cl_device_id[0];
    }
    Status.check("list of devices", code);
    cl_device_id[] ids = new cl_device_id[count[0]];
    Status.check(
        "list of devices",
        CL.clGetDeviceIDs(platform, CL.CL_DEVICE_TYPE_ALL, ids.length, ids, null));
    return ids;
  }

  private static Device describe(cl_platform_id platform, cl_device_id id, String selector) {
    String driver =
        text(platform, CL.CL_PLATFORM_VERSION)
            + "; "
            + text(id, CL.CL_DEVICE_VERSION)
            + "; "
            + text(id, CL.CL_DRIVER_VERSION);
    return new Device(
        platform,
        id,
        selector,
        text(platform, CL.CL_PLATFORM_NAME),
        text(id, CL.CL_DEVICE_NAME),
        driver,
        number(id, CL.CL_DEVICE_GLOBAL_MEM_SIZE),
        number(id, CL.CL_DEVICE_MAX_MEM_ALLOC_SIZE),
        (int) number(id, CL.CL_DEVICE_MAX_COMPUTE_UNITS),
        number(id, CL.CL_DEVICE_MAX_WORK_GROUP_SIZE),
        number(id, CL.CL_DEVICE_LOCAL_MEM_TYPE) == CL.CL_LOCAL,
        Float.SIZE * (int) number(id, CL.CL_DEVICE_NATIVE_VECTOR_WIDTH_FLOAT));
  }

  /** Why the backend cannot run on this device, or empty if it can. */
  Optional<String> refusal() {
    String version = text(id, CL.CL_DEVICE_VERSION).replaceFirst("OpenCL (\\d+\\.\\d+).*", "$1");
    if (version.startsWith("1.0") || version.startsWith("1.1")) {
      return Optional.of("it knows OpenCL " + version + ", 1.2 is needed");
    }
    if (number(id, CL.CL_DEVICE_AVAILABLE) == 0) {
      return Optional.of("it is not available");
    }
    if (number(id, CL.CL_DEVICE_COMPILER_AVAILABLE) == 0) {
      return Optional.of("its driver has no compiler for OpenCL C");
    }
    if (number(id, CL.CL_DEVICE_ENDIAN_LITTLE) == 0) {
      return Optional.of("it is big-endian");
    }
    if ((number(id, CL.CL_DEVICE_SINGLE_FP_CONFIG) & NEEDED_FLOATS) != NEEDED_FLOATS) {
      return Optional.of("its float32 has no infinities and NaN, or does not round to nearest");
    }
    if (largestGroup < 4 * GROUP) {
      return Optional.of("its work-groups hold " + largestGroup + " items, 256 are needed");
    }
    return Optional.empty();
  }

  /** Whether division and square root can round correctly, with a build option. */
  boolean roundsDivision() {
    long config = number(id, CL.CL_DEVICE_SINGLE_FP_CONFIG);
    return (config & CL.CL_FP_CORRECTLY_ROUNDED_DIVIDE_SQRT) != 0;
  }

  /** A number of up to eight bytes; drivers write as many as its type has. */
  private static long number(cl_device_id id, int which) {
    long[] value = new long[1];
    long[] size = new long[1];
    Status.check("device info", CL.clGetDeviceInfo(id, which, 0, null, size));
    Status.check("device info", CL.clGetDeviceInfo(id, which, size[0], Pointer.to(value), null));
    return size[0] == Sizeof.cl_uint ? value[0] & 0xFFFFFFFFL : value[0];
  }

  private static String text(cl_device_id id, int which) {
    long[] size = new long[1];
    Status.check("device info", CL.clGetDeviceInfo(id, which, 0, null, size));
    byte[] bytes = new byte[(int) size[0]];
    Status.check("device info", CL.clGetDeviceInfo(id, which, size[0], Pointer.to(bytes), null));
    return text(bytes);
  }

  private static String text(cl_platform_id id, int which) {
    long[] size = new long[1];
    Status.check("platform info", CL.clGetPlatformInfo(id, which, 0, null, size));
    byte[] bytes = new byte[(int) size[0]];
    Status.check(
        "platform info", CL.clGetPlatformInfo(id, which, size[0], Pointer.to(bytes), null));
    return text(bytes);
  }

  private static String text(byte[] zeroTerminated) {
    int length = Math.max(0, zeroTerminated.length - 1);
    return new String(zeroTerminated, 0, length, StandardCharsets.UTF_8).strip();
  }
}
