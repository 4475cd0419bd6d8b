package dev.rankine.mnist;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProgressTest {
  private long now;

  @Test
  void aLineSoonThenOneASecond() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    Progress lines = new Progress.Lines(new PrintStream(bytes, true), () -> now);
    lines.begin(1, 2, 1_000, 0);
    for (int i = 0; i < 10; i++) {
      now += 200_000_000;
      lines.advance(100, 0.5);
    }
    lines.begin(2, 2, 1_000, 500);
    now += 1_000_000_000;
    lines.advance(100, 0.25);
    assertEquals(
        List.of(
            "epoch 1/2  10 %  loss 0.5000  500 images/s  4 s left",
            "epoch 1/2  60 %  loss 0.5000  500 images/s  3 s left",
            "epoch 2/2  60 %  loss 0.2500  100 images/s  4 s left"),
        bytes.toString().lines().toList());
  }

  @Test
  void theFirstStepsPromiseNothing() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    Progress lines = new Progress.Lines(new PrintStream(bytes, true), () -> now);
    lines.begin(1, 2, 10_000, 0);
    now += 1_000_000_000;
    lines.advance(64, 2.5);
    assertEquals("epoch 1/2   1 %  loss 2.5000  64 images/s", bytes.toString().strip());
  }
}
