package dev.rankine.engine.cpu.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/**
 * The vector width of this JVM: the widest that the processor has, at most 512 bits, or what {@code
 * -Drankine.vector.bits=128|256|512} asks for. A width that the processor lacks runs in plain Java:
 * the same bits, far slower; it is there to verify the wider kernels.
 */
final class Lanes {
  static final VectorSpecies<Float> FLOAT = choose();
  static final VectorSpecies<Integer> INT = VectorSpecies.of(int.class, FLOAT.vectorShape());

  /** Floats in a vector. */
  static final int COUNT = FLOAT.length();

  /** Half a vector. */
  static final VectorSpecies<Float> HALF =
      VectorSpecies.of(float.class, VectorShape.forBitSize(FLOAT.vectorBitSize() / 2));

  /** Whether there are 32 vector registers: with AVX-512 at any width, and with NEON and SVE. */
  static final boolean MANY_REGISTERS =
      System.getProperty("os.arch").equals("aarch64")
          || COUNT == 16
          || FloatVector.SPECIES_PREFERRED.length() >= 16;

  private Lanes() {}

  /** Whether the processor lacks this width. */
  static boolean isEmulated() {
    return FLOAT.vectorBitSize() > FloatVector.SPECIES_PREFERRED.vectorBitSize();
  }

  /** What is wanted has been checked by {@link dev.rankine.engine.cpu.KernelChoice}. */
  private static VectorSpecies<Float> choose() {
    int preferred = Math.min(512, FloatVector.SPECIES_PREFERRED.vectorBitSize());
    int bits = Integer.getInteger("rankine.vector.bits", preferred);
    return VectorSpecies.of(float.class, VectorShape.forBitSize(bits));
  }
}
