package dev.rankine.autograd.onnx;

import dev.rankine.autograd.Op;
import dev.rankine.autograd.Var;
import dev.rankine.autograd.op.LayerNormOp;
import dev.rankine.autograd.op.LogSoftmaxOp;
import dev.rankine.autograd.op.LogSumExpOp;
import dev.rankine.autograd.op.MaxOp;
import dev.rankine.autograd.op.MeanOp;
import dev.rankine.autograd.op.RmsNormalizeOp;
import dev.rankine.autograd.op.SoftmaxOp;
import dev.rankine.autograd.op.StandardizeOp;
import dev.rankine.autograd.op.SumOp;
import dev.rankine.autograd.op.VarianceOp;
import java.util.List;

/** What reduces, and what normalises by what was reduced. */
record Reductions(Translation t) {
  static String of(Op op, Translation t) {
    Reductions r = new Reductions(t);
    return switch (op) {
      case SumOp(Var x, int[] axes) -> r.reduce("ReduceSum", t.name(x), axes, false);
      case MeanOp(Var x, int[] axes) -> r.reduce("ReduceMean", t.name(x), axes, false);
      case MaxOp max -> r.reduce("ReduceMax", t.name(max.x()), max.axes(), false);
      case LogSumExpOp sum -> r.reduce("ReduceLogSumExp", t.name(sum.x()), sum.axes(), false);
      case VarianceOp(Var x, int[] axes) -> {
        String centred = r.centred(t.name(x), axes);
        yield r.reduce("ReduceMean", r.square(centred), axes, false);
      }
      case SoftmaxOp s -> r.softmax("Softmax", s.x(), s.axes());
      case LogSoftmaxOp s -> r.softmax("LogSoftmax", s.x(), s.axes());
      case StandardizeOp s -> r.scaled(r.centred(t.name(s.x()), s.axes()), s.epsilon(), s.axes());
      case LayerNormOp n -> r.layerNorm(n);
      case RmsNormalizeOp n -> r.scaled(t.name(n.x()), n.epsilon(), n.axes());
      default ->
          throw new IllegalArgumentException(
              "onnx: "
                  + op.getClass().getSimpleName()
                  + " has no place in an exported model; export the layers around it");
    };
  }

  private String reduce(String type, String x, int[] axes, boolean keep) {
    return t.node(
        type,
        List.of(x, t.graph().integers(axes)),
        Attribute.integer("keepdims", keep ? 1 : 0),
        Attribute.integer("noop_with_empty_axes", 1));
  }

  private String centred(String x, int[] axes) {
    return t.node("Sub", List.of(x, reduce("ReduceMean", x, axes, true)));
  }

  private String layerNorm(LayerNormOp n) {
    String z = scaled(centred(t.name(n.x()), n.axes()), n.epsilon(), n.axes());
    String scaled = t.node("Mul", List.of(z, t.name(n.scale())));
    return t.node("Add", List.of(scaled, t.name(n.shift())));
  }

  private String square(String x) {
    return t.node("Mul", List.of(x, x));
  }

  /** ONNX has it over one axis; over several it is composed. */
  private String softmax(String type, Var x, int[] axes) {
    if (axes.length == 1) {
      return t.node(type, List.of(t.name(x)), Attribute.integer("axis", axes[0]));
    }
    String sum = reduce("ReduceLogSumExp", t.name(x), axes, true);
    String logarithm = t.node("Sub", List.of(t.name(x), sum));
    return type.equals("Softmax") ? t.node("Exp", List.of(logarithm)) : logarithm;
  }

  /** x / √(mean(x²) + ε). */
  private String scaled(String x, double epsilon, int[] axes) {
    String mean = reduce("ReduceMean", square(x), axes, true);
    String sum = t.node("Add", List.of(mean, t.graph().real(epsilon)));
    return t.node("Div", List.of(x, t.node("Sqrt", List.of(sum))));
  }
}
