package dev.rankine.engine.io;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/**
 * Writes one protocol buffers message, field by field, in the wire format ("Encoding", Protocol
 * Buffers documentation, protobuf.dev): a tag of field number and wire type, then the value. It
 * knows numbers and kinds of fields, not names: the caller has the schema.
 *
 * <pre>
 * byte[] point = new ProtoWriter()
 *     .string(1, "origin")
 *     .message(2, at -&gt; at.float32(1, 0f).float32(2, 0f))
 *     .toByteArray();
 * </pre>
 *
 * <p>What is called is written, also a value that equals the field's default. Every method throws
 * {@link IllegalArgumentException} for a field number out of 1 … 2²⁹ − 1.
 */
public final class ProtoWriter {
  private static final int VARINT = 0;
  private static final int FIXED64 = 1;
  private static final int DELIMITED = 2;
  private static final int FIXED32 = 5;

  /** Field numbers have 29 bits, for the tag with its three bits of type is 32 bits long. */
  private static final int LAST_FIELD = (1 << 29) - 1;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  /** An empty message. */
  public ProtoWriter() {}

  /** An integer (int32, int64, uint64, enum): negative ones take ten bytes. */
  public ProtoWriter varint(int field, long value) {
    tag(field, VARINT);
    return varint(value);
  }

  /** A truth value. */
  public ProtoWriter bool(int field, boolean value) {
    return varint(field, value ? 1 : 0);
  }

  /** Four bytes, little-endian (fixed32, sfixed32). */
  public ProtoWriter fixed32(int field, int value) {
    tag(field, FIXED32);
    return fixed(value, Integer.BYTES);
  }

  /** Eight bytes, little-endian (fixed64, sfixed64). */
  public ProtoWriter fixed64(int field, long value) {
    tag(field, FIXED64);
    return fixed(value, Long.BYTES);
  }

  /** A float. */
  public ProtoWriter float32(int field, float value) {
    return fixed32(field, Float.floatToRawIntBits(value));
  }

  /** A double. */
  public ProtoWriter float64(int field, double value) {
    return fixed64(field, Double.doubleToRawLongBits(value));
  }

  /** Bytes. */
  public ProtoWriter bytes(int field, byte[] value) {
    tag(field, DELIMITED);
    varint(value.length);
    out.writeBytes(value);
    return this;
  }

  /** Text, as UTF-8. */
  public ProtoWriter string(int field, String value) {
    return bytes(field, value.getBytes(StandardCharsets.UTF_8));
  }

  /** A message within this one. */
  public ProtoWriter message(int field, ProtoWriter value) {
    tag(field, DELIMITED);
    varint(value.size());
    out.writeBytes(value.toByteArray());
    return this;
  }

  /** A message within this one, written by the caller's function. */
  public ProtoWriter message(int field, Consumer<ProtoWriter> content) {
    ProtoWriter value = new ProtoWriter();
    content.accept(value);
    return message(field, value);
  }

  /** A packed list of integers. */
  public ProtoWriter packedVarints(int field, long... values) {
    ProtoWriter list = new ProtoWriter();
    for (long value : values) {
      list.varint(value);
    }
    return message(field, list);
  }

  /** A packed list of floats. */
  public ProtoWriter packedFloats(int field, float... values) {
    ByteBuffer list = littleEndian(Math.multiplyExact(values.length, Float.BYTES));
    list.asFloatBuffer().put(values);
    return bytes(field, list.array());
  }

  /** A packed list of doubles. */
  public ProtoWriter packedDoubles(int field, double... values) {
    ByteBuffer list = littleEndian(Math.multiplyExact(values.length, Double.BYTES));
    list.asDoubleBuffer().put(values);
    return bytes(field, list.array());
  }

  /** Bytes written so far. */
  public int size() {
    return out.size();
  }

  /** The message so far. */
  public byte[] toByteArray() {
    return out.toByteArray();
  }

  /**
   * Writes the message so far to a stream.
   *
   * @throws IOException as the stream throws it
   */
  public void writeTo(OutputStream stream) throws IOException {
    out.writeTo(stream);
  }

  private void tag(int field, int type) {
    if (field < 1 || field > LAST_FIELD) {
      throw new IllegalArgumentException(
          "protobuf field " + field + ": the number must be from 1 to " + LAST_FIELD);
    }
    varint((long) field << 3 | type);
  }

  private ProtoWriter varint(long value) {
    long rest = value;
    while ((rest & ~0x7fL) != 0) {
      out.write((int) rest & 0x7f | 0x80);
      rest >>>= 7;
    }
    out.write((int) rest);
    return this;
  }

  private ProtoWriter fixed(long value, int bytes) {
    for (int i = 0; i < bytes; i++) {
      out.write((int) (value >>> (8 * i)));
    }
    return this;
  }

  private static ByteBuffer littleEndian(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}
