package dev.rankine.bench.report;

import java.util.List;
import java.util.regex.Pattern;

/**
 * Workloads that stand in one table.
 *
 * @param title of the table
 * @param names matches the whole names of its workloads; group 1 is what a row is called
 * @param implementations its columns: Rankine, perhaps another form of it, and the peer
 * @param unit of its figures
 */
record Group(String title, Pattern names, List<String> implementations, Unit unit) {
  /** How a figure is written. */
  enum Unit {
    GFLOPS("GFLOP/s") {
      @Override
      String format(Series series, double seconds) {
        return Markdown.number(series.flops() / seconds * 1e-9, "%.1f");
      }
    },
    MICROSECONDS("µs") {
      @Override
      String format(Series series, double seconds) {
        return Markdown.number(seconds * 1e6, seconds < 1e-4 ? "%.1f" : "%,.0f");
      }
    },
    SECONDS("s") {
      @Override
      String format(Series series, double seconds) {
        return Markdown.number(seconds, "%.2f");
      }
    };

    final String label;

    Unit(String label) {
      this.label = label;
    }

    abstract String format(Series series, double seconds);
  }

  static final String RANKINE = "rankine";

  /** Square matrices of even sides. */
  static final Group SQUARE =
      new Group(
          "Square products",
          Pattern.compile("gemm (\\w\\w (?:64|128|256|512|1024|2048))"),
          List.of(RANKINE, "openblas"),
          Unit.GFLOPS);

  /** Odd sides and the even ones beside them. */
  static final Group ODD =
      new Group(
          "Odd sides and their even neighbours",
          Pattern.compile("gemm (nn (?:96|97|256|257|1023|1024))"),
          List.of(RANKINE, "openblas"),
          Unit.GFLOPS);

  /** In the order of the README. */
  static final List<Group> ALL =
      List.of(
          SQUARE,
          ODD,
          new Group(
              "Products of the experiment, M×N×K, and matrix times vector",
              Pattern.compile("(gemm .*x.*|gemv .*)"),
              List.of(RANKINE, "openblas"),
              Unit.GFLOPS),
          new Group(
              "Convolutions, B×C×H×W-O",
              Pattern.compile("conv (.*)"),
              List.of(RANKINE, "rankine-im2col", "libtorch"),
              Unit.MICROSECONDS),
          new Group(
              "Convolution + bias + ReLU + pooling in one, B×C×H×W-O",
              Pattern.compile("blocks (.*)"),
              List.of(RANKINE, "libtorch"),
              Unit.MICROSECONDS),
          new Group(
              "Pooling, cross-entropy forward and backward, Adam, and a million floats",
              Pattern.compile(
                  "((?:pool|cross-entropy|adam|exp|tanh|sigmoid|silu|gelu|gelu_tanh) .*)"),
              List.of(RANKINE, "libtorch"),
              Unit.MICROSECONDS),
          new Group(
              "A training step of the experiment, batch 64, by network and stage",
              Pattern.compile("(step .*)"),
              List.of(RANKINE, "libtorch"),
              Unit.MICROSECONDS),
          new Group(
              "The experiment's base, 3 epochs, as a cold process",
              Pattern.compile("cold base, (.*)"),
              List.of(RANKINE, "libtorch"),
              Unit.SECONDS));

  /** What it is compared with. */
  String peer() {
    return implementations.getLast();
  }

  /** Its series, in the order of measurement. */
  List<Series> of(Results results, int threads) {
    return results.series().stream()
        .filter(series -> series.threads() == threads)
        .filter(series -> series.has(RANKINE) && names.matcher(series.name()).matches())
        .toList();
  }

  /** What a row is called. */
  String row(Series series) {
    var matcher = names.matcher(series.name());
    return matcher.matches() ? matcher.group(1) : series.name();
  }
}
