package dev.rankine.bench.report;

import dev.rankine.bench.work.Gemm;
import dev.rankine.bench.work.Suite;
import dev.rankine.bench.work.Triad;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.stream.Stream;

/** Results as Markdown. */
public final class Tables {
  private final Results results;

  /** Tables of these results. */
  public Tables(Results results) {
    this.results = results;
  }

  /** Everything: who ran, the limits, and one table for each group and number of threads. */
  public String text() {
    StringBuilder text = new StringBuilder(who()).append(limits());
    for (Group group : Group.ALL) {
      results.threads().forEach(threads -> text.append(table(group, threads)));
    }
    return text.toString();
  }

  private String who() {
    StringBuilder text =
        new StringBuilder(
            String.format(
                Locale.ROOT,
                "%s, %d cores, %d-bit vectors, %s, JDK %s; measured on %s, in %s.%n%n",
                results.machine().cpu(),
                results.machine().cores(),
                results.machine().vectorBits(),
                results.machine().os(),
                results.machine().jdk(),
                results.date(),
                Markdown.rounds(results.rounds())));
    results
        .implementations()
        .forEach((name, about) -> text.append("* `" + name + "`: " + about + "\n"));
    return text.append('\n').toString();
  }

  private String limits() {
    List<Roofline> rooflines =
        results.threads().stream().map(threads -> new Roofline(results, threads)).toList();
    if (rooflines.stream().noneMatch(roofline -> roofline.flopsPerSecond().isPresent())) {
      return "";
    }
    List<String> head = new ArrayList<>(List.of("Limits of the machine"));
    results.threads().forEach(threads -> head.add(Markdown.threads(threads)));
    List<List<String>> rows = new ArrayList<>();
    rows.add(row("fused multiply-adds", rooflines, one -> giga(one.flopsPerSecond(), "FLOP/s")));
    for (Triad triad : Suite.triads()) {
      String label = "triad over " + triad.label();
      rows.add(row(label, rooflines, one -> giga(one.bytesPerSecond(triad.footprint()), "B/s")));
    }
    return Markdown.table(head, rows);
  }

  private static List<String> row(
      String label, List<Roofline> rooflines, Function<Roofline, String> cell) {
    return Stream.concat(Stream.of(label), rooflines.stream().map(cell)).toList();
  }

  private static String giga(OptionalDouble value, String unit) {
    OptionalDouble scaled = value.isEmpty() ? value : OptionalDouble.of(value.getAsDouble() * 1e-9);
    return Markdown.number(scaled, "%.1f G" + unit);
  }

  private String table(Group group, int threads) {
    List<Series> found = group.of(results, threads);
    if (found.isEmpty()) {
      return "";
    }
    List<String> head = new ArrayList<>(List.of(group.unit().label));
    head.addAll(group.implementations());
    head.addAll(List.of(group.peer() + " / rankine", "of the limit"));
    boolean chose = found.stream().anyMatch(series -> series.how().containsKey(group.peer()));
    if (chose) {
      head.add(group.peer() + " did it");
    }
    Roofline roofline = new Roofline(results, threads);
    return "**"
        + group.title()
        + ", "
        + Markdown.threads(threads)
        + "**\n\n"
        + Markdown.table(head, found.stream().map(one -> row(group, one, roofline, chose)).toList())
        + ratios(group, found)
        + (group.equals(Group.ODD) ? odd(threads) : "");
  }

  private static List<String> row(Group group, Series series, Roofline roofline, boolean chose) {
    List<String> cells = new ArrayList<>(List.of(group.row(series)));
    for (String implementation : group.implementations()) {
      cells.add(
          series.has(implementation)
              ? group.unit().format(series, series.median(implementation))
              : Markdown.NOTHING);
    }
    cells.add(series.ratio(group.peer()).map(Tables::spread).orElse(Markdown.NOTHING));
    OptionalDouble limit = roofline.seconds(series);
    cells.add(
        limit.isEmpty()
            ? Markdown.NOTHING
            : Markdown.number(100 * limit.getAsDouble() / series.median(Group.RANKINE), "%.0f %%"));
    if (chose) {
      cells.add(series.how().getOrDefault(group.peer(), ""));
    }
    return cells;
  }

  private static String spread(Statistics.Ratio ratio) {
    return String.format(
        Locale.ROOT, "%.2f (%.2f–%.2f)", ratio.median(), ratio.lowest(), ratio.highest());
  }

  private static String ratios(Group group, List<Series> found) {
    List<Double> ratios =
        found.stream()
            .flatMap(series -> series.ratio(group.peer()).stream())
            .map(Statistics.Ratio::median)
            .toList();
    return ratios.size() < 2
        ? ""
        : String.format(
            Locale.ROOT,
            "Geometric mean of the ratios %.2f, least %.2f.%n%n",
            Statistics.geometricMean(ratios),
            ratios.stream().mapToDouble(Double::doubleValue).min().orElseThrow());
  }

  /** What an odd side costs: Rankine's GFLOP/s as a share of those at the even neighbour. */
  private String odd(int threads) {
    List<String> shares = new ArrayList<>();
    for (int[] pair : new int[][] {{97, 96}, {257, 256}, {1023, 1024}}) {
      Optional<Double> odd = rate(pair[0], threads);
      Optional<Double> even = rate(pair[1], threads);
      if (odd.isPresent() && even.isPresent()) {
        String share = Markdown.number(100 * odd.get() / even.get(), "%.0f %%");
        shares.add(pair[0] + " reaches " + share + " of " + pair[1]);
      }
    }
    return shares.isEmpty() ? "" : "On Rankine " + String.join(", ", shares) + ".\n\n";
  }

  private Optional<Double> rate(int n, int threads) {
    return results
        .find(Gemm.square(Gemm.Form.NN, n).name(), threads)
        .filter(series -> series.has(Group.RANKINE))
        .map(series -> series.flops() / series.median(Group.RANKINE));
  }
}
