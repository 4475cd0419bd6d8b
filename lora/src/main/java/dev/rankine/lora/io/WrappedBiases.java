package dev.rankine.lora.io;

import dev.rankine.autograd.Parameter;
import dev.rankine.engine.Tensor;
import dev.rankine.lora.config.Bias;
import dev.rankine.lora.model.Adapter;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The base's biases below an update, as the versions of PEFT left them in their files: as {@code
 * fc1.bias} before PEFT wrapped the layers that it adapts, as {@code fc1.base_layer.bias} since.
 * With {@code lora_only} many versions went on to look for {@code fc1.bias} ({@code
 * get_peft_model_state_dict}), and so trained it and did not save it; 0.21.0 saves it.
 */
final class WrappedBiases {
  private static final System.Logger LOG = System.getLogger(WrappedBiases.class.getName());

  private WrappedBiases() {}

  /**
   * Gives biases under their old name the present one, and takes from what is wanted those that a
   * {@code lora_only} file lacks.
   *
   * @param wanted by key; modified
   * @param stored by key; modified
   * @return the keys that were taken from what is wanted
   */
  static Set<String> settle(
      Adapter adapter, Map<String, Parameter> wanted, Map<String, Tensor> stored) {
    Set<String> absent = new TreeSet<>();
    AdapterKeys.wrappedBiases(adapter)
        .forEach(
            (key, old) -> {
              if (stored.containsKey(key)) {
                return;
              }
              if (stored.containsKey(old)) {
                stored.put(key, stored.remove(old));
              } else if (adapter.config().bias() == Bias.LORA_ONLY) {
                wanted.remove(key);
                absent.add(key);
              }
            });
    return absent;
  }

  /** Says that biases were not in a file, if there are any. */
  static void warn(Path file, Set<String> absent) {
    if (!absent.isEmpty()) {
      LOG.log(
          System.Logger.Level.WARNING,
          "{0} lacks {1}, which bias lora_only trains and PEFT did not always save; the model keeps its"
              + " own",
          file,
          absent);
    }
  }
}
