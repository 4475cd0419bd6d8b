package dev.rankine.mnist.inspect;

import dev.rankine.engine.Bytes;
import dev.rankine.engine.Indices;
import dev.rankine.engine.NdArray;
import dev.rankine.engine.Tensor;
import dev.rankine.engine.io.SafetensorsFile;
import dev.rankine.engine.io.StoredTensor;
import dev.rankine.engine.io.StoredType;
import dev.rankine.engine.io.TensorHash;
import java.io.IOException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * An array of a file.
 *
 * @param type as the file calls it, or as people do
 * @param bytes in the file, where that is known
 * @param kind of its numbers, if their meaning is known
 * @param sha256 in hexadecimal, if it holds weights
 */
record Item(
    String name,
    String shape,
    String type,
    long elements,
    OptionalLong bytes,
    Optional<StoredType.Kind> kind,
    Statistics statistics,
    Optional<String> sha256) {

  /**
   * Reads a tensor in pieces, once.
   *
   * @param all takes its bytes as well
   */
  static Item of(SafetensorsFile file, StoredTensor tensor, MessageDigest all) throws IOException {
    Statistics statistics = new Statistics();
    Optional<StoredType> type = tensor.type();
    MessageDigest own = Contents.newDigest();
    file.read(
        tensor,
        piece -> {
          own.update(piece.duplicate());
          all.update(piece.duplicate());
          while (type.isPresent() && piece.hasRemaining()) {
            statistics.add(type.get().next(piece));
          }
        });
    return new Item(
        tensor.name(),
        tensor.shape(),
        tensor.dtype(),
        tensor.elements(),
        OptionalLong.of(tensor.bytes()),
        type.map(StoredType::kind),
        statistics,
        Optional.of(HexFormat.of().formatHex(own.digest())));
  }

  /** Of an array in memory, the tensors of which are weights. */
  static Item of(String name, NdArray array) {
    Statistics statistics = new Statistics();
    boolean real = array instanceof Tensor;
    String type =
        switch (array) {
          case Tensor tensor -> {
            Arrays.stream(tensor.toDoubles()).forEach(statistics::add);
            yield "float";
          }
          case Indices indices -> {
            Arrays.stream(indices.toInts()).forEach(statistics::add);
            yield "int";
          }
          case Bytes bytes -> {
            for (byte value : bytes.toBytes()) {
              statistics.add(Byte.toUnsignedInt(value));
            }
            yield "uint8";
          }
        };
    return new Item(
        name,
        array.shape().toString(),
        type,
        array.size(),
        OptionalLong.empty(),
        Optional.of(real ? StoredType.Kind.REAL : StoredType.Kind.WHOLE),
        statistics,
        array instanceof Tensor tensor
            ? Optional.of(TensorHash.sha256(Map.of(name, tensor)))
            : Optional.empty());
  }
}
