package dev.rankine.bench.report;

import dev.rankine.bench.machine.Machine;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * All that is known of one machine.
 *
 * @param date of the last run, ISO 8601
 * @param implementations what each said of itself: version, kernels
 */
public record Results(
    Machine machine, String date, Map<String, String> implementations, List<Series> series) {

  /** One series, if it was measured. */
  public Optional<Series> find(String name, int threads) {
    return series.stream()
        .filter(one -> one.name().equals(name) && one.threads() == threads)
        .findFirst();
  }

  /** The numbers of threads that were measured, ascending. */
  public List<Integer> threads() {
    return series.stream().map(Series::threads).distinct().sorted().toList();
  }

  /** Of what was measured most often. */
  int rounds() {
    return series.stream()
        .flatMap(one -> one.seconds().values().stream())
        .mapToInt(List::size)
        .max()
        .orElse(0);
  }

  /** Older results, with these in place of what was measured again. */
  public Results over(Results older) {
    List<Series> all = new ArrayList<>(older.series);
    for (Series fresh : series) {
      int at =
          IntStream.range(0, all.size())
              .filter(i -> all.get(i).sameAs(fresh))
              .findFirst()
              .orElse(all.size());
      all.subList(at, Math.min(all.size(), at + 1)).clear();
      all.add(at, fresh);
    }
    Map<String, String> abouts = new TreeMap<>(older.implementations);
    abouts.putAll(implementations);
    return new Results(machine, date, abouts, List.copyOf(all));
  }
}
