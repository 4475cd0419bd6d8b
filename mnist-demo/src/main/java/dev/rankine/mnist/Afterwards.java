package dev.rankine.mnist;

import dev.rankine.autograd.Parameter;
import dev.rankine.autograd.Tape;
import dev.rankine.autograd.data.Batches;
import dev.rankine.autograd.metrics.ConfusionMatrix;
import dev.rankine.autograd.nn.Layer;
import dev.rankine.engine.Indices;
import dev.rankine.engine.Shape;
import dev.rankine.engine.Tensor;
import dev.rankine.lora.LoraLinear;
import dev.rankine.mnist.data.DigitData;
import dev.rankine.mnist.receipt.Receipt;
import dev.rankine.mnist.report.Findings;
import dev.rankine.mnist.report.Picture;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Looks at a trained model for the report. */
final class Afterwards {
  private static final int BATCH = 64;
  private static final int MOST_MISTAKES = 60;
  private static final int MOST_FILTERS = 32;

  private final Layer model;
  private final Examples test;
  private final ConfusionMatrix confusion = new ConfusionMatrix(DigitData.CLASSES);
  private final List<Findings.Mistake> mistakes = new ArrayList<>();

  private Afterwards(Layer model, Examples test) {
    this.model = model;
    this.test = test;
  }

  /**
   * What the report shows.
   *
   * @param test the test images on the model's backend, those of {@code digits}
   */
  static Findings look(
      Layer model,
      Examples test,
      DigitData.Digits digits,
      List<Findings.Point> curve,
      Receipt receipt) {
    Afterwards after = new Afterwards(model, test);
    after.answer(digits);
    int wrong = after.mistakes.size();
    after.mistakes.sort(Comparator.comparingDouble(m -> -m.ofAnswer()));
    List<LoraLinear> adapted =
        model instanceof FeatureLoraNet net ? List.of(net.fc1(), net.fc2()) : List.of();
    return new Findings(
        receipt,
        curve,
        after.confusion,
        List.copyOf(after.mistakes.subList(0, Math.min(wrong, MOST_MISTAKES))),
        wrong,
        filters(model.parameters().getFirst()),
        adapted.stream().flatMap(Afterwards::factors).toList(),
        adapted.stream().map(Afterwards::norms).toList(),
        model instanceof FeatureLoraNet net ? List.of(column(net.column())) : List.of(),
        model.parameters().stream().map(Afterwards::weight).toList());
  }

  private void answer(DigitData.Digits digits) {
    for (Indices rows : Batches.inOrder(test.count(), BATCH).on(test.labels().backend())) {
      try (Tape tape = Tape.none(test.labels().backend())) {
        Examples.Batch batch = test.gather(tape, rows);
        Tensor logits = model.forward(tape, tape.constant(batch.inputs())).value();
        confusion.addLogits(batch.labels(), logits);
        int[] indices = rows.toInts();
        double[] values = logits.toDoubles();
        for (int i = 0; i < indices.length; i++) {
          int from = i * DigitData.CLASSES;
          double[] row = Arrays.copyOfRange(values, from, from + DigitData.CLASSES);
          note(digits, indices[i], Probabilities.of(row));
        }
      }
    }
  }

  private void note(DigitData.Digits digits, int index, double[] probabilities) {
    int label = digits.labels()[index];
    int answer = Probabilities.likeliest(probabilities);
    if (answer != label) {
      int from = index * DigitData.PIXELS;
      byte[] pixels = Arrays.copyOfRange(digits.images(), from, from + DigitData.PIXELS);
      mistakes.add(
          new Findings.Mistake(
              index, pixels, label, answer, probabilities[answer], probabilities[label]));
    }
  }

  /** Of a convolution of grey images its kernels, of a linear layer of images its rows. */
  private static List<Picture> filters(Parameter first) {
    Shape shape = first.shape();
    boolean kernels = shape.rank() == 4 && shape.dim(1) == 1;
    boolean images = shape.rank() == 2 && shape.dim(1) == DigitData.PIXELS;
    if (!kernels && !images) {
      return List.of();
    }
    int height = kernels ? shape.dim(2) : DigitData.SIDE;
    int width = kernels ? shape.dim(3) : DigitData.SIDE;
    float[] values = first.tensor().toFloats();
    List<Picture> filters = new ArrayList<>();
    for (int i = 0; i < Math.min(shape.dim(0), MOST_FILTERS); i++) {
      float[] own = Arrays.copyOfRange(values, i * height * width, (i + 1) * height * width);
      filters.add(new Picture("filter-" + i, String.valueOf(i), height, width, own));
    }
    return filters;
  }

  private static Stream<Picture> factors(LoraLinear layer) {
    String path = path(layer);
    Tensor a = layer.a().tensor();
    Tensor b = layer.b().tensor();
    return Stream.of(
        new Picture(path + "-A", path + ": A", a.shape().dim(0), a.shape().dim(1), a.toFloats()),
        new Picture(
            path + "-B",
            path + ": B, transposed",
            b.shape().dim(1),
            b.shape().dim(0),
            transposed(b.toFloats(), b.shape().dim(0), b.shape().dim(1))));
  }

  private static float[] transposed(float[] values, int rows, int columns) {
    float[] other = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      other[i % columns * rows + i / columns] = values[i];
    }
    return other;
  }

  private static Findings.Norms norms(LoraLinear layer) {
    return new Findings.Norms(path(layer), norm(layer.unmerged()), norm(layer.delta()));
  }

  private static double norm(Tensor tensor) {
    return Math.sqrt(Arrays.stream(tensor.toDoubles()).map(value -> value * value).sum());
  }

  private static String path(LoraLinear layer) {
    return layer.base().bias().name().replaceFirst("\\.bias$", "");
  }

  private static Picture column(Parameter column) {
    Shape shape = column.shape();
    float[] values = transposed(column.tensor().toFloats(), shape.dim(0), shape.dim(1));
    String title = column.name() + ": the weight of the mean pixel for each unit";
    return new Picture("new-column", title, shape.dim(1), shape.dim(0), values);
  }

  private static Findings.Weight weight(Parameter parameter) {
    Shape shape = parameter.shape();
    return new Findings.Weight(
        parameter.name(), shape.toString(), shape.size(), parameter.trainable());
  }
}
