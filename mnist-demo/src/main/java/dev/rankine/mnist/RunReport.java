package dev.rankine.mnist;

import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.rankine.engine.Backend;
import dev.rankine.engine.io.AtomicFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;

/** The figures of one run, as {@code --json} writes them. */
record RunReport(
    String command,
    String dataset,
    RunOptions options,
    Backend backend,
    Counts parameters,
    List<EpochResult> epochs,
    double testAccuracy,
    String weightsSha256,
    double totalSeconds,
    OptionalLong peakBytes) {

  /** Numbers of parameters. */
  record Counts(int total, int trainable) {}

  /** Writes one JSON object, whole or not at all. */
  void write(Path file) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (JsonGenerator json = new JsonFactory().createGenerator(out, JsonEncoding.UTF8)) {
      json.useDefaultPrettyPrinter();
      json.writeStartObject();
      json.writeStringField("command", command);
      json.writeStringField("dataset", dataset);
      json.writeNumberField("seed", options.seed);
      json.writeNumberField("threads", options.threads);
      json.writeStringField("backend", backend.name());
      json.writeStringField("kernels", backend.kernels());
      json.writeNumberField("vector_bits", backend.vectorBits());
      json.writeObjectFieldStart("parameters");
      json.writeNumberField("total", parameters.total());
      json.writeNumberField("trainable", parameters.trainable());
      json.writeEndObject();
      json.writeArrayFieldStart("epochs");
      for (EpochResult epoch : epochs) {
        write(json, epoch);
      }
      json.writeEndArray();
      json.writeNumberField("test_accuracy", testAccuracy);
      json.writeStringField("weights_sha256", weightsSha256);
      json.writeNumberField("total_seconds", totalSeconds);
      if (peakBytes.isPresent()) {
        json.writeNumberField("peak_rss_bytes", peakBytes.getAsLong());
      }
      json.writeEndObject();
    }
    ByteBuffer bytes = ByteBuffer.wrap(out.toByteArray());
    AtomicFile.write(
        file,
        channel -> {
          while (bytes.hasRemaining()) {
            channel.write(bytes);
          }
        });
  }

  private static void write(JsonGenerator json, EpochResult epoch) throws IOException {
    json.writeStartObject();
    json.writeNumberField("epoch", epoch.epoch());
    json.writeNumberField("train_seconds", epoch.trainSeconds());
    json.writeNumberField("eval_seconds", epoch.evalSeconds());
    json.writeNumberField("train_loss", epoch.trainLoss());
    json.writeNumberField("train_accuracy", epoch.trainAccuracy());
    json.writeNumberField("test_accuracy", epoch.testAccuracy());
    json.writeEndObject();
  }
}
