package dev.rankine.mnist.receipt;

import dev.rankine.engine.io.FormatException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a receipt claims: that this command with these options, on these data and this base, gives
 * weights with these hashes.
 *
 * @param epochs the hash after each
 */
public record Claim(
    String command,
    Map<String, String> options,
    Map<String, String> data,
    Optional<Base> base,
    List<String> epochs,
    String weightsSha256) {

  /**
   * The adapted network.
   *
   * @param epochs the hash after each epoch of its training, if the run trained it
   */
  public record Base(String file, String weightsSha256, Optional<List<String>> epochs) {}

  /**
   * Reads a receipt.
   *
   * @throws FormatException if it is none, naming the field
   * @throws IOException if it cannot be read
   */
  public static Claim read(Path file) throws IOException {
    Fields fields = new Fields(file, "", JsonTree.read(file, "a receipt"));
    fields.requireNumber("receipt", ReceiptWriter.VERSION);
    return new Claim(
        fields.text("command"),
        fields.object("options").texts(),
        fields.object("data").texts(),
        fields.has("base") ? Optional.of(base(fields.object("base"))) : Optional.empty(),
        epochs(fields),
        fields.hash("weights_sha256"));
  }

  private static Base base(Fields fields) throws FormatException {
    return new Base(
        fields.text("file"),
        fields.hash("weights_sha256"),
        fields.has("epochs") ? Optional.of(epochs(fields)) : Optional.empty());
  }

  private static List<String> epochs(Fields fields) throws FormatException {
    List<Fields> epochs = fields.objects("epochs");
    String[] hashes = new String[epochs.size()];
    for (int i = 0; i < hashes.length; i++) {
      hashes[i] = epochs.get(i).hash("weights_sha256");
    }
    return List.of(hashes);
  }

  /** Where a replay first gives something else, in a line; nothing if it agrees to the bit. */
  public Optional<String> difference(Claim replay) {
    for (Map.Entry<String, String> part : data.entrySet()) {
      String found = replay.data.getOrDefault(part.getKey(), "missing");
      if (!part.getValue().equals(found)) {
        return Optional.of("the data are others: " + part.getKey() + " is " + found);
      }
    }
    return inBase(replay)
        .or(() -> inEpochs("epoch", epochs, replay.epochs))
        .or(() -> inHash("the saved weights", weightsSha256, replay.weightsSha256));
  }

  private Optional<String> inBase(Claim replay) {
    if (base.isEmpty() || replay.base.isEmpty()) {
      return Optional.empty();
    }
    Base here = base.get();
    Base there = replay.base.get();
    List<String> none = List.of();
    return inEpochs("the base's epoch", here.epochs.orElse(none), there.epochs.orElse(none))
        .or(() -> inHash("the base network", here.weightsSha256, there.weightsSha256));
  }

  private static Optional<String> inEpochs(String what, List<String> here, List<String> there) {
    for (int i = 0; i < Math.min(here.size(), there.size()); i++) {
      if (!here.get(i).equals(there.get(i))) {
        return inHash(what + " " + (i + 1), here.get(i), there.get(i));
      }
    }
    return here.size() == there.size()
        ? Optional.empty()
        : Optional.of(
            "the receipt has " + here.size() + " epochs, the replay " + there.size() + ": " + what);
  }

  private static Optional<String> inHash(String what, String here, String there) {
    return here.equals(there)
        ? Optional.empty()
        : Optional.of(what + " differs: weights sha256 is " + there + ", the receipt has " + here);
  }
}
