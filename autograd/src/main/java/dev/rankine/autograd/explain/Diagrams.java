package dev.rankine.autograd.explain;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Ops as boxes, what comes from outside as rounded ones, values as arrows with their shapes. */
final class Diagrams {
  private final Map<Value, String> nodes = new HashMap<>();
  private final StringBuilder text = new StringBuilder();

  private Diagrams(List<Explained> ops, List<Value> values) {
    for (Value value : values) {
      if (value.kind() != Value.Kind.RESULT) {
        nodes.put(value, "v" + nodes.size());
      }
    }
    for (int i = 0; i < ops.size(); i++) {
      nodes.put(ops.get(i).output(), "op" + i);
    }
  }

  static String mermaid(List<Explained> ops, List<Value> values) {
    Diagrams d = new Diagrams(ops, values);
    d.text.append("flowchart TD\n");
    for (Value value : values) {
      if (value.kind() != Value.Kind.RESULT) {
        d.line(d.nodes.get(value) + "([\"" + entities(value.label()) + "\"])");
      }
    }
    for (Explained op : ops) {
      String node = d.nodes.get(op.output());
      d.line(node + "[\"" + op.name() + "<br/>" + entities(op.formula()) + "\"]");
      for (Value input : op.inputs()) {
        d.line(d.nodes.get(input) + " -->|\"" + input.shape() + "\"| " + node);
      }
    }
    return d.text.toString();
  }

  static String graphviz(List<Explained> ops, List<Value> values) {
    Diagrams d = new Diagrams(ops, values);
    d.text.append("digraph tape {\n");
    d.line("node [shape=box, fontname=\"sans-serif\"];");
    for (Value value : values) {
      if (value.kind() != Value.Kind.RESULT) {
        d.line(d.nodes.get(value) + " [shape=ellipse, label=" + quoted(value.label()) + "];");
      }
    }
    for (Explained op : ops) {
      String node = d.nodes.get(op.output());
      d.line(node + " [label=" + quoted(op.name() + "\n" + op.formula()) + "];");
      for (Value input : op.inputs()) {
        String shape = quoted(input.shape().toString());
        d.line(d.nodes.get(input) + " -> " + node + " [label=" + shape + "];");
      }
    }
    return d.text.append("}\n").toString();
  }

  private void line(String line) {
    text.append("  ").append(line).append('\n');
  }

  private static String quoted(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + '"';
  }

  /** Mermaid reads a label as HTML. */
  private static String entities(String text) {
    return text.replace("&", "&amp;")
        .replace("\"", "&quot;")
        .replace("<", "&lt;")
        .replace(">", "&gt;");
  }
}
