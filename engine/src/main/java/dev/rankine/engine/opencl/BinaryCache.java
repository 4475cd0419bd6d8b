package dev.rankine.engine.opencl;

import dev.rankine.engine.io.AtomicFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/**
 * Compiled programs in a folder, so that the next process need not compile them. A file's name is
 * the hash of all that its content depends on: device, driver, options and source. Its first 32
 * bytes are the hash of the rest: a damaged file is as good as none.
 *
 * @param folder that holds the files, made when the first one is written
 */
record BinaryCache(Path folder) {
  private static final System.Logger LOG = System.getLogger("dev.rankine.engine");
  private static final int HASH = 32;

  /**
   * The user's cache folder: {@code -Drankine.opencl.cache}, else {@code $XDG_CACHE_HOME}, else
   * {@code ~/.cache}.
   */
  static BinaryCache ofUser() {
    String chosen = System.getProperty("rankine.opencl.cache");
    if (chosen != null) {
      return new BinaryCache(Path.of(chosen));
    }
    String caches = System.getenv("XDG_CACHE_HOME");
    Path base =
        caches == null || caches.isBlank()
            ? Path.of(System.getProperty("user.home"), ".cache")
            : Path.of(caches);
    return new BinaryCache(base.resolve("rankine").resolve("opencl"));
  }

  /** The name of what depends on these texts. */
  static String key(String... parts) {
    MessageDigest digest = sha256();
    for (String part : parts) {
      byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
      digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).flip());
      digest.update(bytes);
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  /** The content under a key, if it is there and whole. */
  Optional<byte[]> find(String key) {
    Path file = file(key);
    if (!Files.isRegularFile(file)) {
      return Optional.empty();
    }
    try {
      byte[] content = Files.readAllBytes(file);
      if (content.length >= HASH) {
        byte[] binary = Arrays.copyOfRange(content, HASH, content.length);
        if (Arrays.equals(sha256().digest(binary), Arrays.copyOf(content, HASH))) {
          return Optional.of(binary);
        }
      }
      LOG.log(System.Logger.Level.WARNING, file + " is damaged; it is compiled again");
    } catch (IOException unreadable) {
      LOG.log(System.Logger.Level.WARNING, "{0} cannot be read; it is compiled again", file);
    }
    return Optional.empty();
  }

  /** Keeps content under a key. Where that fails, one log line says so and nothing else happens. */
  void keep(String key, byte[] binary) {
    try {
      byte[] hash = sha256().digest(binary);
      AtomicFile.write(
          file(key),
          channel -> {
            ByteBuffer content = ByteBuffer.allocate(HASH + binary.length);
            content.put(hash).put(binary).flip();
            while (content.hasRemaining()) {
              channel.write(content);
            }
          });
    } catch (IOException failed) {
      LOG.log(
          System.Logger.Level.WARNING,
          "compiled OpenCL programs are not kept: {0}",
          failed.getMessage());
    }
  }

  private Path file(String key) {
    return folder.resolve(key + ".bin");
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException impossible) {
      throw new AssertionError(impossible);
    }
  }
}
