package dev.rankine.engine.cpu;

import java.util.Optional;

/**
 * Which kernels run: the SIMD ones where the incubating Vector API is readable and the processor
 * has a fused multiply-add, else the scalar ones. {@code -Drankine.kernels=scalar|vector} forces
 * one.
 */
public final class KernelChoice {
  private static final String VECTOR = "dev.rankine.engine.cpu.vector.VectorKernels";

  private static Kernels best;

  private KernelChoice() {}

  /** The plain loops. */
  public static Kernels scalar() {
    return new ScalarKernels();
  }

  /**
   * The kernels in force for this JVM.
   *
   * @throws IllegalStateException if the forced ones cannot be had, or their vectors have a width
   *     that there is not
   */
  public static synchronized Kernels best() {
    if (best == null) {
      best = choose(System.getProperty("rankine.kernels", "auto"));
    }
    return best;
  }

  static Kernels choose(String wanted) {
    if (!wanted.matches("auto|scalar|vector")) {
      throw new IllegalStateException(
          "-Drankine.kernels=" + wanted + ": choose scalar or vector, or leave it out");
    }
    if (wanted.equals("scalar")) {
      return scalar();
    }
    Optional<String> obstacle = obstacle();
    if (obstacle.isEmpty()) {
      return open();
    }
    if (wanted.equals("vector")) {
      throw new IllegalStateException("-Drankine.kernels=vector: " + obstacle.get());
    }
    System.getLogger("dev.rankine.engine")
        .log(
            System.Logger.Level.WARNING,
            "Scalar kernels, about 30 times slower: " + obstacle.get());
    return scalar();
  }

  private static Optional<String> obstacle() {
    try {
      Class.forName("jdk.incubator.vector.FloatVector", false, KernelChoice.class.getClassLoader());
    } catch (ClassNotFoundException absent) {
      return Optional.of(
          "the Vector API is not loaded; start java with --add-modules jdk.incubator.vector");
    }
    if (!Fma.HARDWARE) {
      return Optional.of("this processor has no fused multiply-add, which is emulated exactly");
    }
    return Optional.empty();
  }

  /** The width is checked here, for the class that asks for it could not be loaded again. */
  private static Kernels open() {
    String bits = System.getProperty("rankine.vector.bits");
    if (bits != null && !bits.matches("128|256|512")) {
      throw new IllegalStateException(
          "-Drankine.vector.bits=" + bits + ": choose 128, 256 or 512, or leave it out");
    }
    try {
      return (Kernels) Class.forName(VECTOR).getConstructor().newInstance();
    } catch (java.lang.reflect.InvocationTargetException failed) {
      throw new IllegalStateException("vector kernels: " + failed.getCause().getMessage());
    } catch (ReflectiveOperationException missing) {
      throw new IllegalStateException("the vector kernels are not in this build", missing);
    }
  }
}
