package dev.rankine.lora.io;

import dev.rankine.autograd.Parameter;
import dev.rankine.engine.Tensor;
import dev.rankine.engine.io.FormatException;
import dev.rankine.lora.config.Bias;
import dev.rankine.lora.model.Adapter;
import dev.rankine.lora.update.Base;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What PEFT saves beside an adapter's own tensors, and what a reader has no use for.
 *
 * <pre>
 * base_model.model.lm_head.base_layer.weight     of an embedding, or the last layer, with an update
 * base_model.model.head.original_module.bias     with bias all, of modules_to_save: the base's own,
 * base_model.model.head.modules_to_save.bias     and head.bias again
 * </pre>
 */
final class CopiesOfBase {
  private static final List<String> WRAPPERS = List.of(".original_module.", ".modules_to_save.");
  private static final String BASE_LAYER = ".base_layer.";

  private CopiesOfBase() {}

  /**
   * Takes them out.
   *
   * @param wanted the keys of the adapter's tensors
   * @param stored by key; modified
   * @throws FormatException if a copy of the base is not what the model's base has
   */
  static void drop(
      Path file,
      Adapter adapter,
      Map<String, Base> bases,
      Set<String> wanted,
      Map<String, Tensor> stored)
      throws FormatException {
    Set<String> rest = new TreeSet<>(stored.keySet());
    rest.removeAll(wanted);
    for (String key : rest) {
      Optional<Tensor> own = own(key, bases);
      if (own.isPresent()) {
        requireSame(file, key, own.get(), stored.remove(key));
      } else if (adapter.config().bias() == Bias.ALL && isWrapped(key, stored)) {
        stored.remove(key);
      }
    }
  }

  /** What the base has of a key below a layer that it calls {@code base_layer}. */
  private static Optional<Tensor> own(String key, Map<String, Base> bases) {
    int step = key.indexOf(BASE_LAYER);
    if (step < AdapterKeys.PREFIX.length() || !key.startsWith(AdapterKeys.PREFIX)) {
      return Optional.empty();
    }
    Base base = bases.get(key.substring(AdapterKeys.PREFIX.length(), step));
    return switch (key.substring(step + BASE_LAYER.length())) {
      case "weight" -> Optional.ofNullable(base).map(Base::weight);
      case "bias" -> Optional.ofNullable(base).flatMap(Base::bias).map(Parameter::tensor);
      default -> Optional.empty();
    };
  }

  private static void requireSame(Path file, String key, Tensor own, Tensor copy)
      throws FormatException {
    if (!own.shape().equals(copy.shape()) || !Arrays.equals(own.toFloats(), copy.toFloats())) {
      throw new FormatException(
          file,
          key
              + " "
              + copy.shape()
              + " is of another base, this model's has "
              + own.shape()
              + " and other numbers; load the base that belongs to it");
    }
  }

  /** Whether it is a bias that the file also has under the layer's own name. */
  private static boolean isWrapped(String key, Map<String, Tensor> stored) {
    return key.endsWith(".bias")
        && WRAPPERS.stream()
            .anyMatch(step -> key.contains(step) && stored.containsKey(key.replace(step, ".")));
  }
}
