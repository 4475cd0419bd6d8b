package dev.rankine.bench.run;

import dev.rankine.bench.machine.Limits;
import dev.rankine.bench.rankine.Rankine;
import dev.rankine.bench.work.Implementation;
import java.util.List;

/** The implementations in this jar. */
public final class Implementations {
  private Implementations() {}

  /** All of them, the machine's limits first. */
  public static List<Implementation> all() {
    return Implementation.with(new Limits(), Rankine.implicit(), Rankine.materialised());
  }

  /**
   * The one with this name.
   *
   * @throws IllegalArgumentException if the jar has none
   */
  public static Implementation named(String name) {
    return all().stream()
        .filter(implementation -> implementation.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "impl "
                        + name
                        + " is not in this jar, which has "
                        + all().stream().map(Implementation::name).toList()
                        + "; build it with -Ppeers for openblas and libtorch"));
  }
}
