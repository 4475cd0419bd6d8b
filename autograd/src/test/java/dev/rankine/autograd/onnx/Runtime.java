package dev.rankine.autograd.onnx;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.rankine.autograd.Tape;
import dev.rankine.autograd.nn.IndexLayer;
import dev.rankine.autograd.nn.Layer;
import dev.rankine.engine.Indices;
import dev.rankine.engine.Shape;
import dev.rankine.engine.Tensor;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.Arrays;
import java.util.Map;

/** Exported models run by onnxruntime, and what they give held against the model itself. */
final class Runtime {
  private static final float TOLERANCE = 1e-5f;

  private Runtime() {}

  /** Exports with one batch as the example, and runs another. */
  static void check(Layer model, Tensor example, Tensor x) {
    try (Tape tape = Tape.none(x.backend())) {
      Tensor expected = model.forward(tape, tape.constant(x)).value();
      OrtEnvironment env = OrtEnvironment.getEnvironment();
      try (OnnxTensor in =
          OnnxTensor.createTensor(env, FloatBuffer.wrap(x.toFloats()), extents(x.shape()))) {
        check(Onnx.bytes(model, example), in, expected);
      }
    } catch (OrtException failed) {
      throw new AssertionError(model + ": " + failed.getMessage(), failed);
    }
  }

  static void check(IndexLayer model, Indices example, Indices x) {
    try (Tape tape = Tape.none(x.backend())) {
      Tensor expected = model.forward(tape, x).value();
      OrtEnvironment env = OrtEnvironment.getEnvironment();
      long[] values = Arrays.stream(x.toInts()).asLongStream().toArray();
      try (OnnxTensor in =
          OnnxTensor.createTensor(env, LongBuffer.wrap(values), extents(x.shape()))) {
        check(Onnx.bytes(model, example), in, expected);
      }
    } catch (OrtException failed) {
      throw new AssertionError(model + ": " + failed.getMessage(), failed);
    }
  }

  private static void check(byte[] model, OnnxTensor in, Tensor expected) throws OrtException {
    OrtEnvironment env = OrtEnvironment.getEnvironment();
    try (OrtSession session = env.createSession(model);
        OrtSession.Result result = session.run(Map.of("input", in))) {
      OnnxTensor out = (OnnxTensor) result.get("output").orElseThrow();
      assertEquals(
          Arrays.toString(extents(expected.shape())), Arrays.toString(out.getInfo().getShape()));
      float[] actual = new float[expected.size()];
      out.getFloatBuffer().get(actual);
      assertArrayEquals(expected.toFloats(), actual, TOLERANCE);
    }
  }

  private static long[] extents(Shape shape) {
    return Arrays.stream(shape.dims()).asLongStream().toArray();
  }
}
