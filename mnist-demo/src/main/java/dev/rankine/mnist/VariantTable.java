package dev.rankine.mnist;

import dev.rankine.autograd.Gradients;
import dev.rankine.autograd.Parameter;
import dev.rankine.autograd.Tape;
import dev.rankine.autograd.Var;
import dev.rankine.autograd.data.Batches;
import dev.rankine.autograd.op.CrossEntropyOp;
import dev.rankine.engine.Indices;
import dev.rankine.engine.Philox;
import dev.rankine.engine.Tensor;
import dev.rankine.engine.io.Safetensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** Trains variants on the features of a network and makes a row of Markdown of each. */
final class VariantTable {
  /** Adam keeps two numbers for each that trains. */
  private static final int MOMENTS = 2;

  /**
   * What one training took and came to.
   *
   * @param file bytes of a safetensors file with what was trained
   * @param memory bytes of all parameters, Adam's moments and what a step has on its tape
   */
  private record Result(long parameters, long file, long memory, double seconds, double accuracy) {}

  private final Map<String, List<Result>> results = new LinkedHashMap<>();

  /** Trains a variant and keeps its figures. */
  void train(Variant variant, HeadNet head, Trainer features, Trainer.Plan plan, Philox random)
      throws IOException {
    int steps = plan.epochs() * Math.ceilDiv(features.train().count(), plan.batch());
    Variant.Ready ready = variant.start().of(head, steps, plan.rate(), random);
    long trained = size(ready.trainable());
    long tape = 0;
    long start = System.nanoTime();
    for (int epoch = 0; epoch < plan.epochs(); epoch++) {
      Batches batches = Batches.shuffled(features.train().count(), plan.batch(), plan.order());
      for (Indices rows : batches.on(features.backend())) {
        tape = Math.max(tape, step(ready, features, rows));
      }
    }
    double seconds = (System.nanoTime() - start) * 1e-9;
    long numbers = size(ready.model().parameters()) + MOMENTS * trained + tape;
    Result result =
        new Result(
            trained,
            fileSize(ready.trainable()),
            Float.BYTES * numbers,
            seconds,
            features.accuracy(ready.model()));
    results.computeIfAbsent(variant.name(), name -> new ArrayList<>()).add(result);
  }

  /** Returns how many numbers were on the tape at the end. */
  private static long step(Variant.Ready ready, Trainer features, Indices rows) {
    try (Tape tape = Tape.recording(features.backend())) {
      Examples.Batch batch = features.train().gather(tape, rows);
      Var logits = ready.model().forward(tape, tape.constant(batch.inputs()));
      Var task = CrossEntropyOp.of(logits, batch.labels());
      Gradients gradients = tape.backward(ready.loss(tape, task));
      long numbers = tape.scope().elements();
      ready.step(gradients);
      return numbers;
    }
  }

  private static long size(List<Parameter> parameters) {
    return parameters.stream().mapToLong(parameter -> parameter.shape().size()).sum();
  }

  private static long fileSize(List<Parameter> trained) throws IOException {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    trained.forEach(parameter -> tensors.put(parameter.name(), parameter.tensor()));
    Path folder = Files.createTempDirectory("rankine-variants");
    Path file = folder.resolve("trained.safetensors");
    try {
      new Safetensors(tensors, Map.of()).write(file);
      return Files.size(file);
    } finally {
      Files.deleteIfExists(file);
      Files.delete(folder);
    }
  }

  /** The table in Markdown: means over the seeds, and the accuracy's standard deviation. */
  String markdown() {
    StringBuilder table =
        new StringBuilder(
            """
            | | parameters | file | memory of a step | seconds | test accuracy |
            |---|---:|---:|---:|---:|---:|
            """);
    results.forEach(
        (name, runs) ->
            table.append(
                String.format(
                    Locale.ROOT,
                    "| %s | %,d | %,.1f kB | %,.0f kB | %.2f | %.2f ± %.2f %% |%n",
                    name,
                    runs.getFirst().parameters(),
                    runs.getFirst().file() / 1e3,
                    runs.getFirst().memory() / 1e3,
                    mean(runs, Result::seconds),
                    100 * mean(runs, Result::accuracy),
                    100 * deviation(runs))));
    return table.toString();
  }

  private static double mean(List<Result> runs, ToDoubleFunction<Result> figure) {
    return runs.stream().mapToDouble(figure).average().orElseThrow();
  }

  /** Of the accuracy, with n − 1; of one run 0. */
  private static double deviation(List<Result> runs) {
    double mean = mean(runs, Result::accuracy);
    double squares = mean(runs, run -> (run.accuracy() - mean) * (run.accuracy() - mean));
    return Math.sqrt(squares * runs.size() / Math.max(1, runs.size() - 1));
  }
}
