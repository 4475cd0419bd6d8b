package dev.rankine.autograd.explain;

import dev.rankine.autograd.Gradients;
import dev.rankine.autograd.Parameter;
import dev.rankine.autograd.Tape;
import dev.rankine.autograd.Var;
import dev.rankine.engine.io.AtomicFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What a tape recorded: as a table ({@link #toString}), a diagram, or a page on which one steps
 * through it. Made by {@link Tape#explain()}; the page reads values, so write it while the tape is
 * open.
 */
public final class Explanation {
  private final List<Explained> ops;
  private final List<Value> values;
  private final long bytes;

  private Explanation(List<Explained> ops, List<Value> values, long bytes) {
    this.ops = ops;
    this.values = values;
    this.bytes = bytes;
  }

  /** Of a tape, with the gradients of a loss on it if there are some. */
  public static Explanation of(Tape tape, Optional<Gradients> gradients) {
    Map<Var, Parameter> parameters = new HashMap<>();
    tape.parametersInUse()
        .forEach(parameter -> parameters.put(tape.parameter(parameter), parameter));
    Map<Var, Value> values = new HashMap<>();
    List<Value> ordered = new ArrayList<>();
    List<Explained> ops = new ArrayList<>();
    int outside = 0;
    for (Tape.Step step : tape.steps()) {
      List<Value> inputs = new ArrayList<>();
      for (Var input : step.op().inputs()) {
        if (!values.containsKey(input)) {
          Parameter parameter = parameters.get(input);
          String name = parameter == null ? "x" + outside++ : parameter.name();
          ordered.add(value(name, kind(parameter), input, gradients));
          values.put(input, ordered.getLast());
        }
        inputs.add(values.get(input));
      }
      Value output = value("y" + ops.size(), Value.Kind.RESULT, step.out(), gradients);
      ordered.add(output);
      values.put(step.out(), output);
      String name = Explained.name(step.op());
      ops.add(new Explained(name, step.op().formula(), inputs, output, step.bytes()));
    }
    return new Explanation(List.copyOf(ops), List.copyOf(ordered), tape.scope().bytes());
  }

  private static Value.Kind kind(Parameter parameter) {
    if (parameter == null) {
      return Value.Kind.INPUT;
    }
    return parameter.trainable() ? Value.Kind.PARAMETER : Value.Kind.FROZEN;
  }

  private static Value value(String name, Value.Kind kind, Var var, Optional<Gradients> gradients) {
    return new Value(name, kind, var, gradients.filter(g -> g.reached(var)).map(g -> g.of(var)));
  }

  /** A table of the ops: formulas, inputs, outputs and memory, and below it the tape's memory. */
  @Override
  public String toString() {
    String sum = ops.size() + " ops, " + memory(bytes) + " on the tape";
    return Table.of(ops) + sum;
  }

  /** A flow chart in Mermaid's language, which many Markdown viewers draw. */
  public String mermaid() {
    return Diagrams.mermaid(ops, values);
  }

  /** A directed graph in the language of Graphviz's {@code dot}. */
  public String graphviz() {
    return Diagrams.graphviz(ops, values);
  }

  /**
   * One HTML page that needs nothing else: forward and backward through the tape step by step, with
   * shapes, values, and gradients if there are some.
   */
  public String html() {
    return Page.of(ops, values, memory(bytes));
  }

  /**
   * Writes {@link #html} whole or not at all.
   *
   * @throws IOException if it cannot be written
   */
  public void writeHtml(Path file) throws IOException {
    ByteBuffer text = ByteBuffer.wrap(html().getBytes(StandardCharsets.UTF_8));
    AtomicFile.write(
        file,
        channel -> {
          while (text.hasRemaining()) {
            channel.write(text);
          }
        });
  }

  static String memory(long bytes) {
    if (bytes < 1 << 10) {
      return bytes + " B";
    }
    boolean mega = bytes >= 1 << 20;
    return String.format(
        Locale.ROOT, "%.1f %s", bytes / (mega ? 1048576.0 : 1024.0), mega ? "MiB" : "KiB");
  }
}
