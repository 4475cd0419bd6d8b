package dev.rankine.lora.config;

import java.util.Collection;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** Regular expressions among the settings. */
final class Expressions {
  private Expressions() {}

  /** Fails in one line where one of them is none; Java's own message has three. */
  static void require(String setting, Collection<String> expressions) {
    for (String expression : expressions) {
      try {
        Pattern.compile(expression);
      } catch (PatternSyntaxException invalid) {
        throw new IllegalArgumentException(
            setting
                + ": '"
                + expression
                + "' is no regular expression: "
                + invalid.getDescription()
                + " near index "
                + invalid.getIndex());
      }
    }
  }
}
