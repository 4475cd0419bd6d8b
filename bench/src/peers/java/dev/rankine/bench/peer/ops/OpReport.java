package dev.rankine.bench.peer.ops;

import dev.rankine.bench.machine.Machine;
import dev.rankine.bench.peer.LibTorch;
import dev.rankine.engine.Backend;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Compares every op with libtorch's and writes the two tables of {@code bench/README.md}.
 *
 * <p>Arguments: {@code differences}, which fails if one is above its bound, or {@code times}; and
 * the folder {@code bench} if it is not in the current one.
 */
public final class OpReport {
  private static final int THREADS = 2;
  private static final double TARGET = 1.5;

  private OpReport() {}

  /** Measures and writes. */
  public static void main(String[] args) throws IOException {
    String what = args.length == 0 ? "" : args[0];
    Path page = Path.of(args.length < 2 ? "bench" : args[1]).resolve("README.md");
    Backend backend = Backend.cpu();
    backend.limitThreads(THREADS);
    String peer = new LibTorch().start(THREADS);
    switch (what) {
      case "differences" -> {
        List<Conformance> compared =
            pairs().stream().map(pair -> Conformance.of(pair, backend)).toList();
        write(page, what, differences(compared));
        compared.forEach(OpReport::requireWithin);
      }
      case "times" -> {
        List<OpTimes> timed = pairs().stream().map(pair -> OpTimes.of(pair, backend)).toList();
        write(page, what, times(timed, backend, peer));
      }
      default -> throw new IllegalArgumentException("say what to write: differences or times");
    }
  }

  private static void requireWithin(Conformance c) {
    if (!c.output().isWithin() || !c.gradients().isWithin()) {
      throw new IllegalStateException(c.pair().name() + " is above its bound: " + row(c));
    }
  }

  /** Between two markers of the page. */
  private static void write(Path page, String what, String tables) throws IOException {
    String start = "<!-- op " + what + ", written by: OpReport " + what + " -->";
    String end = "<!-- end of op " + what + " -->";
    String text = Files.readString(page);
    int from = text.indexOf(start) + start.length();
    int to = text.indexOf(end);
    if (from < start.length() || to < from) {
      throw new IOException(page + " needs the two lines " + start + " and " + end);
    }
    Files.writeString(page, text.substring(0, from) + "\n\n" + tables + "\n" + text.substring(to));
  }

  private static List<OpPair> pairs() {
    return Stream.of(Pointwise.pairs(), Reduced.pairs(), Moved.pairs(), Layered.pairs())
        .flatMap(List::stream)
        .toList();
  }

  private static String differences(List<Conformance> all) {
    StringBuilder table =
        new StringBuilder(
            """
            | op | samples | outputs | bound | gradients | bound |
            |---|---:|---:|---:|---:|---:|
            """);
    all.forEach(each -> table.append(row(each)).append('\n'));
    return table.toString();
  }

  private static String row(Conformance c) {
    String contraction = c.pair().bound().lengths() == null ? "" : " ∗";
    return String.format(
        Locale.ROOT,
        "| %s%s | %d | %.2f | %.0f | %.2f | %.0f |",
        c.pair().name(),
        contraction,
        c.samples(),
        c.output().units(),
        c.output().bound(),
        c.gradients().units(),
        c.gradients().bound());
  }

  private static String times(List<OpTimes> all, Backend backend, String peer) throws IOException {
    Machine machine = Machine.here(0);
    StringBuilder table = new StringBuilder();
    table.append(machine.cpu()).append(", JDK ").append(machine.jdk()).append("; ");
    table.append(backend.kernels()).append(" kernels; ");
    table.append(peer).append(", OMP_WAIT_POLICY ");
    table.append(System.getenv().getOrDefault("OMP_WAIT_POLICY", "not set"));
    table.append(". Two threads, one run, medians of ").append(Beside.ROUNDS);
    table.append(" rounds, µs.\n\n");
    table.append(
        """
        | op | forward | libtorch | ratio | with backward | libtorch | ratio | |
        |---|---:|---:|---:|---:|---:|---:|---|
        """);
    all.forEach(each -> table.append(row(each)).append('\n'));
    long slow = all.stream().filter(OpReport::isSlow).count();
    long doubtful = all.stream().filter(OpReport::isDoubtful).count();
    long both = all.stream().filter(t -> isSlow(t) && isDoubtful(t)).count();
    table.append("\n").append(slow).append(" of ").append(all.size());
    table.append(" ops are slower than 1.5 times libtorch's, ").append(both);
    table.append(" of them in a disturbed row; ").append(doubtful);
    return table.append(" rows are disturbed.\n").toString();
  }

  private static String remark(OpTimes t) {
    if (!isSlow(t)) {
      return isDoubtful(t) ? "disturbed" : "";
    }
    return isDoubtful(t) ? "slower than 1.5×, disturbed" : "slower than 1.5×";
  }

  private static boolean isDoubtful(OpTimes t) {
    return t.forward().isDoubtful() || t.both().isDoubtful();
  }

  private static boolean isSlow(OpTimes t) {
    return t.forward().ratio() > TARGET || t.both().ratio() > TARGET;
  }

  private static String row(OpTimes t) {
    return String.format(
        Locale.ROOT,
        "| %s | %,.0f | %,.0f | %.2f | %,.0f | %,.0f | %.2f | %s |",
        t.pair().name(),
        t.forward().ours(),
        t.forward().theirs(),
        t.forward().ratio(),
        t.both().ours(),
        t.both().theirs(),
        t.both().ratio(),
        remark(t));
  }
}
