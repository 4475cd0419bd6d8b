package dev.rankine.autograd.explain;

import dev.rankine.engine.Tensor;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The page to step through: {@code page.html} with the tape's content in the place of a mark. */
final class Page {
  private static final String MARK = "/* tape */";

  /** Of a larger value the first elements are shown. */
  private static final int MOST = 1024;

  private Page() {}

  static String of(List<Explained> ops, List<Value> values, String memory) {
    Map<Value, Integer> ids = new HashMap<>();
    values.forEach(value -> ids.put(value, ids.size()));
    String content =
        "{memory: "
            + quoted(memory)
            + ",\nops: "
            + list(ops, op -> op(op, ids))
            + ",\nvalues: "
            + list(values, Page::value)
            + "}";
    return template().replace(MARK, content);
  }

  private static String template() {
    try (InputStream in = Page.class.getResourceAsStream("page.html")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  private static <T> String list(List<T> elements, Function<T, String> text) {
    return elements.stream().map(text).collect(Collectors.joining(",\n", "[", "]"));
  }

  private static String op(Explained op, Map<Value, Integer> ids) {
    return "{name: "
        + quoted(op.name())
        + ", formula: "
        + quoted(op.formula())
        + ", memory: "
        + quoted(Explanation.memory(op.bytes()))
        + ", inputs: "
        + op.inputs().stream().map(ids::get).toList()
        + ", output: "
        + ids.get(op.output())
        + "}";
  }

  private static String value(Value value) {
    return "{name: "
        + quoted(value.name())
        + ", kind: "
        + quoted(value.kind().name().toLowerCase(Locale.ROOT))
        + ", value: "
        + tensor(value.var().value())
        + value.gradient().map(gradient -> ", gradient: " + tensor(gradient)).orElse("")
        + "}";
  }

  /** Extents, least and largest element, the number of those that are not finite, and the first. */
  private static String tensor(Tensor x) {
    double[] all = x.toDoubles();
    double least = Double.POSITIVE_INFINITY;
    double largest = Double.NEGATIVE_INFINITY;
    int infinite = 0;
    for (double element : all) {
      boolean finite = Double.isFinite(element);
      least = finite ? Math.min(least, element) : least;
      largest = finite ? Math.max(largest, element) : largest;
      infinite += finite ? 0 : 1;
    }
    StringBuilder text = new StringBuilder("{shape: ");
    text.append(Arrays.toString(x.shape().dims())).append(", least: ").append(least);
    text.append(", largest: ").append(largest).append(", infinite: ").append(infinite);
    text.append(", first: [");
    for (int i = 0; i < Math.min(all.length, MOST); i++) {
      text.append(i == 0 ? "" : ",").append((float) all[i]);
    }
    return text.append("]}").toString();
  }

  /** A JavaScript string that cannot end the script it stands in. */
  private static String quoted(String text) {
    StringBuilder quoted = new StringBuilder("\"");
    for (char c : text.toCharArray()) {
      boolean plain =
          c >= ' ' && c != '"' && c != '\\' && c != '<' && c != '\u2028' && c != '\u2029';
      quoted.append(plain ? String.valueOf(c) : String.format("\\u%04x", (int) c));
    }
    return quoted.append('"').toString();
  }
}
