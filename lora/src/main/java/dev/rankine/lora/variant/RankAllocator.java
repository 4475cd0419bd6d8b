package dev.rankine.lora.variant;

import dev.rankine.autograd.Parameter;
import dev.rankine.autograd.ParameterGradients;
import dev.rankine.autograd.Tape;
import dev.rankine.autograd.Var;
import dev.rankine.engine.Philox;
import dev.rankine.engine.Tensor;
import dev.rankine.lora.config.AdaLoraConfig;
import dev.rankine.lora.config.AdapterConfig;
import dev.rankine.lora.model.AdaptedModel;
import dev.rankine.lora.model.Adapter;
import dev.rankine.lora.update.AdaLora;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * AdaLoRA's training (Zhang et al. 2023): after each step it scores every triplet (λ, a column of
 * P, a row of Q) of every layer and prunes the lowest, so that the ranks follow a budget.
 *
 * <pre>
 * Var loss = task.add(allocator.regulariser(tape));
 * Gradients gradients = tape.backward(loss);
 * optimizer.step(gradients);
 * allocator.step(gradients);
 * </pre>
 *
 * <p>Exactly as many triplets stay as the budget says; of equal scores the first layer's go first.
 */
public final class RankAllocator {
  private final AdaLoraConfig config;
  private final Map<String, AdaLora> updates;
  private final Map<Parameter, Importance> importance = new LinkedHashMap<>();
  private final Map<String, boolean[]> kept = new LinkedHashMap<>();
  private int steps;

  private RankAllocator(AdaLoraConfig config, Map<String, AdaLora> updates) {
    this.config = config;
    this.updates = updates;
    updates.forEach(
        (path, update) -> {
          boolean[] all = new boolean[config.initR()];
          Arrays.fill(all, true);
          kept.put(path, all);
          update
              .parameters()
              .forEach(p -> importance.put(p, new Importance(p, config.beta1(), config.beta2())));
        });
  }

  /**
   * Adds an AdaLoRA adapter to a model and makes it active.
   *
   * @param layers which layers, and α; its rank does not count
   */
  public static RankAllocator add(
      AdaptedModel model, String name, AdapterConfig layers, AdaLoraConfig config, Philox random) {
    if (!config.rankPattern().isEmpty()) {
      throw new IllegalArgumentException(
          "AdaLoRA: a rank pattern says what was pruned, and training starts with all triplets");
    }
    Adapter adapter = model.add(name, layers.toBuilder().adaLora(config).build(), random);
    model.activate(name);
    Map<String, AdaLora> updates = new LinkedHashMap<>();
    adapter.updates().forEach((path, update) -> updates.put(path, (AdaLora) update));
    return new RankAllocator(config, updates);
  }

  /** orthRegWeight times the terms of all layers, to be added to the loss. */
  public Var regulariser(Tape tape) {
    return updates.values().stream()
        .map(update -> update.orthogonality(tape))
        .reduce(Var::add)
        .orElseThrow()
        .scale(config.orthRegWeight());
  }

  /** To be called after each of the optimizer's steps, with the same gradients. */
  public void step(ParameterGradients gradients) {
    steps++;
    int last = config.totalStep() - config.tfinal();
    if (steps <= last) {
      importance.values().forEach(one -> one.add(gradients.of(one.parameter())));
      boolean prunes = steps > config.tinit() && steps % config.deltaT() == 0;
      if (prunes || steps == last) {
        choose(config.budget(steps, updates.size()));
        prune();
      }
    } else {
      prune();
    }
  }

  private record Triplet(String path, int index, double score) {}

  private void choose(int budget) {
    List<Triplet> triplets = new ArrayList<>();
    updates.forEach(
        (path, update) -> {
          double[] lambda = importance.get(update.lambda()).scores();
          double[] rows = rowMeans(importance.get(update.q()).scores());
          double[] columns = columnMeans(importance.get(update.p()).scores());
          for (int i = 0; i < lambda.length; i++) {
            triplets.add(new Triplet(path, i, lambda[i] + rows[i] + columns[i]));
          }
        });
    triplets.sort(Comparator.comparingDouble(Triplet::score));
    int pruned = triplets.size() - budget;
    for (int i = 0; i < triplets.size(); i++) {
      kept.get(triplets.get(i).path())[triplets.get(i).index()] = i >= pruned;
    }
  }

  private double[] rowMeans(double[] scores) {
    int width = scores.length / config.initR();
    double[] means = new double[config.initR()];
    for (int i = 0; i < scores.length; i++) {
      means[i / width] += scores[i] / width;
    }
    return means;
  }

  private double[] columnMeans(double[] scores) {
    int rank = config.initR();
    double[] means = new double[rank];
    for (int i = 0; i < scores.length; i++) {
      means[i % rank] += scores[i] / (scores.length / rank);
    }
    return means;
  }

  private void prune() {
    updates.forEach(
        (path, update) -> {
          Tensor lambda = update.lambda().tensor();
          double[] values = lambda.toDoubles();
          for (int i = 0; i < values.length; i++) {
            values[i] = kept.get(path)[i] ? values[i] : 0;
          }
          lambda.backend().upload(values, lambda);
          lambda.storage().bumpVersion();
        });
  }

  /** How many triplets of each layer are kept, by path. */
  public Map<String, Integer> ranks() {
    Map<String, Integer> ranks = new LinkedHashMap<>();
    kept.forEach(
        (path, mask) -> {
          int rank = 0;
          for (boolean one : mask) {
            rank += one ? 1 : 0;
          }
          ranks.put(path, rank);
        });
    return ranks;
  }
}
