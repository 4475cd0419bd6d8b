package dev.rankine.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class BackendTest {
  @Test
  void isFoundByNameAndShared() {
    assertEquals("reference", Backend.named("reference").name());
    assertSame(Backend.named("reference"), Backend.named("reference"));
    assertEquals("cpu", Backend.cpu().name());
    assertSame(Backend.cpu(), Backend.named("cpu"));
  }

  @Test
  void anUnknownNameListsTheKnownOnes() {
    var thrown = assertThrows(IllegalArgumentException.class, () -> Backend.named("gpu"));
    assertEquals(
        "no backend is named 'gpu'; there are [cpu, opencl, reference]", thrown.getMessage());
  }

  @Test
  void saysHowManyBytesARealTakes() {
    assertEquals(Float.BYTES, Backend.cpu().realBytes());
    assertEquals(Double.BYTES, Backend.named("reference").realBytes());
  }

  @ParameterizedTest
  @MethodSource("dev.rankine.engine.OpenClDriver#backends")
  void needsAThread(String name) {
    Backend backend = Backend.named(name);
    assertThrows(IllegalArgumentException.class, () -> backend.limitThreads(0));
  }

  /** The wrong number comes last, so that a check on the way would have written before. */
  @ParameterizedTest
  @MethodSource("dev.rankine.engine.OpenClDriver#backends")
  void aNumberOutOfRangeLeavesEverythingAsItWas(String name) {
    Backend backend = Backend.named(name);
    Tensor x = Tensor.of(backend, Shape.of(2, 2), 1f, 2f, 3f, 4f);
    Tensor out = Tensor.of(backend, Shape.of(2, 2), 5f, 6f, 7f, 8f);
    Tensor scalar = Tensor.of(backend, Shape.SCALAR, 9f);
    Bytes bytes = Bytes.of(backend, Shape.of(2, 2), new byte[4]);
    Indices table = Indices.of(backend, Shape.of(2), 3, 4);
    Indices picked = Indices.of(backend, Shape.of(2), 5, 6);
    for (int wrong : new int[] {-1, 2}) {
      Indices rows = Indices.of(backend, Shape.of(2), 1, wrong);
      Executable[] calls = {
        () -> backend.gather(x, rows, out),
        () -> backend.gather(bytes, rows, 255, out),
        () -> backend.gather(table, rows, picked),
        () -> backend.scatterAddInPlace(x, rows, out),
        () -> backend.softmaxCrossEntropy(x, rows, scalar, out),
        () -> backend.softmaxCrossEntropyGradient(x, rows, scalar, out),
      };
      for (Executable call : calls) {
        var thrown = assertThrows(IndexOutOfBoundsException.class, call);
        assertEquals(
            "index " + wrong + " is not in 0 … 1; check the labels or rows",
            thrown.getMessage().replaceFirst("^.*: ", ""));
      }
    }
    assertArrayEquals(new float[] {5, 6, 7, 8}, out.toFloats(), 0);
    assertArrayEquals(new int[] {5, 6}, picked.toInts());
    assertEquals(9, scalar.item());
  }

  @ParameterizedTest
  @MethodSource("dev.rankine.engine.OpenClDriver#backends")
  void anotherBackendsTensorIsRefused(String name) {
    Backend backend = Backend.named(name);
    Backend other = Backend.named(name.equals("cpu") ? "reference" : "cpu");
    Tensor own = Tensor.zeros(backend, Shape.of(2, 2));
    Tensor foreign = Tensor.zeros(other, Shape.of(2, 2));
    Matrix view = Matrix.of(own);
    Executable[] calls = {
      () -> backend.fill(1, foreign),
      () -> backend.map(Unary.ABS, own, foreign),
      () -> backend.zip(Binary.ADD, own, foreign, own),
      () -> backend.gemm(1, view, Matrix.of(foreign), 0, Matrix.of(own)),
      () -> backend.sgdInPlace(new SgdStep(1, 0, 0), own, foreign, own),
    };
    for (Executable call : calls) {
      var thrown = assertThrows(ShapeException.class, call);
      assertTrue(thrown.getMessage().contains("given to backend " + name), thrown.getMessage());
    }
    assertEquals(0, own.version());
  }
}
