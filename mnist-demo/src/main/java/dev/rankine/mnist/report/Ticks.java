package dev.rankine.mnist.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Round numbers along an axis: steps of 1, 2 or 5 times a power of ten. */
record Ticks(double step, double first, double last) {
  /** Some {@code wanted} steps that cover low to high. */
  static Ticks over(double low, double high, int wanted) {
    double span = Math.max(high - low, 1e-9);
    double power = Math.pow(10, Math.floor(Math.log10(span / wanted)));
    double step = power;
    for (double factor : new double[] {2, 5, 10}) {
      step = span / step > wanted ? factor * power : step;
    }
    double first = Math.floor(low / step) * step;
    return new Ticks(step, first, Math.max(Math.ceil(high / step) * step, first + step));
  }

  List<Double> values() {
    List<Double> values = new ArrayList<>();
    int count = (int) Math.round((last - first) / step);
    for (int i = 0; i <= count; i++) {
      values.add(first + i * step);
    }
    return values;
  }

  /** A tick's value with as many decimals as the step has. */
  String label(double value) {
    int decimals = (int) Math.max(0, Math.ceil(-Math.log10(step) - 1e-9));
    return String.format(Locale.ROOT, "%." + decimals + "f", value);
  }
}
