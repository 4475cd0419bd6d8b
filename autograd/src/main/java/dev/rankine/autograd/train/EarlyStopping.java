package dev.rankine.autograd.train;

import dev.rankine.autograd.Parameter;
import dev.rankine.engine.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Ends a training when a number has not got better for some epochs. At equality and at NaN it has
 * not got better.
 */
public final class EarlyStopping implements TrainingListener {
  private final String measure;
  private final int patience;
  private final boolean highest;
  private final boolean restores;
  private double best = Double.NaN;
  private int bestEpoch;
  private Map<String, Tensor> bestWeights = Map.of();

  private EarlyStopping(String measure, int patience, boolean highest, boolean restores) {
    if (patience < 1) {
      throw new IllegalArgumentException("early stopping: patience " + patience + ", at least 1");
    }
    this.measure = measure;
    this.patience = patience;
    this.highest = highest;
    this.restores = restores;
  }

  /**
   * For what should fall, such as {@code loss}.
   *
   * @param patience after how many epochs without a better one it ends
   */
  public static EarlyStopping onLowest(String measure, int patience) {
    return new EarlyStopping(measure, patience, false, false);
  }

  /** For what should rise, as {@link #onLowest}. */
  public static EarlyStopping onHighest(String measure, int patience) {
    return new EarlyStopping(measure, patience, true, false);
  }

  /** Gives the model the weights of its best epoch when the training is done. */
  public EarlyStopping restoringBest() {
    return new EarlyStopping(measure, patience, highest, true);
  }

  /** The epoch with the best number so far; 0 before the first. */
  public int bestEpoch() {
    return bestEpoch;
  }

  @Override
  public void epochEnded(Training ended, EpochSummary epoch) {
    double value = epoch.measure(measure);
    boolean better = highest ? value > best : value < best;
    boolean isFirst = bestEpoch == 0 || Double.isNaN(best) && !Double.isNaN(value);
    if (better || isFirst) {
      best = value;
      bestEpoch = epoch.epoch();
      bestWeights = restores ? weights(ended) : Map.of();
    } else if (epoch.epoch() - bestEpoch >= patience) {
      ended.finish();
    }
  }

  private static Map<String, Tensor> weights(Training training) {
    Map<String, Tensor> weights = new LinkedHashMap<>();
    for (Parameter parameter : training.model().parameters()) {
      Tensor tensor = parameter.tensor();
      weights.put(parameter.name(), Tensor.of(tensor.backend(), tensor.shape(), tensor.toFloats()));
    }
    return weights;
  }

  @Override
  public void ended(Training ended) {
    if (ended.done() && !bestWeights.isEmpty()) {
      for (Parameter parameter : ended.model().parameters()) {
        Tensor tensor = parameter.tensor();
        tensor.storage().bumpVersion();
        tensor.backend().upload(bestWeights.get(parameter.name()).toFloats(), tensor);
      }
    }
  }

  @Override
  public void save(Checkpoint to) {
    to.put("best", best);
    to.put("best_epoch", bestEpoch);
    bestWeights.forEach(to.at("weights")::put);
  }

  @Override
  public void restore(Checkpoint from) {
    best = from.real("best");
    bestEpoch = Math.toIntExact(from.integer("best_epoch"));
    bestWeights = from.at("weights").tensors();
    if (restores && bestEpoch > 0 && bestWeights.isEmpty()) {
      throw new IllegalArgumentException(
          "its early stopping did not keep the weights of the best epoch, "
              + bestEpoch
              + "; resume without restoringBest");
    }
  }
}
