package dev.rankine.bench.machine;

import dev.rankine.bench.work.Triad;
import dev.rankine.bench.work.Trial;

/** The triad as a plain loop, which the JIT turns into vector code. */
final class TriadLoop {
  private final Team team;
  private final Triad triad;
  private final float[] a;
  private final float[] b;
  private final float[] c;

  TriadLoop(Team team, Triad triad) {
    this.team = team;
    this.triad = triad;
    a = new float[triad.elements()];
    b = new float[triad.elements()];
    c = new float[triad.elements()];
    for (int i = 0; i < a.length; i++) {
      b[i] = Triad.b(i);
      c[i] = Triad.c(i);
    }
  }

  Trial trial() {
    return Trial.of(() -> team.run(this::sweep), () -> a);
  }

  /** Each member has a share of its own, a multiple of 64 bytes but for the last. */
  private void sweep(int member) {
    int share = Math.ceilDiv(a.length, 16 * team.size()) * 16;
    int from = Math.min(a.length, member * share);
    int to = Math.min(a.length, from + share);
    for (int i = 0; i < triad.sweeps(); i++) {
      loop(a, b, c, from, to);
    }
  }

  private static void loop(float[] a, float[] b, float[] c, int from, int to) {
    for (int i = from; i < to; i++) {
      a[i] = b[i] + Triad.SCALE * c[i];
    }
  }
}
