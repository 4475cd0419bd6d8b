package dev.rankine.mnist.study;

import dev.rankine.autograd.metrics.ConfusionMatrix;
import dev.rankine.autograd.metrics.Scores;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * Kinds of networks over the same seeds.
 *
 * @param outcomes all kinds of the first seed, then all of the next, in one order
 */
public record Comparison(List<Outcome> outcomes) {
  /** A copy of the list. */
  public Comparison {
    outcomes = List.copyOf(outcomes);
  }

  /** The kinds, in their order. */
  public List<String> names() {
    return outcomes.stream().map(Outcome::name).distinct().toList();
  }

  /** The outcomes of one kind, a seed each. */
  public List<Outcome> of(String name) {
    return outcomes.stream().filter(outcome -> outcome.name().equals(name)).toList();
  }

  /** Accuracies of one kind in percent. */
  public Sample accuracy(String name) {
    return sample(name, outcome -> 100 * outcome.accuracy());
  }

  /** Mean F1 over the classes of one kind in percent. */
  public Sample macroF1(String name) {
    return sample(name, outcome -> 100 * outcome.confusion().macro().f1());
  }

  /** Accuracy on the images of one class, in percent: its recall. */
  public Sample recall(String name, int c) {
    return sample(name, outcome -> 100 * scores(outcome, c).recall());
  }

  /** F1 of one class in percent. */
  public Sample f1(String name, int c) {
    return sample(name, outcome -> 100 * scores(outcome, c).f1());
  }

  /** Counts by label and answer, summed over the seeds. */
  public long[][] confusion(String name, int classes) {
    long[][] sum = new long[classes][classes];
    for (Outcome outcome : of(name)) {
      ConfusionMatrix matrix = outcome.confusion();
      IntStream.range(0, classes * classes)
          .forEach(i -> sum[i / classes][i % classes] += matrix.count(i / classes, i % classes));
    }
    return sum;
  }

  /** Each kind against each one before it. */
  public List<Difference> differences() {
    List<Difference> all = new ArrayList<>();
    List<String> names = names();
    for (int i = names.size() - 1; i > 0; i--) {
      for (int j = 0; j < i; j++) {
        String first = names.get(i);
        String second = names.get(j);
        all.add(Difference.of(first, accuracy(first), second, accuracy(second)));
      }
    }
    return all;
  }

  private static Scores scores(Outcome outcome, int c) {
    return outcome.confusion().of(c);
  }

  private Sample sample(String name, ToDoubleFunction<Outcome> value) {
    return new Sample(of(name).stream().mapToDouble(value).boxed().toList());
  }
}
