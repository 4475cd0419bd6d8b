package dev.rankine.mnist.receipt;

import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.rankine.engine.io.AtomicFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Writes a receipt as one JSON object. */
public final class ReceiptWriter {
  /** What this program writes and reads. */
  static final int VERSION = 1;

  private ReceiptWriter() {}

  /**
   * Writes a file, whole or not at all.
   *
   * @throws IOException if it cannot be written
   */
  public static void write(Receipt receipt, Path file) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(json(receipt));
    AtomicFile.write(
        file,
        channel -> {
          while (bytes.hasRemaining()) {
            channel.write(bytes);
          }
        });
  }

  /** The object in UTF-8. */
  public static byte[] json(Receipt receipt) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (JsonGenerator json = new JsonFactory().createGenerator(out, JsonEncoding.UTF8)) {
      json.useDefaultPrettyPrinter();
      json.writeStartObject();
      writeWhat(json, receipt);
      writeMachine(json, receipt.machine());
      writeResult(json, receipt);
      json.writeEndObject();
    } catch (IOException impossible) {
      throw new UncheckedIOException("memory takes every byte", impossible);
    }
    return out.toByteArray();
  }

  private static void writeWhat(JsonGenerator json, Receipt receipt) throws IOException {
    json.writeNumberField("receipt", VERSION);
    json.writeStringField("program", receipt.program());
    json.writeStringField("command", receipt.command());
    write(json, "options", receipt.options());
    json.writeNumberField("seed", receipt.seed());
    json.writeStringField("dataset", receipt.dataset());
    write(json, "data", receipt.data());
    if (receipt.base().isPresent()) {
      Receipt.Base base = receipt.base().get();
      json.writeObjectFieldStart("base");
      json.writeStringField("file", base.file());
      if (base.epochs().isPresent()) {
        write(json, base.epochs().get());
      }
      json.writeStringField("weights_sha256", base.weightsSha256());
      json.writeEndObject();
    }
  }

  private static void writeMachine(JsonGenerator json, Machine machine) throws IOException {
    json.writeNumberField("threads", machine.threads());
    json.writeStringField("backend", machine.backend());
    json.writeStringField("kernels", machine.kernels());
    json.writeNumberField("vector_bits", machine.vectorBits());
    json.writeStringField("jdk", machine.jdk());
    json.writeStringField("system", machine.system());
    json.writeNumberField("processors", machine.processors());
    if (machine.cpu().isPresent()) {
      json.writeStringField("cpu", machine.cpu().get());
    }
    json.writeStringField("cpu_features", String.join(" ", machine.features()));
  }

  private static void writeResult(JsonGenerator json, Receipt receipt) throws IOException {
    json.writeObjectFieldStart("parameters");
    json.writeNumberField("total", receipt.parameters().total());
    json.writeNumberField("trainable", receipt.parameters().trainable());
    json.writeEndObject();
    write(json, receipt.epochs());
    json.writeNumberField("test_accuracy", receipt.testAccuracy());
    json.writeStringField("weights_sha256", receipt.weightsSha256());
    json.writeNumberField("total_seconds", receipt.totalSeconds());
    if (receipt.peakBytes().isPresent()) {
      json.writeNumberField("peak_rss_bytes", receipt.peakBytes().getAsLong());
    }
  }

  private static void write(JsonGenerator json, String field, Map<String, String> texts)
      throws IOException {
    json.writeObjectFieldStart(field);
    for (Map.Entry<String, String> text : texts.entrySet()) {
      json.writeStringField(text.getKey(), text.getValue());
    }
    json.writeEndObject();
  }

  private static void write(JsonGenerator json, List<Receipt.Epoch> epochs) throws IOException {
    json.writeArrayFieldStart("epochs");
    for (Receipt.Epoch epoch : epochs) {
      json.writeStartObject();
      json.writeNumberField("epoch", epoch.epoch());
      json.writeNumberField("train_seconds", epoch.trainSeconds());
      json.writeNumberField("eval_seconds", epoch.evalSeconds());
      json.writeNumberField("train_loss", epoch.trainLoss());
      json.writeNumberField("train_accuracy", epoch.trainAccuracy());
      json.writeNumberField("test_accuracy", epoch.testAccuracy());
      json.writeStringField("weights_sha256", epoch.weightsSha256());
      json.writeEndObject();
    }
    json.writeEndArray();
  }
}
