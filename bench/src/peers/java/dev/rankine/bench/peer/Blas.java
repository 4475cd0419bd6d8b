package dev.rankine.bench.peer;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import dev.rankine.bench.work.Gemm;
import dev.rankine.bench.work.Gemv;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.openblas.global.openblas_nolapack;

/**
 * The C functions of OpenBLAS that we need, called directly: JavaCPP only unpacks and loads the
 * library. Matrices are row-major and lie outside the Java heap.
 */
@SuppressWarnings("restricted") // native code is what this class is for
final class Blas {
  private static final int ROW_MAJOR = 101;
  private static final int AS_STORED = 111;
  private static final int TRANSPOSED = 112;
  private static final int CACHE_LINE = 64;

  private final MethodHandle sgemm =
      handle(
          FunctionDescriptor.ofVoid(
              JAVA_INT,
              JAVA_INT,
              JAVA_INT,
              JAVA_INT,
              JAVA_INT,
              JAVA_INT,
              JAVA_FLOAT,
              ADDRESS,
              JAVA_INT,
              ADDRESS,
              JAVA_INT,
              JAVA_FLOAT,
              ADDRESS,
              JAVA_INT),
          "cblas_sgemm");
  private final MethodHandle sgemv =
      handle(
          FunctionDescriptor.ofVoid(
              JAVA_INT,
              JAVA_INT,
              JAVA_INT,
              JAVA_INT,
              JAVA_FLOAT,
              ADDRESS,
              JAVA_INT,
              ADDRESS,
              JAVA_INT,
              JAVA_FLOAT,
              ADDRESS,
              JAVA_INT),
          "cblas_sgemv");
  private final MethodHandle setThreads =
      handle(FunctionDescriptor.ofVoid(JAVA_INT), "openblas_set_num_threads");
  private final MethodHandle config = handle(FunctionDescriptor.of(ADDRESS), "openblas_get_config");
  private final MethodHandle kernel =
      handle(FunctionDescriptor.of(ADDRESS), "openblas_get_corename");

  private Blas() {}

  static Blas load() {
    Loader.load(openblas_nolapack.class);
    return new Blas();
  }

  private static MethodHandle handle(FunctionDescriptor type, String name) {
    MemorySegment address = SymbolLookup.loaderLookup().findOrThrow(name);
    return Linker.nativeLinker().downcallHandle(address, type);
  }

  /** A copy outside the heap, for the life of the process. */
  static MemorySegment copyOf(float[] values) {
    MemorySegment segment = Arena.global().allocate((long) values.length * Float.BYTES, CACHE_LINE);
    MemorySegment.copy(values, 0, segment, JAVA_FLOAT, 0, values.length);
    return segment;
  }

  static float[] floats(MemorySegment segment) {
    return segment.toArray(JAVA_FLOAT);
  }

  void gemm(Gemm gemm, MemorySegment a, MemorySegment b, MemorySegment c) {
    boolean at = gemm.form().transposedA();
    boolean bt = gemm.form().transposedB();
    try {
      sgemm.invokeExact(
          ROW_MAJOR,
          at ? TRANSPOSED : AS_STORED,
          bt ? TRANSPOSED : AS_STORED,
          gemm.m(),
          gemm.n(),
          gemm.k(),
          1f,
          a,
          at ? gemm.m() : gemm.k(),
          b,
          bt ? gemm.k() : gemm.n(),
          0f,
          c,
          gemm.n());
    } catch (Throwable thrown) {
      throw new IllegalStateException(thrown);
    }
  }

  void gemv(Gemv gemv, MemorySegment a, MemorySegment x, MemorySegment y) {
    int n = gemv.n();
    try {
      sgemv.invokeExact(
          ROW_MAJOR, gemv.transposed() ? TRANSPOSED : AS_STORED, n, n, 1f, a, n, x, 1, 0f, y, 1);
    } catch (Throwable thrown) {
      throw new IllegalStateException(thrown);
    }
  }

  void setThreads(int threads) {
    try {
      setThreads.invokeExact(threads);
    } catch (Throwable thrown) {
      throw new IllegalStateException(thrown);
    }
  }

  /** Version and how it was built. */
  String config() {
    return text(config);
  }

  /** The processor whose kernels it chose. */
  String kernel() {
    return text(kernel);
  }

  private static String text(MethodHandle function) {
    try {
      MemorySegment address = (MemorySegment) function.invokeExact();
      return address.reinterpret(Long.MAX_VALUE).getString(0);
    } catch (Throwable thrown) {
      throw new IllegalStateException(thrown);
    }
  }
}
