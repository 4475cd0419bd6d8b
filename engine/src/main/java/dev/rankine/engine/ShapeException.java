package dev.rankine.engine;

import java.util.StringJoiner;

/** Shapes that do not fit an operation. The message names the op, the shapes, the rule, the fix. */
public final class ShapeException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  /** An exception with a message that is already whole. */
  public ShapeException(String message) {
    super(message);
  }

  /**
   * The message {@code op: (2, 3) and (4, 5): rule; fix}.
   *
   * @param op the operation's name
   * @param rule the rule that broke, with the numbers that broke it
   * @param fix what the caller can do
   * @param shapes the operands' shapes
   */
  public static ShapeException of(String op, String rule, String fix, Shape... shapes) {
    StringJoiner operands = new StringJoiner(" and ");
    for (Shape shape : shapes) {
      operands.add(shape.toString());
    }
    return new ShapeException(op + ": " + operands + ": " + rule + "; " + fix);
  }
}
