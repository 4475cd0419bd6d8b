package dev.rankine.bench.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rankine.bench.work.Trial;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StopwatchTest {
  /** Takes 2 ms, or 50 ms every tenth time, and says that it spent 1 ms in its only stage. */
  private static final class Sleeper implements Trial {
    private int runs;

    @Override
    public void run() {
      long end = System.nanoTime() + (++runs % 10 == 0 ? 50_000_000 : 2_000_000);
      while (System.nanoTime() < end) {
        Thread.onSpinWait();
      }
    }

    @Override
    public float[] result() {
      return new float[0];
    }

    @Override
    public List<String> stages() {
      return List.of("stage");
    }

    @Override
    public long[] stageNanos() {
      return new long[] {runs * 1_000_000L};
    }
  }

  @Test
  void takesTheMedianAndTellsStagesApart() {
    Map<String, Double> seconds = new Stopwatch(50_000_000).time(new Sleeper());
    assertTrue(seconds.get("") >= 0.002 && seconds.get("") < 0.05, seconds.toString());
    assertEquals(0.001, seconds.get("stage"), 1e-12);
  }
}
