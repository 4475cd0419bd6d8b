package dev.rankine.autograd.onnx;

import dev.rankine.autograd.Op;
import dev.rankine.autograd.Parameter;
import dev.rankine.autograd.Tape;
import dev.rankine.autograd.Var;
import dev.rankine.autograd.op.AbsOp;
import dev.rankine.autograd.op.AddOp;
import dev.rankine.autograd.op.DivOp;
import dev.rankine.autograd.op.ExpOp;
import dev.rankine.autograd.op.LogOp;
import dev.rankine.autograd.op.MatMulOp;
import dev.rankine.autograd.op.MaximumOp;
import dev.rankine.autograd.op.MinimumOp;
import dev.rankine.autograd.op.MulOp;
import dev.rankine.autograd.op.ReluOp;
import dev.rankine.autograd.op.SigmoidOp;
import dev.rankine.autograd.op.SqrtOp;
import dev.rankine.autograd.op.SubOp;
import dev.rankine.autograd.op.TanhOp;
import dev.rankine.engine.Indices;
import dev.rankine.engine.Lists;
import dev.rankine.engine.Shape;
import dev.rankine.engine.Tensor;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** What a tape recorded, as a graph: each value gets a name, each op one node or several. */
final class Translation {
  /** Ops that are one operator with the same inputs. */
  private static final Map<Class<? extends Op>, String> SAME =
      Map.ofEntries(
          Map.entry(AddOp.class, "Add"),
          Map.entry(SubOp.class, "Sub"),
          Map.entry(MulOp.class, "Mul"),
          Map.entry(DivOp.class, "Div"),
          Map.entry(MaximumOp.class, "Max"),
          Map.entry(MinimumOp.class, "Min"),
          Map.entry(MatMulOp.class, "MatMul"),
          Map.entry(AbsOp.class, "Abs"),
          Map.entry(SqrtOp.class, "Sqrt"),
          Map.entry(ExpOp.class, "Exp"),
          Map.entry(LogOp.class, "Log"),
          Map.entry(TanhOp.class, "Tanh"),
          Map.entry(SigmoidOp.class, "Sigmoid"),
          Map.entry(ReluOp.class, "Relu"));

  /** What {@link Graph} calls by names of its own; an empty name stands for nothing at all. */
  private static final Pattern TAKEN = Pattern.compile("(input|output|(value|constant)\\d+)?");

  private final Tape tape;
  private final Graph graph = new Graph();
  private final Map<Var, Parameter> parameters = new HashMap<>();
  private final Map<Var, String> names = new HashMap<>();

  /** What depends on the input, and so on the size of the batch. */
  private final Set<Var> batched = new HashSet<>();

  private Indices indices;

  Translation(Tape tape) {
    this.tape = tape;
  }

  /** The model's input. */
  Var input(Tensor example) {
    Var input = tape.constant(example);
    graph.input(Graph.Type.FLOAT, example.shape());
    names.put(input, "input");
    batched.add(input);
    return input;
  }

  /** The model's input, of indices. */
  Indices input(Indices example) {
    graph.input(Graph.Type.INT64, example.shape());
    indices = example;
    return example;
  }

  /** All that is on the tape. */
  Graph graph(Var output) {
    tape.parametersInUse().forEach(p -> parameters.put(tape.parameter(p), p));
    int number = 0;
    for (Tape.Step step : tape.steps()) {
      Op op = step.op();
      graph.origin(op.getClass().getSimpleName() + " (op " + number++ + ")");
      if (op.inputs().stream().anyMatch(batched::contains) || Moves.reads(op, this)) {
        batched.add(step.out());
      }
      names.put(step.out(), translate(op, step.out().shape()));
    }
    graph.output(name(output), output.shape());
    return graph;
  }

  private String translate(Op op, Shape result) {
    String same = SAME.get(op.getClass());
    return same == null
        ? Operators.of(op, result, this)
        : graph.node(same, Lists.map(op.inputs(), this::name));
  }

  /** The name of a value; what is seen for the first time is a parameter or a constant. */
  String name(Var value) {
    String known = names.get(value);
    if (known != null) {
      return known;
    }
    Parameter parameter = parameters.get(value);
    String name = parameter == null ? graph.fresh() : requireFree(parameter.name());
    names.put(value, graph.reals(name, value.shape(), value.value().toFloats()));
    return name;
  }

  /** A second value of one name would make another model of the file, or none. */
  private static String requireFree(String parameter) {
    if (TAKEN.matcher(parameter).matches()) {
      throw new IllegalArgumentException(
          "onnx: a parameter is called '"
              + parameter
              + "', a name that the file needs for something else; build its layer at a path");
    }
    return parameter;
  }

  /** The name of indices: the input, or a constant. */
  String name(Indices rows, Shape shape) {
    return isInput(rows) ? "input" : graph.integers(shape, rows.toInts());
  }

  /** Whether these are the model's input, perhaps in another shape. */
  boolean isInput(Indices rows) {
    return indices != null
        && rows.storage() == indices.storage()
        && rows.offset() == indices.offset()
        && rows.size() == indices.size();
  }

  boolean isBatched(Var value) {
    return batched.contains(value);
  }

  Graph graph() {
    return graph;
  }

  /** Adds an operator on names of values. */
  String node(String type, List<String> inputs, Attribute... attributes) {
    return graph.node(type, inputs, attributes);
  }
}
