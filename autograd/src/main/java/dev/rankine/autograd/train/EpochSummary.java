package dev.rankine.autograd.train;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What one epoch came to.
 *
 * @param epoch from 1 up
 * @param steps updates since the beginning of the training
 * @param loss mean over the examples, each as the model was when it saw it
 * @param trainSeconds of the steps; of a resumed epoch, those before the stop included
 * @param measureSeconds of what was measured at the end
 * @param measures by name, in order
 * @param weightsSha256 of the parameters that train, after the epoch
 */
public record EpochSummary(
    int epoch,
    long steps,
    double loss,
    double trainSeconds,
    double measureSeconds,
    Map<String, Double> measures,
    String weightsSha256) {

  /**
   * A number by name: {@code loss}, or one of the measures.
   *
   * @throws IllegalArgumentException if there is none of this name
   */
  public double measure(String name) {
    Double value = name.equals("loss") ? Double.valueOf(loss) : measures.get(name);
    if (value == null) {
      throw new IllegalArgumentException(
          "nothing measures %s; there are loss and %s".formatted(name, measures.keySet()));
    }
    return value;
  }

  void save(Checkpoint to) {
    to.put("steps", steps);
    to.put("loss", loss);
    to.put("train_seconds", trainSeconds);
    to.put("measure_seconds", measureSeconds);
    to.put("weights_sha256", weightsSha256);
    measures.forEach(to.at("measures")::put);
  }

  static EpochSummary restore(int epoch, Checkpoint from) {
    Map<String, Double> measures = new LinkedHashMap<>();
    Checkpoint stored = from.at("measures");
    stored.texts().keySet().forEach(name -> measures.put(name, stored.real(name)));
    return new EpochSummary(
        epoch,
        from.integer("steps"),
        from.real("loss"),
        from.real("train_seconds"),
        from.real("measure_seconds"),
        measures,
        from.text("weights_sha256"));
  }
}
