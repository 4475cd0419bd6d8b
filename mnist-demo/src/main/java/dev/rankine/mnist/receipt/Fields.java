package dev.rankine.mnist.receipt;

import dev.rankine.engine.io.FormatException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The fields of an object in a JSON file, each checked when it is asked for.
 *
 * @param path where the object is, {@code ""} or ending in a dot
 */
record Fields(Path file, String path, Map<String, Object> values) {
  private static final int LONGEST_QUOTE = 80;

  boolean has(String name) {
    return values.containsKey(name);
  }

  void requireNumber(String name, int expected) throws FormatException {
    if (!(values.get(name) instanceof Integer number) || number != expected) {
      throw wrong(name, String.valueOf(expected));
    }
  }

  String text(String name) throws FormatException {
    if (values.get(name) instanceof String text) {
      return text;
    }
    throw wrong(name, "a text");
  }

  /** A SHA-256 in hexadecimal. */
  String hash(String name) throws FormatException {
    if (values.get(name) instanceof String text && text.matches("[0-9a-f]{64}")) {
      return text;
    }
    throw wrong(name, "64 hexadecimal digits");
  }

  @SuppressWarnings("unchecked")
  Fields object(String name) throws FormatException {
    if (values.get(name) instanceof Map<?, ?> object) {
      return new Fields(file, path + name + ".", (Map<String, Object>) object);
    }
    throw wrong(name, "an object");
  }

  @SuppressWarnings("unchecked")
  List<Fields> objects(String name) throws FormatException {
    if (!(values.get(name) instanceof List<?> list)) {
      throw wrong(name, "a list");
    }
    List<Fields> objects = new ArrayList<>();
    for (Object element : list) {
      if (!(element instanceof Map<?, ?> object)) {
        throw wrong(name, "a list of objects");
      }
      String place = path + name + "[" + objects.size() + "].";
      objects.add(new Fields(file, place, (Map<String, Object>) object));
    }
    return objects;
  }

  /** All fields of this object, which are texts. */
  Map<String, String> texts() throws FormatException {
    Map<String, String> texts = new LinkedHashMap<>();
    for (String name : values.keySet()) {
      texts.put(name, text(name));
    }
    return texts;
  }

  private FormatException wrong(String name, String expected) {
    String found = has(name) ? String.valueOf(values.get(name)) : "nothing";
    String quoted =
        found.length() <= LONGEST_QUOTE ? found : found.substring(0, LONGEST_QUOTE) + "…";
    return new FormatException(
        file, path + name + " should be " + expected + ", found " + quoted + "; it is no receipt");
  }
}
