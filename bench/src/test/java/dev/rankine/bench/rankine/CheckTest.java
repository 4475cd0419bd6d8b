package dev.rankine.bench.rankine;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.rankine.bench.machine.Limits;
import dev.rankine.bench.work.Expected;
import dev.rankine.bench.work.Gemm;
import dev.rankine.bench.work.Implementation;
import dev.rankine.bench.work.Patch;
import dev.rankine.bench.work.Suite;
import dev.rankine.bench.work.Trial;
import dev.rankine.bench.work.Workload;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every check passes for what Rankine computes, and fails for one wrong bit. */
class CheckTest {
  /** Larger ones are checked by the same code, and take too long here. */
  private static final double SMALL = 5e8;

  private static final Oracle ORACLE = new Oracle();

  static Stream<Workload> small() {
    return Suite.all().stream()
        .filter(workload -> workload.flops() <= SMALL && workload.bytes() <= SMALL / 4);
  }

  private static List<Implementation> implementations() {
    List<Implementation> all = List.of(new Limits(), Rankine.implicit(), Rankine.materialised());
    all.forEach(implementation -> implementation.start(2));
    return all;
  }

  @ParameterizedTest
  @MethodSource("small")
  void findsOneWrongBit(Workload workload) {
    Expected expected = ORACLE.expected(List.of(workload));
    for (Implementation implementation : implementations()) {
      implementation.open(workload).ifPresent(trial -> findsOneWrongBit(workload, trial, expected));
    }
  }

  private static void findsOneWrongBit(Workload workload, Trial trial, Expected expected) {
    float[] result = trial.result();
    assertDoesNotThrow(() -> require(expected, workload, result));
    for (Patch patch : expected.patches().get(workload.name())) {
      int end = patch.offset() + patch.values().length - 1;
      for (int i : new int[] {patch.offset(), end}) {
        float[] wrong = result.clone();
        wrong[i] = Math.nextUp(wrong[i]);
        assertThrows(IllegalStateException.class, () -> require(expected, workload, wrong));
      }
    }
  }

  private static void require(Expected expected, Workload workload, float[] result) {
    expected.require(workload, Trial.of(() -> {}, () -> result), true);
  }

  /** Every kind of workload is among those that are tried here. */
  @Test
  void everyKindIsTried() {
    Set<Class<?>> untried = new HashSet<>();
    Suite.all().forEach(workload -> untried.add(workload.getClass()));
    small().forEach(workload -> untried.remove(workload.getClass()));
    assertEquals(Set.of(), untried);
  }

  @Test
  void closeResultsMustBeClose() {
    Patch patch = new Patch(0, new float[] {100, 0.5f, -100});
    float[] close = {100.005f, 0.501f, -99.995f};
    assertDoesNotThrow(() -> patch.require("close", 1e-4, close));
    assertThrows(IllegalStateException.class, () -> patch.require("close", 0, close));
    for (int i = 0; i < close.length; i++) {
      float[] wrong = close.clone();
      wrong[i] += 0.05f;
      assertThrows(IllegalStateException.class, () -> patch.require("far", 1e-4, wrong));
      wrong[i] = Float.NaN;
      assertThrows(IllegalStateException.class, () -> patch.require("NaN", 1e-4, wrong));
    }
  }

  /** Of a large product some rows are computed, and they are the right ones. */
  @Test
  void largeProductsAreCheckedInRows(@TempDir Path folder) throws IOException {
    Workload large = new Gemm(Gemm.Form.TN, 4096, 24, 512);
    ORACLE.expected(List.of(large)).write(folder.resolve("expected"));
    Expected expected = Expected.read(folder.resolve("expected"));
    List<Patch> patches = expected.patches().get(large.name());
    assertEquals(3, patches.size());
    assertEquals(4094 * 24, patches.getLast().offset());
    Implementation rankine = Rankine.implicit();
    rankine.start(2);
    findsOneWrongBit(large, rankine.open(large).orElseThrow(), expected);
  }
}
