package dev.rankine.bench.report;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import dev.rankine.bench.machine.Machine;
import dev.rankine.engine.io.AtomicFile;
import dev.rankine.engine.io.FormatException;
import dev.rankine.engine.io.IoProblem;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Results as a JSON file. */
public final class Json {
  private static final JsonFactory FACTORY = new JsonFactory();

  private Json() {}

  /** Writes results, one series a line group, readable in a diff. */
  public static void write(Results results, Path file) throws IOException {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = FACTORY.createGenerator(text)) {
      json.setPrettyPrinter(new DefaultPrettyPrinter());
      json.writeStartObject();
      write(json, results.machine());
      json.writeStringField("date", results.date());
      write(json, "implementations", results.implementations());
      json.writeArrayFieldStart("series");
      for (Series series : results.series()) {
        write(json, series);
      }
      json.writeEndArray();
      json.writeEndObject();
    }
    AtomicFile.write(file, (text + "\n").getBytes(StandardCharsets.UTF_8));
  }

  private static void write(JsonGenerator json, Machine machine) throws IOException {
    json.writeObjectFieldStart("machine");
    json.writeStringField("cpu", machine.cpu());
    json.writeNumberField("cores", machine.cores());
    json.writeNumberField("vector_bits", machine.vectorBits());
    json.writeStringField("os", machine.os());
    json.writeStringField("jdk", machine.jdk());
    json.writeEndObject();
  }

  private static void write(JsonGenerator json, Series series) throws IOException {
    json.writeStartObject();
    json.writeStringField("name", series.name());
    json.writeNumberField("threads", series.threads());
    json.writeNumberField("flops", series.flops());
    json.writeNumberField("bytes", series.bytes());
    json.writeObjectFieldStart("seconds");
    for (var entry : series.seconds().entrySet()) {
      json.writeArrayFieldStart(entry.getKey());
      for (double value : entry.getValue()) {
        json.writeNumber(value);
      }
      json.writeEndArray();
    }
    json.writeEndObject();
    write(json, "how", series.how());
    json.writeEndObject();
  }

  private static void write(JsonGenerator json, String name, Map<String, String> texts)
      throws IOException {
    json.writeObjectFieldStart(name);
    for (var text : texts.entrySet()) {
      json.writeStringField(text.getKey(), text.getValue());
    }
    json.writeEndObject();
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @throws FormatException if it is something else
   * @throws IOException if it cannot be read
   */
  public static Results read(Path file) throws IOException {
    IoProblem.requireRegular(file, "a file of results");
    try {
      return parse(Files.readString(file));
    } catch (JsonProcessingException
        | CharacterCodingException
        | ClassCastException
        | NullPointerException damaged) {
      throw new FormatException(file, "it holds no results of compare; restore or delete it");
    }
  }

  private static Results parse(String text) throws IOException {
    try (JsonParser json = FACTORY.createParser(text)) {
      json.nextToken();
      Map<String, Object> root = object(value(json));
      List<Series> series = new ArrayList<>();
      for (Object one : (List<?>) root.get("series")) {
        series.add(series(object(one)));
      }
      return new Results(
          machine(object(root.get("machine"))),
          (String) root.get("date"),
          texts(root.get("implementations")),
          series);
    }
  }

  private static Machine machine(Map<String, Object> fields) {
    return new Machine(
        (String) fields.get("cpu"),
        (int) number(fields.get("cores")),
        (int) number(fields.get("vector_bits")),
        (String) fields.get("os"),
        (String) fields.get("jdk"));
  }

  private static Series series(Map<String, Object> fields) {
    Map<String, List<Double>> seconds = new LinkedHashMap<>();
    object(fields.get("seconds"))
        .forEach(
            (name, rounds) ->
                seconds.put(name, ((List<?>) rounds).stream().map(Json::number).toList()));
    return new Series(
        (String) fields.get("name"),
        (int) number(fields.get("threads")),
        number(fields.get("flops")),
        number(fields.get("bytes")),
        seconds,
        texts(fields.get("how")));
  }

  private static Map<String, String> texts(Object value) {
    Map<String, String> texts = new LinkedHashMap<>();
    object(value).forEach((name, text) -> texts.put(name, (String) text));
    return texts;
  }

  private static double number(Object value) {
    return ((Number) value).doubleValue();
  }

  private static Map<String, Object> object(Object value) {
    Map<String, Object> fields = new LinkedHashMap<>();
    ((Map<?, ?>) value).forEach((name, field) -> fields.put((String) name, field));
    return fields;
  }

  /** The value at the current token: a Map, a List, a Number or a String. */
  private static Object value(JsonParser json) throws IOException {
    return switch (json.currentToken()) {
      case START_OBJECT -> {
        Map<String, Object> fields = new LinkedHashMap<>();
        while (json.nextToken() != JsonToken.END_OBJECT) {
          String name = json.currentName();
          json.nextToken();
          fields.put(name, value(json));
        }
        yield fields;
      }
      case START_ARRAY -> {
        List<Object> items = new ArrayList<>();
        while (json.nextToken() != JsonToken.END_ARRAY) {
          items.add(value(json));
        }
        yield items;
      }
      case VALUE_STRING -> json.getText();
      default -> json.getDoubleValue();
    };
  }
}
