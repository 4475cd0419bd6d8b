package dev.rankine.bench.run;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a training program shows from outside: when its first line with a loss came, when each epoch
 * was done, and what it says that the last epoch took.
 */
final class Marks {
  private static final Pattern EPOCH =
      Pattern.compile("epoch (\\d+)\\b.*\\btest ([\\d.]+) %.*?\\s([\\d.]+) s\\b.*");
  private static final Pattern LOADED = Pattern.compile("loaded .* in ([\\d.]+) s");

  private final Map<String, Double> seconds = new LinkedHashMap<>();
  private OptionalDouble accuracy = OptionalDouble.empty();

  /** A line, and how many seconds after the start of the process it came. */
  void line(String line, double at) {
    if (line.contains("loss")) {
      seconds.putIfAbsent("first loss", at);
    }
    Matcher epoch = EPOCH.matcher(line.strip());
    if (epoch.matches()) {
      seconds.putIfAbsent("first epoch done", at);
      seconds.put("last epoch alone", Double.parseDouble(epoch.group(3)));
      accuracy = OptionalDouble.of(Double.parseDouble(epoch.group(2)));
    }
    Matcher loaded = LOADED.matcher(line.strip());
    if (loaded.matches()) {
      seconds.put("loading its library", Double.parseDouble(loaded.group(1)));
    }
  }

  /** Seconds by what they are of. */
  Map<String, Double> seconds() {
    return seconds;
  }

  /** Test accuracy after the last epoch in percent. */
  OptionalDouble accuracy() {
    return accuracy;
  }
}
