package dev.rankine.lora.config;

import java.util.List;

/** Which layers, by their dotted paths: PEFT's {@code target_modules}. */
public sealed interface TargetModules {
  /** Whether a layer is meant. */
  boolean matches(String path, boolean linear);

  /** The layers whose path is one of the names, or ends in a dot and one of them. */
  record Names(List<String> names) implements TargetModules {
    /** At least one name. */
    public Names {
      names = List.copyOf(names);
      if (names.isEmpty()) {
        throw new IllegalArgumentException("target_modules: the list is empty; name a layer");
      }
    }

    @Override
    public boolean matches(String path, boolean linear) {
      return names.stream().anyMatch(name -> isSuffix(name, path));
    }
  }

  /** The layers whose whole path a regular expression matches. */
  record Regex(String expression) implements TargetModules {
    /** A valid expression. */
    public Regex {
      Expressions.require("target_modules", List.of(expression));
    }

    @Override
    public boolean matches(String path, boolean linear) {
      return path.matches(expression);
    }
  }

  /** Every linear layer. */
  record AllLinear() implements TargetModules {
    static final String NAME = "all-linear";

    @Override
    public boolean matches(String path, boolean linear) {
      return linear;
    }
  }

  /** Layers by suffix: {@code fc1} means {@code fc1} and {@code block.2.fc1}. */
  static TargetModules of(String... names) {
    return new Names(List.of(names));
  }

  /** {@code all-linear}, in any case, or a regular expression for the whole path. */
  static TargetModules parse(String text) {
    return text.equalsIgnoreCase(AllLinear.NAME) ? new AllLinear() : new Regex(text);
  }

  /** Whether a path is this name, or ends in a dot and it. */
  static boolean isSuffix(String name, String path) {
    return path.equals(name) || path.endsWith("." + name);
  }
}
