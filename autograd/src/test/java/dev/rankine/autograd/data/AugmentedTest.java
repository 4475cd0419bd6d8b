package dev.rankine.autograd.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rankine.autograd.Tape;
import dev.rankine.engine.Backend;
import dev.rankine.engine.Indices;
import dev.rankine.engine.Philox;
import dev.rankine.engine.Shape;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AugmentedTest {
  private static final Shape SHAPE = Shape.of(12, 2, 7, 5);
  private static final Augmentation ALL =
      Augmentation.elastic(8, 2).then(Augmentation.rotate(20)).then(Augmentation.shift(1.5));

  private final Backend backend = Backend.cpu();

  private static byte[] pixels() {
    byte[] pixels = new byte[SHAPE.size()];
    Philox random = new Philox(3, 9);
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) random.nextInt();
    }
    return pixels;
  }

  private static Augmented images(Augmentation movement, long seed) {
    return new Augmented(pixels(), SHAPE, 255, movement, seed);
  }

  private static float[] image(HostRows rows, int epoch, int index) {
    float[] out = new float[70];
    rows.write(epoch, index, out, 0);
    return out;
  }

  private float[][] run(DataSet data, int batch, int epochs) {
    float[][] images = new float[SHAPE.dim(0) * epochs][];
    Philox order = new Philox(1, 2);
    for (int epoch = 1; epoch <= epochs; epoch++) {
      Batches batches = Batches.shuffled(data.count(), batch, order);
      data.begin(new Epoch(epoch, batches));
      for (Indices rows : batches.on(backend)) {
        try (Tape tape = Tape.none(backend)) {
          float[] values = data.gather(tape, rows).toFloats();
          for (int i = 0; i < rows.size(); i++) {
            int place = (epoch - 1) * SHAPE.dim(0) + rows.toInts()[i];
            images[place] = Arrays.copyOfRange(values, i * 70, (i + 1) * 70);
          }
        }
      }
    }
    return images;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 5, 12, 100})
  void neitherBatchesNorPrefetchMatter(int batch) {
    float[][] expected = new float[3 * SHAPE.dim(0)][];
    for (int i = 0; i < expected.length; i++) {
      expected[i] = image(images(ALL, 7), 1 + i / SHAPE.dim(0), i % SHAPE.dim(0));
    }
    assertArrayEquals(expected, run(Prepared.of(backend, images(ALL, 7)), batch, 3));
    assertArrayEquals(expected, run(Prepared.prefetching(backend, images(ALL, 7)), batch, 3));
  }

  @Test
  void seedEpochAndIndexMatter() {
    float[] one = image(images(ALL, 7), 1, 0);
    assertFalse(Arrays.equals(one, image(images(ALL, 8), 1, 0)));
    assertFalse(Arrays.equals(one, image(images(ALL, 7), 2, 0)));
    assertFalse(Arrays.equals(one, image(images(ALL, 7), 1, 1)));
    assertFalse(images(ALL, 7).fixed());
  }

  @Test
  void rowsThatWereNotAnnouncedAreMadeToo() {
    DataSet data = Prepared.prefetching(backend, images(ALL, 7));
    data.begin(new Epoch(4, Batches.inOrder(12, 3)));
    try (Tape tape = Tape.none(backend)) {
      Indices rows = Indices.of(backend, Shape.of(1), 11);
      assertArrayEquals(image(images(ALL, 7), 4, 11), data.gather(tape, rows).toFloats());
    }
  }

  /** Each example of the epoch is made once, and those in between once more. */
  @Test
  void whatIsPreparedAheadWaitsForRowsThatWereNotAnnounced() {
    AtomicInteger written = new AtomicInteger();
    HostRows images = images(ALL, 7);
    HostRows counted =
        new HostRows() {
          @Override
          public int count() {
            return images.count();
          }

          @Override
          public Shape shape() {
            return images.shape();
          }

          @Override
          public boolean fixed() {
            return images.fixed();
          }

          @Override
          public void write(int epoch, int index, float[] out, int at) {
            written.incrementAndGet();
            images.write(epoch, index, out, at);
          }
        };
    DataSet data = Prepared.prefetching(backend, counted);
    Batches batches = Batches.inOrder(12, 3);
    data.begin(new Epoch(4, batches));
    Indices other = Indices.of(backend, Shape.of(2), 11, 5);
    for (Indices rows : batches.on(backend)) {
      try (Tape tape = Tape.none(backend)) {
        float[] between = data.gather(tape, other).toFloats();
        assertArrayEquals(image(images, 4, 5), Arrays.copyOfRange(between, 70, 140));
        float[] values = data.gather(tape, rows).toFloats();
        assertArrayEquals(image(images, 4, rows.toInts()[2]), Arrays.copyOfRange(values, 140, 210));
      }
    }
    assertEquals(12 + 4 * 2, written.get());
  }

  @Test
  void aFailureOnTheOtherThreadArrives() {
    HostRows broken =
        new HostRows() {
          @Override
          public int count() {
            return 2;
          }

          @Override
          public Shape shape() {
            return Shape.of(1);
          }

          @Override
          public boolean fixed() {
            return true;
          }

          @Override
          public void write(int epoch, int index, float[] out, int at) {
            throw new IllegalStateException("example " + index + " is broken");
          }
        };
    DataSet data = Prepared.prefetching(backend, broken);
    data.begin(new Epoch(1, Batches.inOrder(2, 1)));
    try (Tape tape = Tape.none(backend)) {
      Indices rows = Indices.of(backend, Shape.of(1), 0);
      Exception wrong = assertThrows(IllegalStateException.class, () -> data.gather(tape, rows));
      assertEquals("example 0 is broken", wrong.getMessage());
    }
  }

  @Test
  void noMovementGivesThePixels() {
    Augmentation still =
        Augmentation.elastic(0, 2).then(Augmentation.rotate(0)).then(Augmentation.shift(0));
    float[] image = image(images(still, 1), 1, 3);
    byte[] pixels = pixels();
    for (int i = 0; i < image.length; i++) {
      assertEquals((pixels[3 * 70 + i] & 0xff) / 255f, image[i]);
    }
  }

  @Test
  void betweenPixelsAndOutsideThem() {
    Augmentation half =
        (random, height, width, y, x) -> {
          for (int i = 0; i < y.length; i++) {
            y[i] += 0.25;
            x[i] -= 0.5;
          }
        };
    byte[] two = {10, 20, 30, 40};
    HostRows rows = new Augmented(two, Shape.of(1, 1, 2, 2), 1, half, 1);
    float[] out = new float[5];
    rows.write(1, 0, out, 1);
    float[] expected = {0, 0.75f * 5 + 0.25f * 15, 0.75f * 15 + 0.25f * 35, 0.75f * 15, 26.25f};
    assertArrayEquals(expected, out);
  }

  @Test
  void movementsStayInTheirBounds() {
    for (int seed = 0; seed < 50; seed++) {
      double[] y = {0, 0, 6, 6, 3};
      double[] x = {0, 4, 0, 4, 2};
      Augmentation.rotate(15).move(new Philox(seed, 0), 7, 5, y, x);
      assertEquals(3, y[4], 1e-12);
      assertEquals(2, x[4], 1e-12);
      assertEquals(StrictMath.hypot(3, 2), StrictMath.hypot(y[0] - 3, x[0] - 2), 1e-12);
      double cos = (3 * (3 - y[0]) + 2 * (2 - x[0])) / 13;
      assertTrue(cos >= StrictMath.cos(StrictMath.toRadians(15)) - 1e-12, "" + cos);
      double[] down = {1, 5};
      double[] right = {2, 2};
      Augmentation.shift(2).move(new Philox(seed, 0), 1, 2, down, right);
      assertTrue(Math.abs(down[0] - 1) <= 2 && Math.abs(right[0] - 2) <= 2);
      assertEquals(4, down[1] - down[0], 1e-12);
    }
  }

  @Test
  void elasticFieldsAreSmoothAndBounded() {
    double[] y = new double[28 * 28];
    double[] x = new double[28 * 28];
    Augmentation.elastic(34, 4).move(new Philox(1, 0), 28, 28, y, x);
    double largest = 0;
    double step = 0;
    for (int i = 0; i < y.length; i++) {
      largest = Math.max(largest, Math.abs(y[i]));
      step = i % 28 == 0 ? step : Math.max(step, Math.abs(y[i] - y[i - 1]));
    }
    assertTrue(largest > 0.5 && largest < 10, "largest " + largest);
    assertTrue(step < 1, "step " + step);
    assertFalse(Arrays.equals(y, x));
  }

  @Test
  void wrongNumbersAreRefused() {
    assertRefused("shift -1.0: choose", () -> Augmentation.shift(-1));
    assertRefused("rotate NaN: choose", () -> Augmentation.rotate(Double.NaN));
    assertRefused("elastic alpha -2.0: choose", () -> Augmentation.elastic(-2, 4));
    assertRefused("elastic sigma 0.0: choose", () -> Augmentation.elastic(2, 0));
    assertRefused("there are 3 bytes", () -> new Augmented(new byte[3], SHAPE, 1, ALL, 1));
  }

  private static void assertRefused(String message, Runnable wrong) {
    Exception refused = assertThrows(IllegalArgumentException.class, wrong::run);
    assertTrue(refused.getMessage().contains(message), refused.getMessage());
  }
}
