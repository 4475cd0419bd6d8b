package dev.rankine.bench.peer.ops;

import dev.rankine.engine.Backend;
import dev.rankine.engine.Philox;
import dev.rankine.engine.Shape;
import java.util.ArrayList;
import java.util.List;

/**
 * Outputs and gradients of an op beside libtorch's, over random samples and the experiment's
 * shapes: the largest differences.
 */
record Conformance(OpPair pair, int samples, Worst output, Worst gradients) {
  private static final int SAMPLES = 50;
  private static final double ROUNDING = 0x1p-24;

  /**
   * The difference that comes nearest to its bound.
   *
   * @param units of 2⁻²⁴·Σ|aᵢ·bᵢ|, or of 2⁻²⁴ times the largest magnitude of the result
   * @param bound in those units
   */
  record Worst(double units, double bound) {
    Worst or(Worst other) {
      return units / bound >= other.units / other.bound ? this : other;
    }

    boolean isWithin() {
      return units <= bound;
    }
  }

  static Conformance of(OpPair pair, Backend backend) {
    Philox random = new Philox(11, pair.name().hashCode());
    List<List<Shape>> all = new ArrayList<>(pair.fixed());
    while (all.size() < SAMPLES + pair.fixed().size()) {
      all.add(pair.shapes().apply(random));
    }
    List<Worst> outputs = new ArrayList<>();
    List<Worst> gradients = new ArrayList<>();
    for (List<Shape> shapes : all) {
      List<Worst> found = compare(sample(pair, shapes, random), backend);
      outputs.add(found.getFirst());
      gradients.addAll(found.subList(1, found.size()));
    }
    return new Conformance(
        pair,
        all.size(),
        outputs.stream().reduce(Worst::or).orElseThrow(),
        gradients.stream().reduce(Worst::or).orElseThrow());
  }

  static Sides sample(OpPair pair, List<Shape> shapes, Philox random) {
    List<float[]> values = new ArrayList<>();
    for (Shape shape : shapes) {
      float[] each = new float[shape.size()];
      for (int i = 0; i < each.length; i++) {
        double normal = random.nextGaussian();
        each[i] = (float) (pair.positive() ? 0.5 + Math.abs(normal) : normal);
      }
      values.add(each);
    }
    return new Sides(pair, shapes, values);
  }

  private static List<Worst> compare(Sides sides, Backend backend) {
    List<double[]> ours = sides.ours(backend, false);
    List<double[]> theirs = sides.theirs();
    OpPair.Bound bound = sides.pair().bound();
    boolean contraction = bound.lengths() != null;
    List<double[]> magnitudes =
        contraction ? sides.magnitudes().ours(Backend.named("reference"), true) : theirs;
    int[] lengths = contraction ? bound.lengths().apply(sides.shapes()) : null;
    List<Worst> worst = new ArrayList<>();
    for (int i = 0; i < ours.size(); i++) {
      double limit = contraction ? 4 * Math.sqrt(lengths[i]) : bound.units();
      worst.add(
          new Worst(units(ours.get(i), theirs.get(i), magnitudes.get(i), contraction), limit));
    }
    return worst;
  }

  private static double units(double[] a, double[] b, double[] magnitude, boolean each) {
    double largest = 0;
    for (double m : magnitude) {
      largest = Math.max(largest, Math.abs(m));
    }
    double units = 0;
    for (int i = 0; i < a.length; i++) {
      double scale = ROUNDING * (each ? Math.abs(magnitude[i]) : largest);
      double difference = Math.abs(a[i] - b[i]);
      units = Math.max(units, difference == 0 ? 0 : difference / scale);
    }
    return units;
  }
}
