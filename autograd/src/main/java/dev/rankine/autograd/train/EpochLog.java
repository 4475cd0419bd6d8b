package dev.rankine.autograd.train;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.rankine.engine.io.AtomicFile;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A line an epoch in a file, as CSV or as JSON: epoch, steps, loss, seconds and what is measured.
 * The file is written anew, whole, after each epoch; a resumed training goes on with it.
 */
public final class EpochLog implements TrainingListener {
  private interface Format {
    String of(List<EpochSummary> history) throws IOException;
  }

  private final Path file;
  private final Format format;

  private EpochLog(Path file, Format format) {
    this.file = file;
    this.format = format;
  }

  /**
   * Comma-separated values with a line of names (RFC 4180). What an epoch before a stop did not
   * measure is empty there.
   */
  public static EpochLog csv(Path file) {
    return new EpochLog(file, EpochLog::csv);
  }

  /** One JSON object a line. */
  public static EpochLog jsonLines(Path file) {
    return new EpochLog(file, EpochLog::json);
  }

  /**
   * Writes the file.
   *
   * @throws UncheckedIOException if it cannot be written
   */
  @Override
  public void epochEnded(Training training, EpochSummary epoch) {
    try {
      ByteBuffer bytes =
          ByteBuffer.wrap(format.of(training.history()).getBytes(StandardCharsets.UTF_8));
      AtomicFile.write(
          file,
          channel -> {
            while (bytes.hasRemaining()) {
              channel.write(bytes);
            }
          });
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  private static String csv(List<EpochSummary> history) {
    StringBuilder text = new StringBuilder("epoch,steps,loss,train_seconds,measure_seconds");
    Set<String> names = new LinkedHashSet<>();
    history.forEach(epoch -> names.addAll(epoch.measures().keySet()));
    names.forEach(name -> text.append(',').append(quoted(name)));
    for (EpochSummary epoch : history) {
      text.append("\r\n").append(epoch.epoch()).append(',').append(epoch.steps());
      text.append(',').append(epoch.loss()).append(',').append(epoch.trainSeconds());
      text.append(',').append(epoch.measureSeconds());
      for (String name : names) {
        Double value = epoch.measures().get(name);
        text.append(',').append(value == null ? "" : value);
      }
    }
    return text.append("\r\n").toString();
  }

  private static String quoted(String name) {
    return name.matches("[^,\"\r\n]*") ? name : '"' + name.replace("\"", "\"\"") + '"';
  }

  private static String json(List<EpochSummary> history) throws IOException {
    StringWriter text = new StringWriter();
    for (EpochSummary epoch : history) {
      try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
        json.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
        json.writeStartObject();
        json.writeNumberField("epoch", epoch.epoch());
        json.writeNumberField("steps", epoch.steps());
        json.writeNumberField("loss", epoch.loss());
        json.writeNumberField("train_seconds", epoch.trainSeconds());
        json.writeNumberField("measure_seconds", epoch.measureSeconds());
        for (Map.Entry<String, Double> measure : epoch.measures().entrySet()) {
          json.writeNumberField(measure.getKey(), measure.getValue());
        }
        json.writeEndObject();
      }
      text.write('\n');
    }
    return text.toString();
  }
}
