package dev.rankine.mnist.inspect;

import dev.rankine.engine.Backend;
import dev.rankine.engine.NdArray;
import dev.rankine.engine.io.FormatException;
import dev.rankine.engine.io.IoProblem;
import dev.rankine.engine.io.Npy;
import dev.rankine.engine.io.Npz;
import dev.rankine.engine.io.Safetensors;
import dev.rankine.mnist.receipt.JsonTree;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Named arrays from a file of any kind that is known here.
 *
 * @param kind for people
 * @param file where the arrays are
 * @param notes metadata of the file, or the configuration of an adapter
 */
public record Contents(
    String kind, Path file, Map<String, NdArray> arrays, Map<String, String> notes) {
  private static final String CONFIG = "adapter_config.json";
  private static final String ADAPTER = "adapter_model.safetensors";
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
    Backend backend = Backend.named("reference");
    if (Files.isDirectory(path)) {
      if (!Files.exists(path.resolve(CONFIG))) {
        throw new FormatException(path, "it is a folder without " + CONFIG + "; name a file in it");
      }
      return adapter(path, backend);
    }
    if (path.endsWith(CONFIG)) {
      return adapter(path.toAbsolutePath().getParent(), backend);
    }
    return switch (start(path)) {
      case ZIP -> new Contents("npz", path, Npz.read(path, backend).arrays(), Map.of());
      case NPY -> new Contents("npy", path, Map.of("array", Npy.read(path, backend)), Map.of());
      default -> {
        Safetensors stored = Safetensors.read(path, backend);
        yield new Contents(
            "safetensors", path, new LinkedHashMap<>(stored.tensors()), stored.metadata());
      }
    };
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

  private static Contents adapter(Path folder, Backend backend) throws IOException {
    Map<String, String> notes = new LinkedHashMap<>();
    JsonTree.read(folder.resolve(CONFIG), "an adapter's configuration")
        .forEach((key, value) -> notes.put(key, String.valueOf(value)));
    Path file = folder.resolve(ADAPTER);
    Safetensors stored = Safetensors.read(file, backend);
    notes.putAll(stored.metadata());
    return new Contents("adapter", file, new LinkedHashMap<>(stored.tensors()), notes);
  }
}
