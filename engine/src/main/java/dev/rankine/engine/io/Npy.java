package dev.rankine.engine.io;

import dev.rankine.engine.Backend;
import dev.rankine.engine.NdArray;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * One array in a file, in NumPy's npy format: a magic, a version, the header's length, the header
 * and the elements (<a
 * href="https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html">numpy.lib.format</a>).
 *
 * <table>
 * <caption>Elements of a file and what they become</caption>
 * <tr><th>file</th><th>array</th><th>kept exactly</th></tr>
 * <tr><td>float32</td><td>{@link dev.rankine.engine.Tensor}</td><td>yes</td></tr>
 * <tr><td>float64</td><td>{@link dev.rankine.engine.Tensor}</td><td>on a float64 backend; a float32
 *     one rounds to nearest, and a finite value that would become infinite is refused</td></tr>
 * <tr><td>int32</td><td>{@link dev.rankine.engine.Indices}</td><td>yes</td></tr>
 * <tr><td>int64</td><td>{@link dev.rankine.engine.Indices}</td><td>yes; a value that does not fit
 *     into int32 is refused</td></tr>
 * <tr><td>uint8</td><td>{@link dev.rankine.engine.Bytes}</td><td>yes</td></tr>
 * </table>
 */
public final class Npy {
  private Npy() {}

  /**
   * Reads a file of format 1.0, 2.0 or 3.0, of either byte order, in C or Fortran order, into a new
   * array.
   *
   * @throws FormatException if it is not such a file, or has other elements, saying why
   * @throws IOException if it cannot be read
   */
  public static NdArray read(Path file, Backend backend) throws IOException {
    IoProblem.requireRegular(file, "an npy file");
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
      return new NpyInput(file, "", in, Files.size(file)).read(backend);
    } catch (IOException failed) {
      throw IoProblem.of(file, "it cannot be read", failed);
    }
  }

  /**
   * Writes a file whole or not at all: format 1.0, little-endian, C order, byte for byte what
   * {@code numpy.save} of NumPy 2 writes. A tensor is written as float32 where that is exact, as it
   * always is on a float32 backend, and as float64 otherwise.
   *
   * @throws IOException if it cannot be written
   * @throws IllegalArgumentException if it needs more than 2 GiB, or has thousands of axes
   */
  public static void write(Path file, NdArray array) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(NpyElements.encode(array));
    AtomicFile.write(
        file,
        channel -> {
          while (bytes.hasRemaining()) {
            channel.write(bytes);
          }
        });
  }
}
