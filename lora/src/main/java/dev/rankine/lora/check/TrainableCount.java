package dev.rankine.lora.check;

import dev.rankine.autograd.Parameter;
import dev.rankine.autograd.nn.Model;
import java.util.List;
import java.util.Locale;

/**
 * How many numbers a model's parameters have, and how many of them train. Running averages and
 * other states do not count, and neither do weights in four bits, which are no parameters.
 */
public record TrainableCount(long trainable, long all) {
  /** Counts a model's parameters. */
  public static TrainableCount of(Model model) {
    return of(model.parameters());
  }

  /** Counts parameters. */
  public static TrainableCount of(List<Parameter> parameters) {
    long trainable = 0;
    long all = 0;
    for (Parameter parameter : parameters) {
      if (parameter.isState()) {
        continue;
      }
      all += parameter.shape().size();
      trainable += parameter.trainable() ? parameter.shape().size() : 0;
    }
    return new TrainableCount(trainable, all);
  }

  /** PEFT's line: {@code trainable params: 7,448 || all params: 59,586 || trainable%: 12.4996}. */
  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "trainable params: %,d || all params: %,d || trainable%%: %.4f",
        trainable,
        all,
        all == 0 ? 0 : 100.0 * trainable / all);
  }
}
