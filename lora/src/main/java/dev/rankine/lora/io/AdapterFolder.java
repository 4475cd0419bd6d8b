package dev.rankine.lora.io;

import dev.rankine.autograd.Parameter;
import dev.rankine.engine.Backend;
import dev.rankine.engine.Philox;
import dev.rankine.engine.Tensor;
import dev.rankine.engine.io.AtomicFile;
import dev.rankine.engine.io.FormatException;
import dev.rankine.engine.io.IoProblem;
import dev.rankine.engine.io.Safetensors;
import dev.rankine.engine.io.StoredFloat;
import dev.rankine.engine.io.TensorHash;
import dev.rankine.lora.config.AdapterConfig;
import dev.rankine.lora.config.ConfigJson;
import dev.rankine.lora.config.Targets;
import dev.rankine.lora.model.AdaptedModel;
import dev.rankine.lora.model.Adapter;
import dev.rankine.lora.update.Base;
import dev.rankine.lora.update.Bases;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * A folder with an adapter as PEFT saves and loads it: {@code adapter_config.json} and {@code
 * adapter_model.safetensors}. An adapter called {@code default} is in the folder itself, one of
 * another name in a sub-folder of that name. PEFT 0.21.0 was given what is written here, and what
 * it wrote is read.
 *
 * <p>The metadata holds the SHA-256 of the base; a file that has one loads on that base alone.
 *
 * <p>With {@code bias} as {@code lora_only} the biases are written. Older versions of PEFT left
 * them out; where a file lacks them the model's own stay, and a warning is logged.
 */
public final class AdapterFolder {
  private static final String CONFIG = "adapter_config.json";
  private static final String WEIGHTS = "adapter_model.safetensors";

  /** What PEFT wrote before it wrote safetensors. */
  private static final String PICKLE = "adapter_model.bin";

  private static final String DEFAULT = "default";

  /** A rank that is taken without a tensor that has it: layers may each have another. */
  private static final int COMMON_RANK = 1_024;

  /** A hundred thousand layers with a rank and a scale each have 10 MB. */
  private static final long LARGEST_CONFIG = 1 << 24;

  private static final String HASH = "rankine.base_sha256";

  private static final System.Logger LOG = System.getLogger(AdapterFolder.class.getName());

  private AdapterFolder() {}

  /**
   * Writes every adapter of a model.
   *
   * @throws IOException if a file cannot be written
   */
  public static void saveAll(AdaptedModel model, Path folder) throws IOException {
    for (String name : model.names()) {
      save(model, name, folder);
    }
  }

  /**
   * Writes one adapter.
   *
   * @return the folder it is in
   * @throws IllegalArgumentException if it has an update that PEFT's files do not know
   * @throws IOException if a file cannot be written
   */
  public static Path save(AdaptedModel model, String name, Path folder) throws IOException {
    return save(model, name, folder, StoredFloat.F32);
  }

  /** As {@link #save(AdaptedModel, String, Path)}, in half the space where that is enough. */
  public static Path save(AdaptedModel model, String name, Path folder, StoredFloat type)
      throws IOException {
    Adapter adapter = model.adapter(name);
    Path place = place(folder, name);
    Map<String, Tensor> tensors = new TreeMap<>();
    AdapterKeys.of(adapter).forEach((key, parameter) -> tensors.put(key, parameter.tensor()));
    tensors.putAll(AdapterKeys.emptied(adapter, model.bases()));
    Map<String, String> metadata = new LinkedHashMap<>();
    metadata.put("format", "pt");
    metadata.put(HASH, hash(model));
    new Safetensors(tensors, metadata).write(place.resolve(WEIGHTS), type);
    byte[] json = ConfigJson.write(adapter.config()).getBytes(StandardCharsets.UTF_8);
    AtomicFile.write(
        place.resolve(CONFIG),
        channel -> {
          ByteBuffer bytes = ByteBuffer.wrap(json);
          while (bytes.hasRemaining()) {
            channel.write(bytes);
          }
        });
    return place;
  }

  private static Path place(Path folder, String name) {
    if (name.equals(DEFAULT)) {
      return folder;
    }
    if (!name.matches("[^/\\\\:*?\"<>|\\p{Cntrl}]+") || name.matches("\\.+")) {
      throw new IllegalArgumentException(
          "adapter '" + name + "' cannot be the name of a folder; rename it");
    }
    return folder.resolve(name);
  }

  /**
   * Reads the adapter in exactly this folder and adds it to a model.
   *
   * @param name what it is called from now on
   * @throws IOException if a file cannot be read, or does not belong to the model, saying why; the
   *     model is unchanged then
   */
  public static Adapter load(AdaptedModel model, String name, Path folder) throws IOException {
    return model.put(name, read(model, folder));
  }

  /** As {@link #load}, into the place of an adapter that the model has. */
  public static Adapter swap(AdaptedModel model, String name, Path folder) throws IOException {
    Adapter adapter = read(model, folder);
    model.swap(name, adapter);
    return adapter;
  }

  private static Adapter read(AdaptedModel model, Path folder) throws IOException {
    Path weights = folder.resolve(WEIGHTS);
    Backend backend = model.bases().firstEntry().getValue().weight().backend();
    Path file = folder.resolve(CONFIG);
    String json = text(file);
    Safetensors stored;
    Adapter adapter;
    try {
      AdapterConfig config = ConfigJson.read(json);
      stored = stored(folder, backend);
      requireRanks(file, config, stored);
      adapter = adapter(config, model);
    } catch (IllegalArgumentException unfit) {
      throw new FormatException(file, unfit.getMessage());
    }
    requireBase(weights, stored.metadata().get(HASH), model);
    Map<String, Tensor> tensors = new TreeMap<>(stored.tensors());
    tensors.values().removeIf(empty -> empty.shape().size() == 0); // what AdaLoRA pruned
    Map<String, Parameter> wanted = AdapterKeys.of(adapter);
    Set<String> absent = WrappedBiases.settle(adapter, wanted, tensors);
    CopiesOfBase.drop(weights, adapter, model.bases(), wanted.keySet(), tensors);
    Filling.fill(weights, wanted, tensors);
    WrappedBiases.warn(weights, absent);
    return adapter;
  }

  /** As the configuration asks for it, under the whole of it; names that mean nothing are said. */
  private static Adapter adapter(AdapterConfig config, AdaptedModel model) {
    AdapterConfig known = Targets.known(config, Bases.linear(model.bases()));
    List<String> absent = new ArrayList<>(Targets.names(config));
    absent.removeAll(Targets.names(known));
    if (!absent.isEmpty()) {
      LOG.log(
          System.Logger.Level.WARNING,
          "adapter_config.json names {0}, which this model does not have; the names are kept and"
              + " have no effect",
          absent);
    }
    return new Adapter(config, Adapter.of(known, model.bases(), new Philox(0, 0)).parts());
  }

  private static String text(Path file) throws IOException {
    IoProblem.requireRegular(file, "an adapter's configuration");
    try {
      if (Files.size(file) > LARGEST_CONFIG) {
        throw new FormatException(
            file, "it has " + Files.size(file) + " bytes, an adapter's configuration is smaller");
      }
      return Files.readString(file);
    } catch (IOException failed) {
      throw IoProblem.of(file, "it cannot be read", failed);
    }
  }

  private static Safetensors stored(Path folder, Backend backend) throws IOException {
    Path pickle = folder.resolve(PICKLE);
    if (Files.notExists(folder.resolve(WEIGHTS)) && Files.exists(pickle)) {
      throw new FormatException(
          pickle, "a pickle is not read, for it can hold code; have PEFT save it as " + WEIGHTS);
    }
    return Safetensors.read(folder.resolve(WEIGHTS), backend);
  }

  /** Before factors of these ranks are made: a file's word alone gets no memory. */
  private static void requireRanks(Path file, AdapterConfig config, Safetensors stored)
      throws FormatException {
    int longest =
        stored.tensors().values().stream()
            .flatMapToInt(tensor -> IntStream.of(tensor.shape().dims()))
            .max()
            .orElse(0);
    int most = Math.max(COMMON_RANK, longest);
    int rank =
        Math.max(
            config.r(), config.rankPattern().values().stream().mapToInt(r -> r).max().orElse(0));
    if (rank > most) {
      throw new FormatException(
          file,
          "it asks for rank "
              + rank
              + ", the longest axis in "
              + WEIGHTS
              + " has "
              + longest
              + "; the two files do not belong together");
    }
  }

  private static void requireBase(Path file, String hash, AdaptedModel model)
      throws FormatException {
    if (hash != null && !hash.equals(hash(model))) {
      throw new FormatException(
          file,
          "it was trained on another base, with SHA-256 "
              + hash
              + "; this model has "
              + hash(model)
              + "; load the base that belongs to it");
    }
  }

  /** SHA-256 of all that the base holds, see {@link TensorHash}. */
  public static String hash(AdaptedModel model) {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    for (Parameter parameter : model.base().parameters()) {
      tensors.put(parameter.name(), parameter.tensor());
    }
    for (Base base : model.bases().values()) {
      tensors.computeIfAbsent(base.path() + ".weight", name -> base.weight());
    }
    return TensorHash.sha256(tensors);
  }
}
