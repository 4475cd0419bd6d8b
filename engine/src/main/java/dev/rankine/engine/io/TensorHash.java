package dev.rankine.engine.io;

import dev.rankine.engine.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/** One hash of many tensors: what two runs compare to tell whether they agree to the bit. */
public final class TensorHash {
  private TensorHash() {}

  /**
   * SHA-256, in hexadecimal, of the tensors' float32 bytes, little-endian and row-major, one tensor
   * after another, names sorted by their UTF-8 bytes.
   */
  public static String sha256(Map<String, Tensor> tensors) {
    MessageDigest digest = newDigest();
    for (String name : sorted(tensors)) {
      digest.update(bytes(tensors.get(name)));
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  /** SHA-256 of bytes, in hexadecimal. */
  public static String sha256(byte[] bytes) {
    return HexFormat.of().formatHex(newDigest().digest(bytes));
  }

  static List<String> sorted(Map<String, Tensor> tensors) {
    return tensors.keySet().stream()
        .sorted((a, b) -> Arrays.compareUnsigned(utf8(a), utf8(b)))
        .toList();
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  static byte[] bytes(Tensor tensor) {
    float[] values = tensor.toFloats();
    ByteBuffer buffer =
        ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    buffer.asFloatBuffer().put(values);
    return buffer.array();
  }

  static MessageDigest newDigest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every JDK has SHA-256", impossible);
    }
  }
}
