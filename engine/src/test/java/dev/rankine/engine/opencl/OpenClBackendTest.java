package dev.rankine.engine.opencl;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rankine.engine.Backend;
import dev.rankine.engine.Binary;
import dev.rankine.engine.Indices;
import dev.rankine.engine.Matrix;
import dev.rankine.engine.OpenClDriver;
import dev.rankine.engine.Reduction;
import dev.rankine.engine.Scope;
import dev.rankine.engine.Shape;
import dev.rankine.engine.Tensor;
import dev.rankine.engine.Unary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the opencl backend makes, gives back, moves and refuses. */
class OpenClBackendTest {
  private static final int MEGABYTE = 1 << 20;

  @TempDir static Path cache;

  @BeforeAll
  static void needsDriver() {
    OpenClDriver.assume();
  }

  private static OpenClBackend open(long bound) {
    Device device = Devices.find("");
    return new OpenClBackend(device, bound, new BinaryCache(cache), Tiles.DEFAULT, false);
  }

  /** Something of everything: programs, kernels, buffers in a scope and outside. */
  private static double compute(OpenClBackend backend) {
    Tensor kept = Tensor.of(backend, Shape.of(3, 5), new float[15]);
    try (Scope scope = Scope.on(backend)) {
      Tensor x = scope.tensor(3, 5);
      backend.fill(2, x);
      backend.map(Unary.EXP, x, x);
      backend.zip(Binary.ADD, x, kept, kept);
      Tensor square = scope.tensor(3, 3);
      backend.gemm(1, Matrix.of(x), Matrix.of(x).transpose(), 0, Matrix.of(square));
      Tensor sum = scope.tensor(Shape.SCALAR);
      backend.reduce(Reduction.SUM, square, new int[] {0, 1}, sum);
      return sum.item();
    }
  }

  @Test
  void givesBackAllThatItMade() {
    OpenClBackend backend = open(16 * MEGABYTE);
    assertEquals(45 * Math.exp(4), compute(backend), 1e-2);
    Counters counters = backend.counters();
    assertTrue(counters.created.get() > counters.released.get());
    backend.close();
    assertEquals(counters.created.get(), counters.released.get());
    assertEquals(0, backend.deviceUse().orElseThrow().memory());
  }

  @Test
  void aTensorThatNobodyHoldsIsGivenBack() throws InterruptedException {
    try (OpenClBackend backend = open(16 * MEGABYTE)) {
      Tensor.allocate(backend, Shape.of(MEGABYTE));
      for (int i = 0; i < 200 && backend.deviceUse().orElseThrow().memory() > 0; i++) {
        System.gc();
        Thread.sleep(10);
      }
      assertEquals(0, backend.deviceUse().orElseThrow().memory());
      assertEquals(4L * MEGABYTE, backend.deviceUse().orElseThrow().mostMemory());
    }
  }

  @Test
  void outOfMemoryTellsTheSizes() {
    try (OpenClBackend backend = open(MEGABYTE)) {
      try (Scope scope = Scope.on(backend)) {
        scope.tensor(100 * 1024);
        var thrown = assertThrows(OpenClException.class, () -> scope.tensor(200 * 1024));
        String sizes = "917,504 bytes do not fit, 458,752 of 1,048,576 are in use";
        assertTrue(thrown.getMessage().contains("out of device memory: " + sizes));
      }
      // What waits in the pool makes room.
      assertEquals(200 * 1024, Scope.on(backend).tensor(200 * 1024).size());
    }
  }

  @Test
  void knownRowsAreNotReadBack() {
    try (OpenClBackend backend = open(16 * MEGABYTE)) {
      Tensor table = Tensor.of(backend, Shape.of(3, 1), 1f, 2f, 3f);
      Tensor out = Tensor.zeros(backend, Shape.of(2, 1));
      Indices chosen = Indices.allocate(backend, Shape.of(2));
      Indices all = Indices.of(backend, Shape.of(4), 2, 0, 1, 7);
      backend.gather(all.slice(0, 3), Indices.of(backend, Shape.of(2), 2, 0), chosen);
      long before = backend.deviceUse().orElseThrow().downloads();
      backend.gather(table, Indices.of(backend, Shape.of(2), 2, 0), out);
      assertEquals(before, backend.deviceUse().orElseThrow().downloads());
      // 7 is in the table that these were picked from, so that they are looked at.
      backend.gather(table, chosen, out);
      assertEquals(before + 1, backend.deviceUse().orElseThrow().downloads());
      assertArrayEquals(new float[] {2, 3}, out.toFloats(), 0);
    }
  }

  @Test
  void compiledProgramsAreKeptAndDamagedOnesReplaced(@TempDir Path folder) throws IOException {
    BinaryCache own = new BinaryCache(folder);
    Device device = Devices.find("");
    for (long compiled : new long[] {3, 0}) {
      try (var backend = new OpenClBackend(device, MEGABYTE, own, Tiles.DEFAULT, false)) {
        compute(backend);
        assertEquals(compiled, backend.counters().compiled.get());
      }
    }
    List<Path> files;
    try (var listed = Files.list(folder)) {
      files = listed.toList();
    }
    assertEquals(3, files.size());
    for (Path file : files) {
      byte[] content = Files.readAllBytes(file);
      content[content.length / 2] ^= 1;
      Files.write(file, content);
    }
    try (var backend = new OpenClBackend(device, MEGABYTE, own, Tiles.DEFAULT, false)) {
      compute(backend);
      assertEquals(3, backend.counters().compiled.get());
    }
  }

  @Test
  void aProgramThatDoesNotCompileShowsItsNameAndTheLog() {
    Counters counters = new Counters();
    try (Queue queue = new Queue(Devices.find(""), counters);
        Programs programs = new Programs(queue, new BinaryCache(cache), Tiles.DEFAULT)) {
      var thrown =
          assertThrows(
              OpenClException.class,
              () -> programs.build("broken", "kernel void f() { return undeclared; }"));
      assertTrue(thrown.getMessage().startsWith("opencl: broken.cl does not compile on "));
      assertTrue(thrown.getMessage().contains("undeclared"), thrown.getMessage());
    }
    assertEquals(counters.created.get(), counters.released.get());
  }

  @Test
  void aStatusIsNamed() {
    var thrown = assertThrows(OpenClException.class, () -> Status.check("kernel copy", -54));
    assertEquals("opencl: kernel copy failed: CL_INVALID_WORK_GROUP_SIZE", thrown.getMessage());
  }

  @Test
  void aDeviceIsChosenByItsNumbers() {
    assertSame(Backend.named("opencl"), Backend.named("opencl:0:0"));
    assertSame(Backend.named("opencl:0"), Backend.named("opencl:0:0"));
    var thrown = assertThrows(IllegalArgumentException.class, () -> Backend.named("opencl:0:99"));
    assertTrue(
        thrown
            .getMessage()
            .startsWith("backend opencl: no device is at 'opencl:0:99'; there are ["),
        thrown.getMessage());
  }

  @Test
  void severalBackendsCoexist() {
    try (OpenClBackend first = open(MEGABYTE);
        OpenClBackend second = open(MEGABYTE)) {
      assertEquals(compute(first), compute(second));
    }
  }
}
