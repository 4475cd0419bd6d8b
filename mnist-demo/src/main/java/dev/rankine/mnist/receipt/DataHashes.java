package dev.rankine.mnist.receipt;

import dev.rankine.engine.io.TensorHash;
import dev.rankine.mnist.data.DigitData;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * SHA-256 of images and labels as unpacked idx files, wherever they come from: the numbers that
 * {@code zcat FILE.gz | sha256sum} prints.
 */
public final class DataHashes {
  private static final int IMAGES = 0x803;
  private static final int LABELS = 0x801;

  private DataHashes() {}

  /** The four hashes by part. */
  public static Map<String, String> of(DigitData data) {
    Map<String, String> hashes = new LinkedHashMap<>();
    hashes.put("train_images_sha256", images(data.train()));
    hashes.put("train_labels_sha256", labels(data.train()));
    hashes.put("test_images_sha256", images(data.test()));
    hashes.put("test_labels_sha256", labels(data.test()));
    return hashes;
  }

  /** One hash of all four. */
  public static String all(DigitData data) {
    return TensorHash.sha256(
        String.join("", of(data).values()).getBytes(StandardCharsets.US_ASCII));
  }

  private static String images(DigitData.Digits digits) {
    ByteBuffer header = ByteBuffer.allocate(16).putInt(IMAGES).putInt(digits.count());
    return sha256(header.putInt(DigitData.SIDE).putInt(DigitData.SIDE), digits.images());
  }

  private static String labels(DigitData.Digits digits) {
    byte[] bytes = new byte[digits.count()];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) digits.labels()[i];
    }
    return sha256(ByteBuffer.allocate(8).putInt(LABELS).putInt(bytes.length), bytes);
  }

  private static String sha256(ByteBuffer header, byte[] content) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(header.flip());
      return HexFormat.of().formatHex(digest.digest(content));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every JDK has SHA-256", impossible);
    }
  }
}
