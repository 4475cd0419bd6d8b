package dev.rankine.engine.opencl;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.rankine.engine.Backend;
import dev.rankine.engine.Epilogue;
import dev.rankine.engine.Matrix;
import dev.rankine.engine.OpenClDriver;
import dev.rankine.engine.Shape;
import dev.rankine.engine.Tensor;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Products from panels of every size that tuning may choose, and from local memory, which works on
 * a processor, too, if slowly.
 */
class ProductsTest {
  /** Beyond the edges of all tiles, of blocks of k, and smaller than one tile. */
  private static final int[][] SIZES = {{1, 1, 1}, {3, 9, 2}, {65, 67, 33}, {70, 35, 300}};

  @TempDir static java.nio.file.Path cache;

  /** Tile sizes, and whether they matter. */
  record Way(Tiles tiles, boolean local) {}

  @BeforeAll
  static void needsDriver() {
    OpenClDriver.assume();
  }

  static Stream<Way> ways() {
    return Stream.of(
        new Way(Tiles.DEFAULT, true),
        new Way(new Tiles(4, 2, 128), false),
        new Way(new Tiles(8, 1, 64), false),
        new Way(new Tiles(4, 4, 512), false));
  }

  @ParameterizedTest
  @MethodSource("ways")
  void allFourTransposesWithEdgesAndEpilogues(Way way) {
    Device device = Devices.find("");
    BinaryCache own = new BinaryCache(cache);
    try (var backend = new OpenClBackend(device, 1 << 24, own, way.tiles(), way.local())) {
      for (int[] size : SIZES) {
        for (int form = 0; form < 8; form++) {
          double[] exact = multiply(Backend.named("reference"), size, form);
          double[] actual = multiply(backend, size, form);
          for (int i = 0; i < exact.length; i++) {
            // |a|, |b| and |c| are at most 1: each of K + 3 roundings is at most 2^-24 of K + 3.
            double bound = Math.pow(size[2] + 3, 2) * 0x1p-24;
            assertEquals(exact[i], actual[i], bound, size[0] + "x" + size[1] + " form " + form);
          }
        }
      }
    }
  }

  private static double[] multiply(Backend backend, int[] size, int form) {
    SplittableRandom random = new SplittableRandom(form);
    boolean turnA = (form & 1) != 0;
    boolean turnB = (form & 2) != 0;
    Matrix a = random(backend, random, size[0], size[2], turnA);
    Matrix b = random(backend, random, size[2], size[1], turnB);
    Matrix c = random(backend, random, size[0], size[1], false);
    if ((form & 4) != 0) {
      Tensor bias = random(backend, random, 1, size[1], false).tensor().reshape(size[1]);
      backend.gemm(0.5, a, b, 1, c, new Epilogue(bias, true));
    } else {
      backend.gemm(1, a, b, -0.5, c);
    }
    return c.tensor().toDoubles();
  }

  private static Matrix random(
      Backend backend, SplittableRandom random, int rows, int columns, boolean turned) {
    float[] values = new float[rows * columns];
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextFloat() * 2 - 1;
    }
    Shape stored = turned ? Shape.of(columns, rows) : Shape.of(rows, columns);
    Matrix m = Matrix.of(Tensor.of(backend, stored, values));
    return turned ? m.transpose() : m;
  }
}
