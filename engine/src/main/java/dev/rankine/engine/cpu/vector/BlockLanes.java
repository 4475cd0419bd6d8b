package dev.rankine.engine.cpu.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/**
 * The vector width of convolution blocks: that of {@link Lanes}, but at most 256 bits. Their lanes
 * are channels, of which small networks have eight, so that half of a wider vector would do nothing
 * (a fifth of a training step on Zen 4, whose 512-bit instructions run at half the rate besides).
 */
final class BlockLanes {
  static final VectorSpecies<Float> FLOAT = choose();
  static final VectorSpecies<Integer> INT = VectorSpecies.of(int.class, FLOAT.vectorShape());

  /** Floats in a vector. */
  static final int COUNT = FLOAT.length();

  /** Whether there are 32 registers of 256 bits. */
  static final boolean MANY_REGISTERS =
      COUNT == 8 && (Lanes.COUNT == 16 || FloatVector.SPECIES_PREFERRED.length() >= 16);

  private BlockLanes() {}

  private static VectorSpecies<Float> choose() {
    int bits = Math.min(256, Lanes.FLOAT.vectorBitSize());
    return VectorSpecies.of(float.class, VectorShape.forBitSize(bits));
  }
}
