package dev.rankine.engine.cpu;

import dev.rankine.engine.Rules;
import dev.rankine.engine.Shape;
import dev.rankine.engine.Tensor;
import java.util.Arrays;
import java.util.stream.IntStream;

/** Cases of normalisations. ε is so large that no rounding of a variance matters much. */
final class NormalizationCases {
  private static final double EPSILON = 1;

  private NormalizationCases() {}

  private record Sample(Shape shape, int[] axes, Shape kept, int count) {
    static Sample of(Draw d) {
      Shape shape = d.flip() ? d.alternating() : d.shape();
      int chosen = d.below(1 << shape.rank());
      int[] axes = IntStream.range(0, shape.rank()).filter(i -> (chosen >> i & 1) == 0).toArray();
      Shape kept = Rules.reduced(shape, axes);
      return new Sample(shape, axes, kept, shape.size() / Math.max(1, kept.size()));
    }

    /** Over the innermost axes. */
    static Sample inner(Draw d) {
      Shape shape = d.flip() ? d.alternating() : d.shape();
      int first = shape.rank() - d.below(shape.rank() + 1);
      int[] axes = IntStream.range(first, shape.rank()).toArray();
      Shape kept = Rules.reduced(shape, axes);
      return new Sample(shape, axes, kept, shape.size() / Math.max(1, kept.size()));
    }

    Shape parameters() {
      return Shape.of(Arrays.stream(axes).map(shape::dim).toArray());
    }

    /** Of numbers that are at most 8 in magnitude, as are all intermediate results. */
    Tolerance tolerance() {
      return Tolerance.within((count + 64) * 0x1p-22 * 64);
    }

    String label(String name) {
      return name + " " + shape + " over " + Arrays.toString(axes);
    }
  }

  static Case standardize(Draw d) {
    Sample sample = Sample.of(d);
    Operand x = d.reals(sample.shape());
    Operand[] ofGroups = {d.blank(sample.kept()), d.blank(sample.kept()), d.blank(sample.kept())};
    Operand y = d.blank(sample.shape());
    Tolerance tolerance = sample.tolerance();
    return new Case(
        sample.label("standardize"),
        s -> {
          Tensor mean = s.result(ofGroups[0], tolerance);
          Tensor variance = s.result(ofGroups[1], tolerance);
          Tensor factor = s.result(ofGroups[2], tolerance);
          Tensor out = s.result(y, tolerance);
          s.backend().standardize(s.put(x), sample.axes(), EPSILON, mean, variance, factor, out);
        });
  }

  static Case standardizeGradient(Draw d) {
    Sample sample = Sample.of(d);
    Operand y = d.reals(sample.shape());
    Operand factor = d.reals(sample.kept());
    Operand dy = d.reals(sample.shape());
    Operand dx = d.blank(sample.shape());
    Tolerance tolerance = Tolerance.within((sample.count() + 64) * 0x1p-22 * 8192);
    return new Case(
        sample.label("standardizeGradient"),
        s ->
            s.backend()
                .standardizeGradient(
                    s.put(y), s.put(factor), s.put(dy), sample.axes(), s.result(dx, tolerance)));
  }

  static Case layerNormalization(Draw d) {
    Sample sample = Sample.inner(d);
    Operand x = d.reals(sample.shape());
    Operand scale = d.reals(sample.parameters());
    Operand shift = d.reals(sample.parameters());
    Operand mean = d.blank(sample.kept());
    Operand factor = d.blank(sample.kept());
    Operand y = d.blank(sample.shape());
    Tolerance tolerance = Tolerance.within((sample.count() + 64) * 0x1p-22 * 1024);
    return new Case(
        sample.label("layerNormalization"),
        s ->
            s.backend()
                .layerNormalization()
                .forward(
                    s.put(x),
                    EPSILON,
                    s.put(scale),
                    s.put(shift),
                    s.result(mean, tolerance),
                    s.result(factor, tolerance),
                    s.result(y, tolerance)));
  }

  static Case layerNormalizationInputGradient(Draw d) {
    Sample sample = Sample.inner(d);
    Operand x = d.reals(sample.shape());
    Operand mean = d.reals(sample.kept());
    Operand factor = d.reals(sample.kept());
    Operand scale = d.reals(sample.parameters());
    Operand dy = d.reals(sample.shape());
    Operand dx = d.blank(sample.shape());
    Tolerance tolerance = Tolerance.within((sample.count() + 64) * 0x1p-22 * (1 << 23));
    return new Case(
        sample.label("inputGradient of layerNormalization"),
        s ->
            s.backend()
                .layerNormalization()
                .inputGradient(
                    s.put(x),
                    s.put(mean),
                    s.put(factor),
                    s.put(scale),
                    s.put(dy),
                    s.result(dx, tolerance)));
  }

  static Case layerNormalizationParameterGradients(Draw d) {
    Sample sample = Sample.inner(d);
    Operand x = d.reals(sample.shape());
    Operand mean = d.reals(sample.kept());
    Operand factor = d.reals(sample.kept());
    Operand dy = d.reals(sample.shape());
    Operand dScale = d.blank(sample.parameters());
    Operand dShift = d.blank(sample.parameters());
    int rows = sample.kept().size();
    Tolerance tolerance = Tolerance.within((rows + 64) * 0x1p-22 * 1024 * Math.max(1, rows));
    return new Case(
        sample.label("parameterGradients of layerNormalization"),
        s ->
            s.backend()
                .layerNormalization()
                .parameterGradients(
                    s.put(x),
                    s.put(mean),
                    s.put(factor),
                    s.put(dy),
                    s.result(dScale, tolerance),
                    s.result(dShift, tolerance)));
  }

  static Case rmsNormalize(Draw d) {
    Sample sample = Sample.of(d);
    Operand x = d.reals(sample.shape());
    Operand factor = d.blank(sample.kept());
    Operand y = d.blank(sample.shape());
    Tolerance tolerance = sample.tolerance();
    return new Case(
        sample.label("rmsNormalize"),
        s ->
            s.backend()
                .rmsNormalize(
                    s.put(x),
                    sample.axes(),
                    EPSILON,
                    s.result(factor, tolerance),
                    s.result(y, tolerance)));
  }

  static Case rmsNormalizeGradient(Draw d) {
    Sample sample = Sample.of(d);
    Operand y = d.reals(sample.shape());
    Operand factor = d.reals(sample.kept());
    Operand dy = d.reals(sample.shape());
    Operand dx = d.blank(sample.shape());
    Tolerance tolerance = Tolerance.within((sample.count() + 64) * 0x1p-22 * 8192);
    return new Case(
        sample.label("rmsNormalizeGradient"),
        s ->
            s.backend()
                .rmsNormalizeGradient(
                    s.put(y), s.put(factor), s.put(dy), sample.axes(), s.result(dx, tolerance)));
  }
}
