package dev.rankine.autograd.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.rankine.engine.Backend;
import dev.rankine.engine.Indices;
import dev.rankine.engine.Philox;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class BatchesTest {
  private static int[] joined(Batches batches) {
    return StreamSupport.stream(batches.spliterator(), false).flatMapToInt(IntStream::of).toArray();
  }

  @Property
  void everyExampleOnceInBatchesOfOneSize(
      @ForAll @IntRange(max = 100) int examples,
      @ForAll @IntRange(min = 1, max = 30) int size,
      @ForAll long seed) {
    Batches batches = Batches.shuffled(examples, size, new Philox(seed, 2));
    int count = 0;
    for (int[] batch : batches) {
      count++;
      int left = examples - (count - 1) * size;
      assertEquals(Math.min(size, left), batch.length);
    }
    assertEquals(batches.count(), count);
    int[] sorted = joined(batches);
    Arrays.sort(sorted);
    assertArrayEquals(IntStream.range(0, examples).toArray(), sorted);
  }

  @Test
  void orderFollowsFromTheStream() {
    Philox random = new Philox(5, 1);
    int[] first = joined(Batches.shuffled(50, 8, random));
    int[] second = joined(Batches.shuffled(50, 8, random));
    assertFalse(Arrays.equals(first, second), "each epoch has its own order");
    Philox again = new Philox(5, 1);
    assertArrayEquals(first, joined(Batches.shuffled(50, 8, again)));
    assertArrayEquals(second, joined(Batches.shuffled(50, 8, again)));
    assertArrayEquals(first, new Philox(5, 1).permutation(50));
  }

  @Test
  void rowsOnABackendAreTheSameBatchesAsViews() {
    Batches batches = Batches.shuffled(50, 8, new Philox(5, 1));
    List<Indices> rows = new ArrayList<>();
    batches.on(Backend.cpu()).forEach(rows::add);
    int at = 0;
    for (int[] batch : batches) {
      assertArrayEquals(batch, rows.get(at).toInts());
      assertSame(rows.getFirst().storage(), rows.get(at++).storage());
    }
    assertEquals(at, rows.size());
    Iterator<Indices> none = Batches.inOrder(0, 2).on(Backend.cpu()).iterator();
    assertThrows(NoSuchElementException.class, none::next);
  }

  @Test
  void ownOrder() {
    assertArrayEquals(new int[] {0, 1, 2, 3, 4}, joined(Batches.inOrder(5, 2)));
    assertEquals(3, Batches.inOrder(5, 2).count());
    assertEquals(0, Batches.inOrder(0, 2).count());
  }

  @Test
  void misuse() {
    assertEquals(
        "batch size 0: at least 1 is needed",
        assertThrows(IllegalArgumentException.class, () -> Batches.inOrder(5, 0)).getMessage());
    Iterator<int[]> batches = Batches.inOrder(1, 1).iterator();
    batches.next();
    assertThrows(NoSuchElementException.class, batches::next);
  }
}
