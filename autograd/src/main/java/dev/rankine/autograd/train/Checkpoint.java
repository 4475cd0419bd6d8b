package dev.rankine.autograd.train;

import dev.rankine.engine.Backend;
import dev.rankine.engine.Shape;
import dev.rankine.engine.Tensor;
import dev.rankine.engine.io.FormatException;
import dev.rankine.engine.io.Safetensors;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Tensors and values under dotted names, in one safetensors file: values are its metadata, written
 * so that they come back to the bit. {@link #at} goes down one step of the names.
 */
public final class Checkpoint {
  private static final String FORMAT = "rankine.checkpoint";
  private static final String VERSION = "1";

  private final Map<String, Tensor> tensors;
  private final Map<String, String> values;
  private final String path;

  private Checkpoint(Map<String, Tensor> tensors, Map<String, String> values, String path) {
    this.tensors = tensors;
    this.values = values;
    this.path = path;
  }

  /** An empty one. */
  public Checkpoint() {
    this(new LinkedHashMap<>(), new LinkedHashMap<>(), "");
  }

  /**
   * Reads a file.
   *
   * @throws FormatException if it is no checkpoint
   * @throws IOException if it cannot be read
   */
  public static Checkpoint read(Path file, Backend backend) throws IOException {
    Safetensors stored = Safetensors.read(file, backend);
    Map<String, String> values = new LinkedHashMap<>(stored.metadata());
    String version = values.remove(FORMAT);
    if (!VERSION.equals(version)) {
      throw new FormatException(
          file,
          version == null
              ? "it holds tensors, but is no checkpoint; name a file that a training saved"
              : "it is a checkpoint of version " + version + ", this program reads " + VERSION);
    }
    return new Checkpoint(new LinkedHashMap<>(stored.tensors()), values, "");
  }

  /**
   * Writes all of it, whole or not at all.
   *
   * @throws IllegalArgumentException if the tensors are not float32, which the file would round
   * @throws IOException if it cannot be written
   */
  public void write(Path file) throws IOException {
    for (Map.Entry<String, Tensor> entry : tensors.entrySet()) {
      if (entry.getValue().backend().realBytes() != Float.BYTES) {
        throw new IllegalArgumentException(
            "checkpoint: tensor %s is not float32, the file would round it; train on Backend.cpu()"
                .formatted(entry.getKey()));
      }
    }
    Map<String, String> metadata = new LinkedHashMap<>(values);
    metadata.put(FORMAT, VERSION);
    new Safetensors(tensors, metadata).write(file);
  }

  /** The same checkpoint one step down the names. */
  public Checkpoint at(String step) {
    return new Checkpoint(tensors, values, path + step + ".");
  }

  /** Puts a tensor, which is not copied. */
  public void put(String name, Tensor tensor) {
    tensors.put(path + name, tensor);
  }

  /** Puts a text. */
  public void put(String name, String value) {
    values.put(path + name, value);
  }

  /** Puts a whole number. */
  public void put(String name, long value) {
    put(name, Long.toString(value));
  }

  /** Puts a number, which comes back to the bit. */
  public void put(String name, double value) {
    put(name, Double.toString(value));
  }

  /** Whether there is a value of this name. */
  public boolean has(String name) {
    return values.containsKey(path + name);
  }

  /** Values below this step, by the rest of their names, in order. */
  public Map<String, String> texts() {
    return below(values);
  }

  /** Tensors below this step, by the rest of their names, in order. */
  public Map<String, Tensor> tensors() {
    return below(tensors);
  }

  private <T> Map<String, T> below(Map<String, T> all) {
    Map<String, T> below = new LinkedHashMap<>();
    all.forEach(
        (name, value) -> {
          if (name.startsWith(path)) {
            below.put(name.substring(path.length()), value);
          }
        });
    return below;
  }

  /**
   * A text.
   *
   * @throws IllegalArgumentException if there is none of this name
   */
  public String text(String name) {
    String value = values.get(path + name);
    if (value == null) {
      throw new IllegalArgumentException("the checkpoint has no value " + path + name);
    }
    return value;
  }

  /**
   * A whole number.
   *
   * @throws IllegalArgumentException if there is none of this name
   */
  public long integer(String name) {
    try {
      return Long.parseLong(text(name));
    } catch (NumberFormatException other) {
      throw new IllegalArgumentException(
          "the checkpoint's %s%s is %s, a whole number is needed"
              .formatted(path, name, text(name)));
    }
  }

  /**
   * A number.
   *
   * @throws IllegalArgumentException if there is none of this name
   */
  public double real(String name) {
    try {
      return Double.parseDouble(text(name));
    } catch (NumberFormatException other) {
      throw new IllegalArgumentException(
          "the checkpoint's %s%s is %s, a number is needed".formatted(path, name, text(name)));
    }
  }

  /**
   * A tensor of this shape.
   *
   * @throws IllegalArgumentException if there is none of this name and shape
   */
  public Tensor tensor(String name, Shape shape) {
    Tensor tensor = tensors.get(path + name);
    if (tensor == null || !tensor.shape().equals(shape)) {
      throw new IllegalArgumentException(
          "the checkpoint has %s of %s%s, %s is needed; it belongs to another model"
              .formatted(tensor == null ? "nothing" : tensor.shape(), path, name, shape));
    }
    return tensor;
  }
}
