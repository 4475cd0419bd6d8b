package dev.rankine.autograd.onnx;

import dev.rankine.engine.io.ProtoWriter;

/**
 * A named number, list or text of a node, as ONNX's {@code AttributeProto}.
 *
 * @param content the encoded message
 */
record Attribute(byte[] content) {
  private static final int NAME = 1;
  private static final int REAL = 2;
  private static final int INTEGER = 3;
  private static final int TEXT = 4;
  private static final int INTEGERS = 8;
  private static final int TYPE = 20;

  static Attribute real(String name, double value) {
    return new Attribute(
        new ProtoWriter()
            .string(NAME, name)
            .float32(REAL, (float) value)
            .varint(TYPE, 1)
            .toByteArray());
  }

  static Attribute integer(String name, long value) {
    return new Attribute(
        new ProtoWriter().string(NAME, name).varint(INTEGER, value).varint(TYPE, 2).toByteArray());
  }

  static Attribute text(String name, String value) {
    return new Attribute(
        new ProtoWriter().string(NAME, name).string(TEXT, value).varint(TYPE, 3).toByteArray());
  }

  static Attribute integers(String name, int... values) {
    ProtoWriter proto = new ProtoWriter().string(NAME, name);
    for (int value : values) {
      proto.varint(INTEGERS, value);
    }
    return new Attribute(proto.varint(TYPE, 7).toByteArray());
  }
}
