package dev.rankine.engine.io;

import dev.rankine.engine.Shape;
import dev.rankine.engine.ShapeException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Reads the dictionary of an npy header: the three keys in any order, with values written as Python
 * literals. Whatever else Python allows there is refused.
 */
final class NpyHeaderParser {
  private final NpyInput input;
  private final String text;
  private int position;
  private String descr;
  private Boolean fortranOrder;
  private Shape shape;

  private NpyHeaderParser(NpyInput input, String text) {
    this.input = input;
    this.text = text;
  }

  static NpyHeader parse(NpyInput input, String text) throws FormatException {
    return new NpyHeaderParser(input, text).header();
  }

  private NpyHeader header() throws FormatException {
    expect('{');
    while (!next('}')) {
      readEntry();
      if (!next(',')) {
        expect('}');
        break;
      }
    }
    if (peek() != 0) {
      throw unexpected("the end");
    }
    if (descr == null || fortranOrder == null || shape == null) {
      throw input.broken("the header lacks one of descr, fortran_order and shape; it is damaged");
    }
    for (NpyType type : NpyType.values()) {
      for (boolean littleEndian : new boolean[] {true, false}) {
        if (type.descr(littleEndian).equals(descr)) {
          return new NpyHeader(type, littleEndian, fortranOrder, shape);
        }
      }
    }
    String known =
        Arrays.stream(NpyType.values()).map(t -> t.descr(true)).collect(Collectors.joining(", "));
    throw input.broken(
        "its elements are "
            + NpyInput.quote(descr)
            + ", only "
            + known
            + " and their big-endian forms are read; convert it with astype");
  }

  private void readEntry() throws FormatException {
    String key = string("a key");
    expect(':');
    boolean twice =
        switch (key) {
          case "descr" -> descr != null;
          case "fortran_order" -> fortranOrder != null;
          case "shape" -> shape != null;
          default -> throw input.broken("the header has the unknown key " + NpyInput.quote(key));
        };
    if (twice) {
      throw input.broken("the header has the key " + key + " twice; it is damaged");
    }
    switch (key) {
      case "descr" -> descr = string("one type such as '<f4' for descr");
      case "fortran_order" -> fortranOrder = bool();
      default -> shape = shape();
    }
  }

  private String string(String what) throws FormatException {
    char quote = peek();
    int end = quote == '\'' || quote == '"' ? text.indexOf(quote, position + 1) : -1;
    if (end < 0) {
      throw unexpected(what);
    }
    String value = text.substring(position + 1, end);
    position = end + 1;
    return value;
  }

  private boolean bool() throws FormatException {
    boolean value = peek() == 'T';
    String word = value ? "True" : "False";
    if (!text.startsWith(word, position)) {
      throw unexpected("True or False for fortran_order");
    }
    position += word.length();
    return value;
  }

  /** A tuple: {@code ()}, {@code (3,)}, {@code (2, 3)}. */
  private Shape shape() throws FormatException {
    List<Integer> dims = new ArrayList<>();
    expect('(');
    boolean comma = true;
    while (!next(')')) {
      if (!comma) {
        throw unexpected("a comma in shape");
      }
      dims.add(extent());
      comma = next(',');
    }
    if (dims.size() == 1 && !comma) {
      throw input.broken("the header's shape is a number, not a tuple such as (3,)");
    }
    try {
      return Shape.of(dims.stream().mapToInt(dim -> dim).toArray());
    } catch (ShapeException impossible) {
      throw input.broken("its shape has more elements than one array holds (2^31)");
    }
  }

  private int extent() throws FormatException {
    peek();
    int from = position;
    while (position < text.length()
        && text.charAt(position) >= '0'
        && text.charAt(position) <= '9') {
      position++;
    }
    try {
      return Integer.parseInt(text, from, position, 10);
    } catch (NumberFormatException invalid) {
      position = from;
      throw unexpected("extents from 0 to 2147483647 in shape");
    }
  }

  private void expect(char symbol) throws FormatException {
    if (!next(symbol)) {
      throw unexpected("'" + symbol + "'");
    }
  }

  /** Skips a symbol if it comes next. */
  private boolean next(char symbol) {
    boolean found = peek() == symbol;
    position += found ? 1 : 0;
    return found;
  }

  /** The next character that is not a space, or 0 at the end. */
  private char peek() {
    while (position < text.length() && " \t\n\r".indexOf(text.charAt(position)) >= 0) {
      position++;
    }
    return position < text.length() ? text.charAt(position) : 0;
  }

  private FormatException unexpected(String what) {
    String rest = text.substring(Math.min(position, text.length()));
    return input.broken("the header should have " + what + " where it has " + NpyInput.quote(rest));
  }
}
