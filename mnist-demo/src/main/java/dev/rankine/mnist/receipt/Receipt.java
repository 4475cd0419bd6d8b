package dev.rankine.mnist.receipt;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What was run, on what, with which result. Times are in seconds, accuracies are fractions.
 *
 * @param program name and version
 * @param options by name as on the command line, defaults too; those alone on which the result
 *     depends
 * @param data SHA-256 of the data, see {@link DataHashes}
 * @param base the network that was adapted, if one was
 * @param weightsSha256 of all that is saved
 * @param totalSeconds from the start of the JVM until the network was saved
 * @param peakBytes the most memory that was held until then, where the system tells
 */
public record Receipt(
    String program,
    String command,
    Map<String, String> options,
    long seed,
    String dataset,
    Map<String, String> data,
    Optional<Base> base,
    Machine machine,
    Counts parameters,
    List<Epoch> epochs,
    double testAccuracy,
    String weightsSha256,
    double totalSeconds,
    OptionalLong peakBytes) {

  /** The name of a command's receipt in the output folder, where each has its own. */
  public static String file(String command) {
    return command + ".receipt.json";
  }

  /** Numbers of parameters. */
  public record Counts(long total, long trainable) {}

  /**
   * The network that a run began with.
   *
   * @param file where it is
   * @param epochs of its training, if this run trained it
   */
  public record Base(String file, String weightsSha256, Optional<List<Epoch>> epochs) {}

  /**
   * One pass over the data.
   *
   * @param weightsSha256 of what trains, after the epoch
   */
  public record Epoch(
      int epoch,
      double trainSeconds,
      double evalSeconds,
      double trainLoss,
      double trainAccuracy,
      double testAccuracy,
      String weightsSha256) {}
}
