package dev.rankine.autograd.train;

import dev.rankine.engine.io.ProtoWriter;
import dev.rankine.engine.io.TfRecord;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Writes the loss of every so many steps, and what is measured of each epoch, as an event file that
 * TensorBoard reads ({@code tensorboard --logdir FOLDER}). Each run writes a file of its own; of a
 * resumed training TensorBoard shows them as one.
 *
 * <p>The messages are {@code Event} and {@code Summary} of TensorFlow's {@code event.proto} and
 * {@code summary.proto}.
 */
public final class TensorBoard implements TrainingListener, AutoCloseable {
  private static final String VERSION = "brain.Event:2";

  private final FileChannel channel;
  private final Path file;
  private final long everySteps;

  /** A scalar's tag and value. */
  private record Scalar(String tag, double value) {}

  /** As {@link #TensorBoard(Path, long)}, every 10 steps. */
  public TensorBoard(Path folder) throws IOException {
    this(folder, 10);
  }

  /**
   * A new event file in a folder, which is made where it is missing.
   *
   * @throws IllegalArgumentException if everySteps is not positive
   * @throws IOException if it cannot be written
   */
  public TensorBoard(Path folder, long everySteps) throws IOException {
    if (everySteps < 1) {
      throw new IllegalArgumentException("TensorBoard every " + everySteps + " steps: at least 1");
    }
    this.everySteps = everySteps;
    Files.createDirectories(folder);
    long millis = System.currentTimeMillis();
    long pid = ProcessHandle.current().pid();
    String prefix =
        String.format(Locale.ROOT, "events.out.tfevents.%010d.rankine.%d.", millis / 1000, pid);
    this.file = Files.createTempFile(folder, prefix, "");
    this.channel = FileChannel.open(file, StandardOpenOption.WRITE);
    append(event(millis).string(3, VERSION));
  }

  /** The event file. */
  public Path file() {
    return file;
  }

  @Override
  public void stepped(Training training) {
    if (training.steps() % everySteps == 0) {
      write(training.steps(), List.of(new Scalar("loss/step", training.loss())));
    }
  }

  @Override
  public void epochEnded(Training training, EpochSummary epoch) {
    List<Scalar> scalars = new ArrayList<>();
    scalars.add(new Scalar("loss/epoch", epoch.loss()));
    epoch.measures().forEach((name, value) -> scalars.add(new Scalar(name, value)));
    write(epoch.steps(), scalars);
  }

  private void write(long step, List<Scalar> scalars) {
    ProtoWriter summary = new ProtoWriter();
    for (Scalar scalar : scalars) {
      summary.message(1, value -> value.string(1, scalar.tag()).float32(2, (float) scalar.value()));
    }
    try {
      append(event(System.currentTimeMillis()).varint(2, step).message(5, summary));
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  private static ProtoWriter event(long millis) {
    return new ProtoWriter().float64(1, millis * 1e-3);
  }

  private void append(ProtoWriter event) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(TfRecord.framed(event.toByteArray()));
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  /** Ends the file. */
  @Override
  public void close() throws IOException {
    channel.close();
  }
}
