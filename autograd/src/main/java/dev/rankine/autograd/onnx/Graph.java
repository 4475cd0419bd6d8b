package dev.rankine.autograd.onnx;

import dev.rankine.engine.Shape;
import dev.rankine.engine.io.ProtoWriter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A model under construction: nodes in order, constants, one input and one output. Field numbers
 * are those of {@code onnx.proto}.
 */
final class Graph {
  /** {@code TensorProto.DataType}. */
  enum Type {
    FLOAT(1),
    INT64(7);

    private final int number;

    Type(int number) {
      this.number = number;
    }
  }

  private record Part(String origin, byte[] content) {}

  private static final int OPERATOR_SET = 20;
  private static final int FORMAT = 9;
  private static final String BATCH = "batch";

  private final List<Part> nodes = new ArrayList<>();
  private final List<Part> constants = new ArrayList<>();
  private final Map<String, String> constantNames = new HashMap<>();
  private String origin = "the input";
  private Type inputType;
  private Shape inputShape;
  private Shape outputShape;
  private int results;

  /** From now on what is added belongs to this op. */
  void origin(String op) {
    origin = op;
  }

  void input(Type type, Shape shape) {
    inputType = type;
    inputShape = shape;
  }

  void output(String value, Shape shape) {
    origin = "the output";
    outputShape = shape;
    node("Identity", List.of(value), "output");
  }

  Shape outputShape() {
    return outputShape;
  }

  /** Adds an operator; gives the name of its result. */
  String node(String type, List<String> inputs, Attribute... attributes) {
    return node(type, inputs, "value" + results++, attributes);
  }

  private String node(String type, List<String> inputs, String result, Attribute... attributes) {
    ProtoWriter node = new ProtoWriter();
    inputs.forEach(input -> node.string(1, input));
    node.string(2, result).string(4, type);
    for (Attribute attribute : attributes) {
      node.bytes(5, attribute.content());
    }
    nodes.add(new Part(origin, node.toByteArray()));
    return result;
  }

  /** Adds a tensor of reals under a name. */
  String reals(String name, Shape shape, float[] values) {
    ByteBuffer raw =
        ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    raw.asFloatBuffer().put(values);
    return constant(name, Type.FLOAT, shape, raw.array());
  }

  /** Adds a real number. */
  String real(double value) {
    return reals(fresh(), Shape.SCALAR, new float[] {(float) value});
  }

  /** Adds integers in a shape. */
  String integers(Shape shape, int... values) {
    ByteBuffer raw = ByteBuffer.allocate(values.length * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    Arrays.stream(values).forEach(raw::putLong);
    return constant(fresh(), Type.INT64, shape, raw.array());
  }

  /** Adds a list of integers. */
  String integers(int... values) {
    return integers(Shape.of(values.length), values);
  }

  /** A name for a constant that has none. */
  String fresh() {
    return "constant" + constants.size();
  }

  private String constant(String name, Type type, Shape shape, byte[] raw) {
    if (constantNames.put(name, origin) != null) {
      throw new IllegalArgumentException(
          "onnx: two parameters are called " + name + "; build each layer at a path of its own");
    }
    ProtoWriter tensor = new ProtoWriter();
    for (int extent : shape.dims()) {
      tensor.varint(1, extent);
    }
    tensor.varint(2, type.number).string(8, name).bytes(9, raw);
    constants.add(new Part(origin, tensor.toByteArray()));
    return name;
  }

  /** Fails if another run on another batch gave another graph, naming the first op that differs. */
  void requireSame(Graph other) {
    requireSame(constants, other.constants);
    requireSame(nodes, other.nodes);
  }

  private static void requireSame(List<Part> some, List<Part> others) {
    for (int i = 0; i < Math.max(some.size(), others.size()); i++) {
      boolean both = i < some.size() && i < others.size();
      if (!both || !Arrays.equals(some.get(i).content(), others.get(i).content())) {
        String where = i < some.size() ? some.get(i).origin() : others.get(i).origin();
        throw new IllegalArgumentException(
            "onnx: "
                + where
                + " depends on the size of the batch, or on values that were computed outside of"
                + " the tape; compute with ops on Vars alone, and keep the batch on the first axis");
      }
    }
  }

  /** The file. An extent of the output that another batch changed is that of the batch. */
  byte[] model(Shape otherOutput) {
    ProtoWriter graph = new ProtoWriter();
    nodes.forEach(node -> graph.bytes(1, node.content()));
    graph.string(2, "rankine");
    constants.forEach(constant -> graph.bytes(5, constant.content()));
    Shape more = inputShape.with(0, inputShape.dim(0) + 1);
    graph.bytes(11, value("input", inputType, inputShape, more));
    graph.bytes(12, value("output", Type.FLOAT, outputShape, otherOutput));
    byte[] operators = new ProtoWriter().string(1, "").varint(2, OPERATOR_SET).toByteArray();
    return new ProtoWriter()
        .varint(1, FORMAT)
        .string(2, "rankine")
        .bytes(7, graph.toByteArray())
        .bytes(8, operators)
        .toByteArray();
  }

  private static byte[] value(String name, Type type, Shape shape, Shape other) {
    ProtoWriter extents = new ProtoWriter();
    for (int axis = 0; axis < shape.rank(); axis++) {
      boolean fixed = shape.dim(axis) == other.dim(axis);
      ProtoWriter extent = new ProtoWriter();
      extents.bytes(
          1, (fixed ? extent.varint(1, shape.dim(axis)) : extent.string(2, BATCH)).toByteArray());
    }
    byte[] tensor =
        new ProtoWriter().varint(1, type.number).bytes(2, extents.toByteArray()).toByteArray();
    byte[] valueType = new ProtoWriter().bytes(1, tensor).toByteArray();
    return new ProtoWriter().string(1, name).bytes(2, valueType).toByteArray();
  }
}
