package dev.rankine.autograd.onnx;

import dev.rankine.autograd.Op;
import dev.rankine.autograd.Var;
import dev.rankine.autograd.op.AvgPool2dOp;
import dev.rankine.autograd.op.ClampOp;
import dev.rankine.autograd.op.Conv2dOp;
import dev.rankine.autograd.op.ConvBlocksOp;
import dev.rankine.autograd.op.GeluOp;
import dev.rankine.autograd.op.GeluTanhOp;
import dev.rankine.autograd.op.LeakyReluOp;
import dev.rankine.autograd.op.LinearOp;
import dev.rankine.autograd.op.LinearReluOp;
import dev.rankine.autograd.op.MaxPool2dOp;
import dev.rankine.autograd.op.PowOp;
import dev.rankine.autograd.op.ScaleOp;
import dev.rankine.autograd.op.SiluOp;
import dev.rankine.engine.AveragePool2dGeometry;
import dev.rankine.engine.Conv2dGeometry;
import dev.rankine.engine.Shape;
import java.util.ArrayList;
import java.util.List;

/** Contractions, pools and activations: each method gives the name of the op's result. */
record Operators(Translation t) {
  static String of(Op op, Shape result, Translation t) {
    Operators operators = new Operators(t);
    return switch (op) {
      case LinearOp linear -> operators.linear(linear);
      case LinearReluOp fused -> t.node("Relu", List.of(operators.linear(fused.linear())));
      case Conv2dOp conv -> operators.convolution(conv);
      case ConvBlocksOp blocks -> operators.blocks(blocks);
      case MaxPool2dOp pool ->
          operators.pool(
              "MaxPool",
              t.name(pool.x()),
              side(pool.geometry().kernel()),
              side(pool.geometry().stride()));
      case AvgPool2dOp pool -> operators.average(pool);
      case ScaleOp(Var x, double factor) -> operators.withNumber("Mul", x, factor);
      case PowOp(Var x, double p) -> operators.withNumber("Pow", x, p);
      case ClampOp c ->
          t.node("Clip", List.of(t.name(c.x()), t.graph().real(c.low()), t.graph().real(c.high())));
      case LeakyReluOp(Var x, double slope) ->
          t.node("LeakyRelu", List.of(t.name(x)), Attribute.real("alpha", slope));
      case GeluOp(Var x) ->
          t.node("Gelu", List.of(t.name(x)), Attribute.text("approximate", "none"));
      case GeluTanhOp(Var x) ->
          t.node("Gelu", List.of(t.name(x)), Attribute.text("approximate", "tanh"));
      case SiluOp(Var x) ->
          t.node("Mul", List.of(t.name(x), t.node("Sigmoid", List.of(t.name(x)))));
      default -> Moves.of(op, result, t);
    };
  }

  private String withNumber(String type, Var x, double number) {
    return t.node(type, List.of(t.name(x), t.graph().real(number)));
  }

  private String linear(LinearOp op) {
    List<String> blocks = op.blocks().stream().map(t::name).toList();
    String weight =
        blocks.size() == 1
            ? blocks.getFirst()
            : t.node("Concat", blocks, Attribute.integer("axis", 1));
    List<String> inputs = new ArrayList<>(List.of(t.name(op.x()), weight));
    op.bias().ifPresent(bias -> inputs.add(t.name(bias)));
    return t.node("Gemm", inputs, Attribute.integer("transB", 1));
  }

  private String convolution(Conv2dOp op) {
    List<String> inputs = new ArrayList<>(List.of(t.name(op.x()), t.name(op.w())));
    op.bias().ifPresent(bias -> inputs.add(t.name(bias)));
    return convolution(inputs, op.geometry().window());
  }

  private String convolution(List<String> inputs, Conv2dGeometry.Window window) {
    int p = window.padding();
    return t.node(
        "Conv",
        inputs,
        Attribute.integers("strides", side(window.stride())),
        Attribute.integers("pads", p, p, p, p),
        Attribute.integers("dilations", side(window.dilation())),
        Attribute.integer("group", window.groups()));
  }

  private static int[] side(int extent) {
    return new int[] {extent, extent};
  }

  private String blocks(ConvBlocksOp op) {
    String x = t.name(op.x());
    for (int i = 0; i < op.weights().size(); i++) {
      List<String> inputs = List.of(x, t.name(op.weights().get(i)), t.name(op.biases().get(i)));
      int padding = op.blocks().blocks().get(i).padding();
      String sum = convolution(inputs, new Conv2dGeometry.Window(1, padding, 1));
      x = pool("MaxPool", t.node("Relu", List.of(sum)), side(2), side(2));
    }
    return x;
  }

  private String pool(String type, String x, int[] kernel, int[] strides) {
    return t.node(
        type,
        List.of(x),
        Attribute.integers("kernel_shape", kernel),
        Attribute.integers("strides", strides));
  }

  private String average(AvgPool2dOp op) {
    AveragePool2dGeometry.Windows rows = op.geometry().rows();
    AveragePool2dGeometry.Windows columns = op.geometry().columns();
    if (isEven(rows) && isEven(columns)) {
      int[] kernel = {rows.to(0), columns.to(0)};
      int[] strides = {stride(rows), stride(columns)};
      return pool("AveragePool", t.name(op.x()), kernel, strides);
    }
    String left = averages(rows, false);
    String right = averages(columns, true);
    return t.node("MatMul", List.of(t.node("MatMul", List.of(left, t.name(op.x()))), right));
  }

  private static boolean isEven(AveragePool2dGeometry.Windows windows) {
    return windows.kernel() > 0 || windows.extent() % windows.count() == 0;
  }

  private static int stride(AveragePool2dGeometry.Windows windows) {
    return windows.kernel() > 0 ? windows.stride() : windows.to(0);
  }

  /** The means of windows of several sizes as a matrix product. */
  private String averages(AveragePool2dGeometry.Windows windows, boolean transposed) {
    int n = windows.extent();
    int m = windows.count();
    float[] shares = new float[m * n];
    for (int i = 0; i < m; i++) {
      for (int j = windows.from(i); j < windows.to(i); j++) {
        shares[transposed ? j * m + i : i * n + j] = 1f / (windows.to(i) - windows.from(i));
      }
    }
    Shape shape = transposed ? Shape.of(n, m) : Shape.of(m, n);
    return t.graph().reals(t.graph().fresh(), shape, shares);
  }
}
