package dev.rankine.autograd.onnx;

import dev.rankine.autograd.Tape;
import dev.rankine.autograd.Var;
import dev.rankine.autograd.nn.IndexLayer;
import dev.rankine.autograd.nn.Layer;
import dev.rankine.engine.Backend;
import dev.rankine.engine.Indices;
import dev.rankine.engine.NdArray;
import dev.rankine.engine.Shape;
import dev.rankine.engine.ShapeException;
import dev.rankine.engine.Tensor;
import dev.rankine.engine.io.AtomicFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.function.BiFunction;

/**
 * Writes models in the ONNX format (onnx.ai, operator set 20): what a model does in evaluation, for
 * batches of any size. Its input is called {@code input}, its output {@code output}, and weights
 * have their parameters' names.
 *
 * <p>The model runs once on an example, and what it puts on the tape is translated op by op, so any
 * layer can be exported, also one of one's own. It runs a second time on a larger batch with other
 * values: what comes out differently, such as a mask that is computed from values, would be wrong
 * in the file, and is refused.
 */
public final class Onnx {
  private Onnx() {}

  /**
   * Writes a model whole or not at all.
   *
   * @param example an input (B, …) with at least one element
   * @throws IllegalArgumentException if the model cannot be exported, saying at which op
   * @throws IOException if the file cannot be written
   */
  public static void write(Path file, Layer model, Tensor example) throws IOException {
    write(file, bytes(model, example));
  }

  /**
   * As {@link #write(Path, Layer, Tensor)}, for a model of indices, such as words; in the file they
   * are 64-bit integers.
   */
  public static void write(Path file, IndexLayer model, Indices example) throws IOException {
    write(file, bytes(model, example));
  }

  private static void write(Path file, byte[] content) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(content);
    AtomicFile.write(
        file,
        channel -> {
          while (bytes.hasRemaining()) {
            channel.write(bytes);
          }
        });
  }

  /** What {@link #write(Path, Layer, Tensor)} writes. */
  public static byte[] bytes(Layer model, Tensor example) {
    requireBatch(example);
    float[] values = example.toFloats();
    Shape more = oneMore(example.shape());
    float[] others = new float[more.size()];
    for (int i = 0; i < others.length; i++) {
      others[i] = 0.5f - values[(others.length - 1 - i) % values.length];
    }
    return agreed(
        trace(example, (tape, x) -> model.forward(tape, x.input(example))),
        trace(example, (tape, x) -> model.forward(tape, x.input(tensor(tape, more, others)))));
  }

  private static Tensor tensor(Tape tape, Shape shape, float[] values) {
    return Tensor.of(tape.backend(), shape, values);
  }

  /** What {@link #write(Path, IndexLayer, Indices)} writes. */
  public static byte[] bytes(IndexLayer model, Indices example) {
    requireBatch(example);
    int[] values = example.toInts();
    Shape more = oneMore(example.shape());
    int[] others = new int[more.size()];
    for (int i = 0; i < others.length; i++) {
      others[i] = values[(others.length - 1 - i) % values.length];
    }
    Indices other = Indices.of(example.backend(), more, others);
    return agreed(
        trace(example, (tape, x) -> model.forward(tape, x.input(example))),
        trace(example, (tape, x) -> model.forward(tape, x.input(other))));
  }

  private static void requireBatch(NdArray example) {
    if (example.shape().rank() == 0 || example.size() == 0) {
      throw ShapeException.of(
          "onnx",
          "an example (B, …) with at least one element is needed",
          "give a batch of the model's input",
          example.shape());
    }
  }

  private static Shape oneMore(Shape shape) {
    return shape.with(0, shape.dim(0) + 1);
  }

  private static Graph trace(NdArray example, BiFunction<Tape, Translation, Var> forward) {
    Backend backend = example.backend();
    try (Tape tape = Tape.tracing(backend)) {
      Translation translation = new Translation(tape);
      Var output = forward.apply(tape, translation);
      return translation.graph(output);
    }
  }

  /** The file, if both runs gave the same. */
  private static byte[] agreed(Graph graph, Graph other) {
    graph.requireSame(other);
    return graph.model(other.outputShape());
  }
}
