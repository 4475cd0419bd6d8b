package dev.rankine.lora.config;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** The fields of a JSON object, taken out one by one; a null counts as left out. */
record ConfigFields(Map<String, Object> json) {
  Optional<Object> take(String key) {
    return Optional.ofNullable(json.remove(key));
  }

  boolean flag(String key) {
    return take(key).map(value -> as(Boolean.class, key, value)).orElse(false);
  }

  double number(String key, double otherwise) {
    return take(key).map(value -> as(Number.class, key, value).doubleValue()).orElse(otherwise);
  }

  static int whole(double value) {
    if (value != Math.rint(value) || Math.abs(value) > Integer.MAX_VALUE) {
      throw new IllegalArgumentException("rank " + value + ": a whole number is needed");
    }
    return (int) value;
  }

  <T> Map<String, T> numbers(String key, Function<Double, T> convert) {
    Map<String, T> numbers = new LinkedHashMap<>();
    Map<?, ?> map = take(key).map(value -> as(Map.class, key, value)).orElse(Map.of());
    map.forEach(
        (pattern, value) ->
            numbers.put(
                (String) pattern, convert.apply(as(Number.class, key, value).doubleValue())));
    return numbers;
  }

  /** A text, or a list of them. */
  String[] texts(String key) {
    Object value = take(key).orElse(List.of());
    List<?> list = value instanceof String ? List.of(value) : as(List.class, key, value);
    return list.stream().map(text -> as(String.class, key, text)).toArray(String[]::new);
  }

  /** A text, or a list of them; one that is empty counts as left out. */
  String[] patterns(String key) {
    return Arrays.stream(texts(key)).filter(text -> !text.isEmpty()).toArray(String[]::new);
  }

  /** A whole number, or a list of them. */
  Integer[] layers(String key) {
    Object value = take(key).orElse(List.of());
    List<?> list = value instanceof Number ? List.of(value) : as(List.class, key, value);
    return list.stream()
        .map(n -> layer(key, as(Number.class, key, n).doubleValue()))
        .toArray(Integer[]::new);
  }

  private static Integer layer(String key, double value) {
    if (value != (int) value) {
      throw new IllegalArgumentException(key + " has " + value + ": a whole number is needed");
    }
    return (int) value;
  }

  /** A list of names, or a text. */
  Optional<TargetModules> targets(String key) {
    return switch (json.get(key)) {
      case String text -> take(key).map(value -> TargetModules.parse(text));
      case List<?> list when list.isEmpty() -> take(key).flatMap(value -> Optional.empty());
      case null -> {
        json.remove(key);
        yield Optional.empty();
      }
      default -> Optional.of(TargetModules.of(texts(key)));
    };
  }

  static <T> T as(Class<T> type, String key, Object value) {
    if (!type.isInstance(value)) {
      throw new IllegalArgumentException(
          key
              + " is "
              + value
              + ", expected a "
              + type.getSimpleName().toLowerCase(java.util.Locale.ROOT));
    }
    return type.cast(value);
  }
}
