package dev.rankine.bench.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import org.junit.jupiter.api.Test;

class MarksTest {
  private final Marks marks = new Marks();

  @Test
  void readsWhatTheProgramsPrint() {
    marks.line("loaded libtorch in 0.78 s", 0.9);
    marks.line("Data: MNIST, 60,000 + 10,000 images", 1.5);
    marks.line("epoch 1  loss 0.3705  train 88.89 %  test 96.51 %  7.35 s + 0.42 s test", 9.25);
    marks.line("epoch 2  loss 0.1004  train 96.97 %  test 97.62 %  5.30 s + 0.40 s test", 14.95);
    assertEquals(
        Map.of(
            "loading its library", 0.78,
            "first loss", 9.25,
            "first epoch done", 9.25,
            "last epoch alone", 5.30),
        marks.seconds());
    assertEquals(97.62, marks.accuracy().orElseThrow());
  }

  @Test
  void aLossBeforeTheEpochEndsCounts() {
    marks.line("step 100  loss 1.2", 2);
    marks.line("epoch 1  loss 0.4  train 88.00 %  test 96.00 %  1.00 s + 0.10 s test", 4);
    assertEquals(2, marks.seconds().get("first loss"));
    assertEquals(4, marks.seconds().get("first epoch done"));
  }

  @Test
  void withoutAnEpochThereIsNoAccuracy() {
    marks.line("nothing", 1);
    assertTrue(marks.accuracy().isEmpty());
    assertTrue(marks.seconds().isEmpty());
  }
}
