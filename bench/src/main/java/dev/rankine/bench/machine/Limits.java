package dev.rankine.bench.machine;

import dev.rankine.bench.work.FmaPeak;
import dev.rankine.bench.work.Implementation;
import dev.rankine.bench.work.Triad;
import dev.rankine.bench.work.Trial;
import dev.rankine.bench.work.Workload;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Measures the two limits: arithmetic and traffic (Williams, Waterman and Patterson 2009). */
public final class Limits implements Implementation {
  /** Its name. */
  public static final String NAME = "machine";

  private Team team;

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public boolean exact() {
    return true;
  }

  @Override
  public Limited avx2() {
    return new Limited(List.of("-XX:UseAVX=2"), Map.of());
  }

  @Override
  public String start(int threads) {
    team = new Team(threads);
    return FmaLoop.LANES * Float.SIZE + "-bit vectors, JDK " + Runtime.version();
  }

  @Override
  public Optional<Trial> open(Workload workload) {
    return switch (workload) {
      case FmaPeak peak -> Optional.of(new FmaLoop(team, peak).trial());
      case Triad triad -> Optional.of(new TriadLoop(team, triad).trial());
      default -> Optional.empty();
    };
  }
}
