package dev.rankine.mnist.inspect;

import dev.rankine.engine.Backend;
import dev.rankine.engine.NdArray;
import dev.rankine.engine.Tensor;
import dev.rankine.engine.io.FormatException;
import dev.rankine.engine.io.IoProblem;
import dev.rankine.engine.io.Npy;
import dev.rankine.engine.io.Npz;
import dev.rankine.engine.io.SafetensorsFile;
import dev.rankine.engine.io.StoredTensor;
import dev.rankine.engine.io.TensorHash;
import dev.rankine.mnist.receipt.JsonTree;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What is in a file of any kind that is known here.
 *
 * @param kind for people
 * @param file where the arrays are
 * @param items the arrays, in the order of the file
 * @param sha256 of all weights, one after another, names sorted by their UTF-8 bytes: of float32
 *     what {@link TensorHash} gives
 * @param notes metadata of the file, or the configuration of an adapter
 */
public record Contents(
    String kind, Path file, List<Item> items, String sha256, Map<String, String> notes) {
  private static final String CONFIG = "adapter_config.json";
  private static final String ADAPTER = "adapter_model.safetensors";
  private static final Comparator<StoredTensor> BY_NAME =
      Comparator.comparing(
          tensor -> tensor.name().getBytes(StandardCharsets.UTF_8), Arrays::compareUnsigned);
  private static final int ZIP = 'P' | 'K' << 8;
  private static final int NPY = 0x93 | 'N' << 8;

  /**
   * Reads a safetensors, npy or npz file, told apart by their first bytes, or the folder of an
   * adapter or its configuration.
   *
   * @throws FormatException if it is none of them
   * @throws IOException if it cannot be read
   */
  public static Contents read(Path path) throws IOException {
    if (Files.isDirectory(path)) {
      if (!Files.exists(path.resolve(CONFIG))) {
        throw new FormatException(path, "it is a folder without " + CONFIG + "; name a file in it");
      }
      return adapter(path);
    }
    if (path.endsWith(CONFIG)) {
      return adapter(path.toAbsolutePath().getParent());
    }
    Backend backend = Backend.named("reference");
    return switch (start(path)) {
      case ZIP -> arrays("npz", path, Npz.read(path, backend).arrays());
      case NPY -> arrays("npy", path, Map.of("array", Npy.read(path, backend)));
      default -> stored("safetensors", path, Map.of());
    };
  }

  private static Contents arrays(String kind, Path path, Map<String, NdArray> arrays) {
    List<Item> items = new ArrayList<>();
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    arrays.forEach(
        (name, array) -> {
          items.add(Item.of(name, array));
          if (array instanceof Tensor tensor) {
            tensors.put(name, tensor);
          }
        });
    return new Contents(kind, path, items, TensorHash.sha256(tensors), Map.of());
  }

  /** Reads in the order of the hash, and lists in the order of the file. */
  private static Contents stored(String kind, Path path, Map<String, String> about)
      throws IOException {
    try (SafetensorsFile file = SafetensorsFile.open(path)) {
      MessageDigest all = newDigest();
      Map<String, Item> items = new HashMap<>();
      for (StoredTensor tensor : file.tensors().stream().sorted(BY_NAME).toList()) {
        items.put(tensor.name(), Item.of(file, tensor, all));
      }
      Map<String, String> notes = new LinkedHashMap<>(about);
      notes.putAll(file.metadata());
      List<Item> listed = file.tensors().stream().map(tensor -> items.get(tensor.name())).toList();
      return new Contents(kind, path, listed, HexFormat.of().formatHex(all.digest()), notes);
    }
  }

  /** The first two bytes, the first one lowest. */
  private static int start(Path path) throws IOException {
    if (Files.exists(path) && !Files.isRegularFile(path)) {
      throw new FormatException(path, "it is a device or a pipe, expected a file");
    }
    try (InputStream in = Files.newInputStream(path)) {
      byte[] bytes = in.readNBytes(2);
      return bytes.length < 2 ? 0 : bytes[0] & 0xFF | (bytes[1] & 0xFF) << 8;
    } catch (IOException failed) {
      throw IoProblem.of(path, "it cannot be read", failed);
    }
  }

  private static Contents adapter(Path folder) throws IOException {
    Map<String, String> notes = new LinkedHashMap<>();
    JsonTree.read(folder.resolve(CONFIG), "an adapter's configuration")
        .forEach((key, value) -> notes.put(key, String.valueOf(value)));
    return stored("adapter", folder.resolve(ADAPTER), notes);
  }

  static MessageDigest newDigest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every JDK has SHA-256", impossible);
    }
  }
}
