package dev.rankine.engine.io;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What the header of a safetensors file says of a tensor, which may be larger than Java's arrays.
 *
 * @param dtype the type's name, which may be one that is not known here
 * @param dims the extents, outermost first
 * @param begin its first byte, counted from the end of the header
 * @param end the byte behind its last
 */
public record StoredTensor(String name, String dtype, List<Long> dims, long begin, long end) {
  /** The type, if it is known here. */
  public Optional<StoredType> type() {
    return StoredType.of(dtype);
  }

  /**
   * The number of elements.
   *
   * @throws ArithmeticException if it does not fit into a long, which no tensor of a {@link
   *     SafetensorsFile} does
   */
  public long elements() {
    return dims.contains(0L) ? 0 : dims.stream().reduce(1L, Math::multiplyExact);
  }

  /** The size of its data. */
  public long bytes() {
    return end - begin;
  }

  /** The extents as people write them: {@code (2, 3)}. */
  public String shape() {
    return dims.stream().map(String::valueOf).collect(Collectors.joining(", ", "(", ")"));
  }
}
