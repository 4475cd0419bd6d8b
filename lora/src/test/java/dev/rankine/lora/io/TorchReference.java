package dev.rankine.lora.io;

import dev.rankine.autograd.nn.Model;
import dev.rankine.autograd.nn.Parameters;
import dev.rankine.engine.Tensor;
import dev.rankine.engine.io.Safetensors;
import dev.rankine.lora.Nets;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Adapters that PEFT 0.21.0 saved, and what torch 2.13 computed with them. {@code make.py} in the
 * same folder wrote them all, and tells how.
 */
final class TorchReference {
  static final Path RESOURCES = Path.of("src/test/resources/peft-0.21.0");
  private static final Safetensors STORED = stored();

  /** The model of each case. */
  private static final Map<String, String> NETS = new TreeMap<>();

  static {
    for (String key : STORED.tensors().keySet()) {
      String[] steps = key.split("/");
      if (steps[0].equals("case")) {
        NETS.put(steps[2], steps[1]);
      }
    }
  }

  private TorchReference() {}

  private static Safetensors stored() {
    try {
      return Safetensors.read(RESOURCES.resolve("reference.safetensors"), Nets.CPU);
    } catch (IOException missing) {
      throw new UncheckedIOException(missing);
    }
  }

  /** The names of the cases, each a folder. */
  static List<String> cases() {
    return NETS.keySet().stream().toList();
  }

  /** Which model a case is about. */
  static String net(String name) {
    return NETS.get(name);
  }

  /** A model with torch's weights. */
  static Model model(String net) {
    Map<String, Tensor> weights = new TreeMap<>();
    String below = "net/" + net + "/";
    STORED
        .tensors()
        .forEach(
            (key, tensor) -> {
              if (key.startsWith(below) && !key.endsWith("/x")) {
                weights.put(key.substring(below.length()), tensor);
              }
            });
    return TorchNets.of(net, Parameters.load(Nets.CPU, weights));
  }

  /** The input that torch was given. */
  static Tensor x(String net) {
    return STORED.tensors().get("net/" + net + "/x");
  }

  /** What torch computed of a case: {@code y}, or {@code merged} where PEFT can merge. */
  static Optional<float[]> output(String name, String what) {
    return Optional.ofNullable(STORED.tensors().get("case/" + net(name) + "/" + name + "/" + what))
        .map(Tensor::toFloats);
  }

  /** What torch computed with a combination of the two adapters in {@code combined}. */
  static float[] combined(String kind) {
    return STORED.tensors().get("combined/" + kind).toFloats();
  }
}
