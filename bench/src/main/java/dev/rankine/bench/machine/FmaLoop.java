package dev.rankine.bench.machine;

import dev.rankine.bench.work.FmaPeak;
import dev.rankine.bench.work.Trial;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Twelve independent chains of fused multiply-adds in registers: more than latency times ports on
 * any processor so far, and few enough for sixteen registers.
 */
final class FmaLoop {
  private static final VectorSpecies<Float> SPECIES = species();

  /** Lanes of the machine's vectors, 512 bits at most. */
  static final int LANES = SPECIES.length();

  private static final int CHAINS = 12;

  private final Team team;
  private final int steps;
  private final float[] sums;

  FmaLoop(Team team, FmaPeak peak) {
    this.team = team;
    this.steps = (int) (peak.flops() / (2 * CHAINS * LANES * team.size()));
    this.sums = new float[team.size()];
  }

  private static VectorSpecies<Float> species() {
    boolean wider = FloatVector.SPECIES_PREFERRED.length() > FloatVector.SPECIES_512.length();
    return wider ? FloatVector.SPECIES_512 : FloatVector.SPECIES_PREFERRED;
  }

  Trial trial() {
    return Trial.of(
        () -> team.run(member -> sums[member] = loop(steps)), () -> new float[] {sums[0]});
  }

  /** Every lane of every chain runs s ← ½·s + 1, whose limit 2 it reaches exactly. */
  private static float loop(int steps) {
    FloatVector half = FloatVector.broadcast(SPECIES, 0.5f);
    FloatVector one = FloatVector.broadcast(SPECIES, 1);
    FloatVector s0 = one;
    FloatVector s1 = one;
    FloatVector s2 = one;
    FloatVector s3 = one;
    FloatVector s4 = one;
    FloatVector s5 = one;
    FloatVector s6 = one;
    FloatVector s7 = one;
    FloatVector s8 = one;
    FloatVector s9 = one;
    FloatVector s10 = one;
    FloatVector s11 = one;
    for (int i = 0; i < steps; i++) {
      s0 = s0.fma(half, one);
      s1 = s1.fma(half, one);
      s2 = s2.fma(half, one);
      s3 = s3.fma(half, one);
      s4 = s4.fma(half, one);
      s5 = s5.fma(half, one);
      s6 = s6.fma(half, one);
      s7 = s7.fma(half, one);
      s8 = s8.fma(half, one);
      s9 = s9.fma(half, one);
      s10 = s10.fma(half, one);
      s11 = s11.fma(half, one);
    }
    FloatVector least =
        s0.min(s1).min(s2).min(s3).min(s4).min(s5).min(s6).min(s7).min(s8).min(s9).min(s10);
    return least.min(s11).lane(0);
  }
}
