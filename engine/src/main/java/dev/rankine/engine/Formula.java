package dev.rankine.engine;

/**
 * Several elementwise functions in one, for {@link Backend#compute}: what lies between them need
 * never be stored. The result has the bits of the single primitives, one after the other.
 *
 * <p>An operand has the shape of the output, or one element, which stands for every element. A
 * formula has at most {@value #MOST_PARTS} parts, operands and functions, where what is used twice
 * counts twice; a larger one is refused when it is to be computed.
 */
public sealed interface Formula {
  /** The most parts: their checks are fast, and a chain of so many fits on a thread's stack. */
  int MOST_PARTS = 1024;

  /** The elements of a tensor. */
  record Values(Tensor x) implements Formula {}

  /** The same number everywhere; a float32 backend rounds it to nearest. */
  record Number(double value) implements Formula {}

  /** f(x). */
  record Mapped(Unary f, Formula x) implements Formula {}

  /** f(a, b). */
  record Zipped(Binary f, Formula a, Formula b) implements Formula {}

  /** a where the mask is not 0, else b, as in {@link Backend#select}. */
  record Chosen(Formula mask, Formula a, Formula b) implements Formula {}

  /** The elements of a tensor. */
  static Formula of(Tensor x) {
    return new Values(x);
  }

  /** The same number everywhere. */
  static Formula of(double value) {
    return new Number(value);
  }

  /** f(this). */
  default Formula map(Unary f) {
    return new Mapped(f, this);
  }

  /** f(this, b). */
  default Formula zip(Binary f, Formula b) {
    return new Zipped(f, this, b);
  }

  /** f(this, b). */
  default Formula zip(Binary f, double b) {
    return new Zipped(f, this, new Number(b));
  }

  /** a where this is not 0, else b; this is no single number. */
  default Formula choose(Formula a, Formula b) {
    return new Chosen(this, a, b);
  }

  /** Number of elements: the most of an operand. */
  default int size() {
    return switch (this) {
      case Values(Tensor x) -> x.size();
      case Number _ -> 1;
      case Mapped(Unary _, Formula x) -> x.size();
      case Zipped(Binary _, Formula a, Formula b) -> larger(a.size(), b);
      case Chosen(Formula mask, Formula a, Formula b) -> larger(larger(mask.size(), a), b);
    };
  }

  /** One element stands for any number, even for none. */
  private static int larger(int a, Formula b) {
    return a == 1 ? b.size() : a;
  }
}
