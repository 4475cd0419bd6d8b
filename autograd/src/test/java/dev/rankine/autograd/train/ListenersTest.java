package dev.rankine.autograd.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rankine.autograd.data.DataSet;
import dev.rankine.autograd.optim.Adam;
import dev.rankine.engine.Backend;
import dev.rankine.engine.Shape;
import dev.rankine.engine.Tensor;
import dev.rankine.engine.io.FormatException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ListenersTest {
  @TempDir Path folder;

  /** A training whose measure takes these values, epoch by epoch. */
  private static SmallTraining measured(double... values) {
    SmallTraining small = new SmallTraining("adam", 5);
    small.training.epochs(values.length).measure("score", () -> values[small.training.epoch() - 1]);
    return small;
  }

  @Test
  void patienceCountsEpochsWithoutABetterOne() {
    SmallTraining small = measured(0.5, 0.6, 0.6, 0.5, 0.9);
    EarlyStopping stopping = EarlyStopping.onHighest("score", 2);
    small.training.with(stopping).run();
    assertEquals(4, small.training.history().size());
    assertEquals(2, stopping.bestEpoch());
    assertTrue(small.training.done());
    SmallTraining falling = measured(3, 2, 1, Double.NaN, 0.5);
    falling.training.with(EarlyStopping.onLowest("score", 2)).run();
    assertEquals(5, falling.training.history().size());
  }

  @Test
  void whatIsNoNumberFromTheFirstEpochOnIsNotWaitedFor() {
    SmallTraining lost = measured(Double.NaN, Double.NaN, Double.NaN, Double.NaN, Double.NaN);
    EarlyStopping stopping = EarlyStopping.onLowest("score", 2);
    lost.training.with(stopping).run();
    assertEquals(3, lost.training.history().size());
    assertEquals(1, stopping.bestEpoch());
    SmallTraining found = measured(Double.NaN, Double.NaN, 7, 8, 9);
    EarlyStopping later = EarlyStopping.onLowest("score", 2);
    found.training.with(later).run();
    assertEquals(3, later.bestEpoch());
    assertEquals(5, found.training.history().size());
  }

  @Test
  void whatIsResumedIsSavedAgainBeforeItRuns() throws IOException {
    double[] scores = {3, 2, 2, 2, 2};
    Path file = folder.resolve("once");
    SmallTraining begun = measured(scores);
    begun.training.with(EarlyStopping.onHighest("score", 4).restoringBest());
    begun.training.save(file);
    begun.training.with(SmallTraining.stopAt(15)).run().save(file);
    Path again = folder.resolve("again");
    SmallTraining resumed = measured(scores);
    resumed.training.with(EarlyStopping.onHighest("score", 4).restoringBest());
    resumed.training.resume(file).save(again);
    assertEquals(-1, Files.mismatch(file, again));
  }

  @Test
  void theBestWeightsComeBackAlsoAfterAStop() throws IOException {
    double[] scores = {1, 3, 2, 2, 2};
    SmallTraining best = measured(1, 3);
    best.training.run();
    SmallTraining whole = measured(scores);
    whole.training.with(EarlyStopping.onHighest("score", 2).restoringBest()).run();
    assertEquals(best.hash(), whole.hash());
    Path file = folder.resolve("stopped");
    SmallTraining begun = measured(scores);
    begun.training.with(EarlyStopping.onHighest("score", 2).restoringBest());
    begun.training.with(SmallTraining.stopAt(15)).run().save(file);
    assertFalse(best.hash().equals(begun.hash()));
    SmallTraining resumed = measured(scores);
    resumed.training.with(EarlyStopping.onHighest("score", 2).restoringBest());
    resumed.training.resume(file).run();
    assertEquals(4, resumed.training.history().size());
    assertEquals(best.hash(), resumed.hash());
  }

  @Test
  void bestWeightsThatWereNotKeptAreMissedAtOnce() throws IOException {
    Path file = folder.resolve("stopped");
    SmallTraining begun = measured(1, 3, 2);
    begun.training.with(EarlyStopping.onHighest("score", 2), SmallTraining.stopAt(15));
    begun.training.run().save(file);
    SmallTraining resumed = measured(1, 3, 2);
    resumed.training.with(EarlyStopping.onHighest("score", 2).restoringBest());
    Exception refused = assertThrows(FormatException.class, () -> resumed.training.resume(file));
    String reason = "early stopping did not keep the weights of the best epoch, 2; resume without";
    assertTrue(refused.getMessage().contains(reason), refused.getMessage());
  }

  @Test
  void listenersWithoutANameKeepTheirOwn() throws IOException {
    Path file = folder.resolve("saved");
    List<Long> found = new ArrayList<>();
    SmallTraining saved = measured(1);
    saved.training.with(
        new TrainingListener() {
          @Override
          public void save(Checkpoint to) {
            to.put("own", 1);
          }
        },
        new TrainingListener() {
          @Override
          public void save(Checkpoint to) {
            to.put("own", 2);
          }
        });
    saved.training.save(file);
    SmallTraining resumed = measured(1);
    for (int i = 0; i < 2; i++) {
      resumed.training.with(
          new TrainingListener() {
            @Override
            public void restore(Checkpoint from) {
              found.add(from.integer("own"));
            }
          });
    }
    resumed.training.resume(file);
    assertEquals(List.of(1L, 2L), found);
  }

  @Test
  void wrongNamesAndNumbersAreRefused() {
    SmallTraining small = measured(1);
    small.training.with(EarlyStopping.onLowest("los", 1));
    Exception wrong = assertThrows(IllegalArgumentException.class, small.training::run);
    assertEquals("nothing measures los; there are loss and [norm, score]", wrong.getMessage());
    assertThrows(IllegalArgumentException.class, () -> EarlyStopping.onLowest("loss", 0));
    assertThrows(
        IllegalArgumentException.class, () -> new Checkpoints(folder.resolve("f")).everySteps(0));
    assertThrows(IllegalArgumentException.class, () -> small.training.epochs(0));
    assertThrows(IllegalArgumentException.class, () -> small.training.batch(0));
    Tensor nothing = Tensor.zeros(Backend.cpu(), Shape.of(0, 2));
    Objective none = Objective.squaredError(small.model, DataSet.of(nothing), nothing);
    Exception empty =
        assertThrows(
            IllegalArgumentException.class,
            () -> Training.of(small.model, new Adam(small.model.trainable(), 0.1), none));
    assertEquals("training: examples is 0, at least 1", empty.getMessage());
  }

  @Test
  void logsHaveALineAnEpochAndGoOnAfterAStop() throws IOException {
    Path csv = folder.resolve("log.csv");
    Path json = folder.resolve("log.jsonl");
    Path file = folder.resolve("stopped");
    SmallTraining small = new SmallTraining("adam", 5);
    small.training.with(EpochLog.csv(csv), EpochLog.jsonLines(json));
    small.training.measure("a \"b\", c", () -> 0.1).with(SmallTraining.stopAt(8));
    small.training.run().save(file);
    SmallTraining again = new SmallTraining("adam", 5);
    again.training.with(EpochLog.csv(csv), EpochLog.jsonLines(json));
    again.training.measure("a \"b\", c", () -> 0.1).resume(file).run();
    List<String> rows = Files.readAllLines(csv);
    assertEquals(4, rows.size());
    assertEquals(
        "epoch,steps,loss,train_seconds,measure_seconds,norm,\"a \"\"b\"\", c\"", rows.get(0));
    for (int i = 0; i < 3; i++) {
      EpochSummary epoch = again.training.history().get(i);
      assertTrue(rows.get(i + 1).startsWith((i + 1) + "," + 6 * (i + 1) + "," + epoch.loss()));
      assertTrue(rows.get(i + 1).endsWith("," + epoch.measure("norm") + ",0.1"), rows.get(i + 1));
      String line = Files.readAllLines(json).get(i);
      String start = "{\"epoch\":%d,\"steps\":%d,\"loss\":%s,";
      assertTrue(line.startsWith(start.formatted(i + 1, 6 * (i + 1), epoch.loss())), line);
      assertTrue(line.endsWith(",\"a \\\"b\\\", c\":0.1}"), line);
    }
  }

  @Test
  void columnsKeepTheirNamesWhereAnotherMeasureCameAfterAStop() throws IOException {
    Path csv = folder.resolve("log.csv");
    Path file = folder.resolve("stopped");
    SmallTraining small = new SmallTraining("adam", 5);
    small.training.measure("old", () -> 1).with(SmallTraining.stopAt(8));
    small.training.run().save(file);
    SmallTraining again = new SmallTraining("adam", 5);
    again.training.measure("new", () -> 2).with(EpochLog.csv(csv)).resume(file).run();
    List<String> rows = Files.readAllLines(csv);
    assertEquals("epoch,steps,loss,train_seconds,measure_seconds,norm,old,new", rows.get(0));
    List<EpochSummary> history = again.training.history();
    assertTrue(rows.get(1).endsWith("," + history.get(0).measure("norm") + ",1.0,"), rows.get(1));
    assertTrue(rows.get(2).endsWith("," + history.get(1).measure("norm") + ",,2.0"), rows.get(2));
  }

  @Test
  void progressIsALineAnEpochAtLeast() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    SmallTraining small = new SmallTraining("adam", 5);
    small.training.with(new ProgressLines(new PrintStream(bytes, true))).run();
    String text = bytes.toString(StandardCharsets.UTF_8);
    assertTrue(text.contains("epoch 3/3  loss "), text);
    assertTrue(text.contains("  norm "), text);
  }

  @Test
  void eventFilesDecode() throws IOException {
    SmallTraining small = new SmallTraining("adam", 5);
    Path file;
    try (TensorBoard board = new TensorBoard(folder.resolve("runs"), 5)) {
      file = board.file();
      small.training.with(board).run();
    }
    assertTrue(file.getFileName().toString().startsWith("events.out.tfevents."));
    List<String> events = events(Files.readAllBytes(file));
    assertEquals("version brain.Event:2", events.get(0));
    assertTrue(events.get(1).startsWith("step 5 loss/step "), events.get(1));
    EpochSummary first = small.training.history().getFirst();
    String epoch = "step 6 loss/epoch %s norm %s";
    assertEquals(
        epoch.formatted((float) first.loss(), (float) first.measure("norm")), events.get(2));
    assertEquals(1 + 3 + 3, events.size());
  }

  @Test
  void anEventFileIsNamedAlikeInEveryLocale() throws IOException {
    Locale before = Locale.getDefault();
    Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
    try (TensorBoard board = new TensorBoard(folder, 5)) {
      String name = board.file().getFileName().toString();
      assertTrue(name.matches("events\\.out\\.tfevents\\.[0-9]{10}\\.rankine\\.[0-9.]+"), name);
    } finally {
      Locale.setDefault(before);
    }
  }

  /** A plain decoder of the records and of the few fields there are. */
  private static List<String> events(byte[] bytes) {
    List<String> events = new ArrayList<>();
    ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    while (in.hasRemaining()) {
      int length = (int) in.getLong();
      assertEquals(crc(bytes, in.position() - 8, 8), in.getInt());
      ByteBuffer event = in.slice(in.position(), length).order(ByteOrder.LITTLE_ENDIAN);
      in.position(in.position() + length);
      assertEquals(crc(bytes, in.position() - length, length), in.getInt());
      events.add(event(event));
    }
    return events;
  }

  private static int crc(byte[] bytes, int from, int length) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, from, length);
    int value = (int) crc.getValue();
    return ((value >>> 15) | (value << 17)) + 0xa282ead8;
  }

  private static String event(ByteBuffer event) {
    assertEquals(1 << 3 | 1, event.get());
    assertEquals(System.currentTimeMillis() * 1e-3, event.getDouble(), 600);
    int tag = event.get();
    if (tag == (3 << 3 | 2)) {
      return "version " + text(event);
    }
    assertEquals(2 << 3, tag);
    StringBuilder line = new StringBuilder("step " + event.get());
    assertEquals(5 << 3 | 2, event.get());
    assertEquals(event.get(), event.remaining());
    while (event.hasRemaining()) {
      assertEquals(1 << 3 | 2, event.get());
      event.get();
      assertEquals(1 << 3 | 2, event.get());
      line.append(' ').append(text(event));
      assertEquals(2 << 3 | 5, event.get());
      line.append(' ').append(event.getFloat());
    }
    return line.toString();
  }

  private static String text(ByteBuffer in) {
    byte[] text = new byte[in.get()];
    in.get(text);
    return new String(text, StandardCharsets.UTF_8);
  }
}
