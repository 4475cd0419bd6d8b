package dev.rankine.lora.io;

import dev.rankine.autograd.Parameter;
import dev.rankine.engine.Tensor;
import dev.rankine.engine.io.FormatException;
import dev.rankine.lora.config.NearNames;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Puts the numbers of a file into an adapter. */
final class Filling {
  private Filling() {}

  /**
   * Each of what is wanted from what is stored under the same key.
   *
   * @throws FormatException if a key is missing or too much, or a shape differs
   */
  static void fill(Path file, Map<String, Parameter> wanted, Map<String, Tensor> stored)
      throws FormatException {
    Set<String> missing = new TreeSet<>(wanted.keySet());
    missing.removeAll(stored.keySet());
    Set<String> extra = new TreeSet<>(stored.keySet());
    extra.removeAll(wanted.keySet());
    if (!missing.isEmpty() || !extra.isEmpty()) {
      String name = missing.isEmpty() ? extra.iterator().next() : missing.iterator().next();
      throw new FormatException(
          file,
          "by its configuration it lacks "
              + missing
              + " and should not have "
              + extra
              + "; near names are "
              + NearNames.of(name, missing.isEmpty() ? wanted.keySet() : stored.keySet()));
    }
    for (Map.Entry<String, Parameter> entry : wanted.entrySet()) {
      Tensor values = stored.get(entry.getKey());
      Tensor place = entry.getValue().tensor();
      if (!values.shape().equals(place.shape())) {
        throw new FormatException(
            file,
            entry.getKey()
                + " has shape "
                + values.shape()
                + ", configuration and model ask for "
                + place.shape());
      }
      place.backend().upload(values.toDoubles(), place);
    }
  }
}
