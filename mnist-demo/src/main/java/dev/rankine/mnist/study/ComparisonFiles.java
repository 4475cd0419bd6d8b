package dev.rankine.mnist.study;

import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.rankine.engine.io.AtomicFile;
import dev.rankine.mnist.data.DigitData;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;

/**
 * A comparison as files for other programs.
 *
 * @param settings what was compared, as text by name
 */
public record ComparisonFiles(Comparison comparison, Map<String, String> settings) {
  /** Writes a line for each training. */
  public void writeCsv(Path file) throws IOException {
    StringBuilder text =
        new StringBuilder("network,seed,trained,accuracy,macro_f1,seconds,weights_sha256\n");
    for (Outcome outcome : comparison.outcomes()) {
      text.append(
          String.format(
              Locale.ROOT,
              "%s,%d,%d,%s,%s,%.3f,%s%n",
              outcome.name(),
              outcome.seed(),
              outcome.trainable(),
              outcome.accuracy(),
              outcome.confusion().macro().f1(),
              outcome.seconds(),
              outcome.weightsSha256()));
    }
    AtomicFile.write(file, text.toString().getBytes(StandardCharsets.UTF_8));
  }

  /** Writes all numbers as one object. */
  public void writeJson(Path file) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (JsonGenerator json = new JsonFactory().createGenerator(out, JsonEncoding.UTF8)) {
      json.useDefaultPrettyPrinter();
      json.writeStartObject();
      for (Map.Entry<String, String> setting : settings.entrySet()) {
        json.writeStringField(setting.getKey(), setting.getValue());
      }
      json.writeArrayFieldStart("networks");
      for (String name : comparison.names()) {
        write(json, name);
      }
      json.writeEndArray();
      json.writeArrayFieldStart("differences");
      for (Difference difference : comparison.differences()) {
        write(json, difference);
      }
      json.writeEndArray();
      json.writeEndObject();
    }
    AtomicFile.write(file, out.toByteArray());
  }

  private void write(JsonGenerator json, String name) throws IOException {
    json.writeStartObject();
    json.writeStringField("network", name);
    json.writeNumberField("trained", comparison.of(name).getFirst().trainable());
    write(json, "accuracy_percent", comparison.accuracy(name));
    write(json, "macro_f1_percent", comparison.macroF1(name));
    json.writeArrayFieldStart("classes");
    for (int c = 0; c < DigitData.CLASSES; c++) {
      json.writeStartObject();
      json.writeNumberField("class", c);
      json.writeNumberField("accuracy_percent", comparison.recall(name, c).mean());
      json.writeNumberField("f1_percent", comparison.f1(name, c).mean());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeArrayFieldStart("confusion_label_by_answer");
    for (long[] row : comparison.confusion(name, DigitData.CLASSES)) {
      json.writeArray(row, 0, row.length);
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private static void write(JsonGenerator json, String field, Sample sample) throws IOException {
    json.writeObjectFieldStart(field);
    json.writeNumberField("mean", sample.mean());
    if (sample.count() > 1) {
      json.writeNumberField("sd", sample.sd());
      json.writeNumberField("standard_error", sample.standardError());
    }
    json.writeArrayFieldStart("values");
    for (double value : sample.values()) {
      json.writeNumber(value);
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private static void write(JsonGenerator json, Difference difference) throws IOException {
    json.writeStartObject();
    json.writeStringField("first", difference.first());
    json.writeStringField("second", difference.second());
    write(json, "points", difference.points());
    json.writeStringField("sentence", difference.sentence());
    json.writeEndObject();
  }
}
