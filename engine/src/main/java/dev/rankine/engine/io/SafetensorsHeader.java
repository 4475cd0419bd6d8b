package dev.rankine.engine.io;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import dev.rankine.engine.Shape;
import dev.rankine.engine.ShapeException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The JSON header of a safetensors file, every number of it checked before it is used. */
record SafetensorsHeader(Path file, List<Entry> entries, Map<String, String> metadata) {
  static final String METADATA = "__metadata__";

  /** Names are not kept for the next file: a hostile one has many, and alike ones. */
  private static final JsonFactory JSON =
      JsonFactory.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
          .build();

  /** A tensor in bytes begin to end of the data. */
  record Entry(String name, StoredFloat type, Shape shape, long begin, long end) {}

  static SafetensorsHeader parse(Path file, byte[] bytes) throws IOException {
    SafetensorsHeader header =
        new SafetensorsHeader(file, new ArrayList<>(), new LinkedHashMap<>());
    try (JsonParser json = JSON.createParser(text(file, bytes))) {
      header.expect(json.nextToken(), JsonToken.START_OBJECT, "an object");
      while (json.nextToken() != JsonToken.END_OBJECT) {
        String name = json.currentName();
        header.expect(json.nextToken(), JsonToken.START_OBJECT, "an object for " + name);
        if (name.equals(METADATA)) {
          header.readMetadata(json);
        } else {
          header.readEntry(json, name);
        }
      }
      header.expect(json.nextToken(), null, "the end");
    } catch (JsonProcessingException broken) {
      throw new FormatException(
          file, "the header is not valid JSON: " + broken.getOriginalMessage());
    } catch (CharacterCodingException broken) {
      throw new FormatException(file, "the header is not UTF-8 text; it is damaged");
    }
    header.entries.sort(Comparator.comparingLong(Entry::begin).thenComparingLong(Entry::end));
    return header;
  }

  /** Strict UTF-8 that begins with a brace, as the format asks: no other encoding is guessed. */
  private static Reader text(Path file, byte[] bytes) throws FormatException {
    if (bytes.length == 0 || bytes[0] != '{') {
      throw new FormatException(
          file, "the header should begin with {; it is damaged or not a safetensors file");
    }
    return new InputStreamReader(
        new ByteArrayInputStream(bytes), StandardCharsets.UTF_8.newDecoder());
  }

  private void expect(JsonToken found, JsonToken wanted, String what) throws FormatException {
    if (found != wanted) {
      throw new FormatException(
          file, "the header should have " + what + ", found " + found + "; it is damaged");
    }
  }

  private void readMetadata(JsonParser json) throws IOException {
    while (json.nextToken() != JsonToken.END_OBJECT) {
      String key = json.currentName();
      expect(json.nextToken(), JsonToken.VALUE_STRING, "text for metadata " + key);
      metadata.put(key, json.getText());
    }
  }

  private void readEntry(JsonParser json, String name) throws IOException {
    String type = null;
    List<Long> shape = null;
    List<Long> offsets = null;
    while (json.nextToken() != JsonToken.END_OBJECT) {
      String field = json.currentName();
      json.nextToken();
      switch (field) {
        case "dtype" -> {
          expect(json.currentToken(), JsonToken.VALUE_STRING, "a dtype for " + name);
          type = json.getText();
        }
        case "shape" -> shape = numbers(json, name);
        case "data_offsets" -> offsets = numbers(json, name);
        default ->
            throw new FormatException(
                file, "tensor " + name + " has an unknown field " + field + " in the header");
      }
    }
    Optional<StoredFloat> known = StoredFloat.of(type);
    if (known.isEmpty()) {
      throw new FormatException(
          file,
          "tensor "
              + name
              + " has dtype "
              + type
              + "; F32, F16 and BF16 are read, convert it first");
    }
    if (shape == null || offsets == null || offsets.size() != 2) {
      throw new FormatException(file, "tensor " + name + " lacks its shape or two data_offsets");
    }
    entries.add(entry(name, known.get(), shape, offsets));
  }

  private List<Long> numbers(JsonParser json, String name) throws IOException {
    expect(json.currentToken(), JsonToken.START_ARRAY, "a list for " + name);
    List<Long> values = new ArrayList<>();
    while (json.nextToken() != JsonToken.END_ARRAY) {
      expect(json.currentToken(), JsonToken.VALUE_NUMBER_INT, "whole numbers for " + name);
      values.add(json.getLongValue());
    }
    return values;
  }

  private Entry entry(String name, StoredFloat type, List<Long> dims, List<Long> offsets)
      throws FormatException {
    long begin = offsets.get(0);
    long end = offsets.get(1);
    try {
      Shape shape = Shape.of(dims.stream().mapToInt(Math::toIntExact).toArray());
      long bytes = (long) shape.size() * type.bytes();
      if (begin < 0 || end < begin || end - begin != bytes || bytes > Integer.MAX_VALUE - 64) {
        throw new FormatException(
            file,
            "tensor "
                + name
                + shape
                + " needs "
                + bytes
                + " bytes, its data_offsets are "
                + begin
                + " to "
                + end);
      }
      return new Entry(name, type, shape, begin, end);
    } catch (ArithmeticException | ShapeException invalid) {
      throw new FormatException(file, "tensor " + name + " has the impossible shape " + dims);
    }
  }

  /** The entries lie side by side and fill the data exactly. */
  void requireCover(long size) throws FormatException {
    long position = 0;
    for (Entry entry : entries) {
      if (entry.begin() != position) {
        throw new FormatException(
            file,
            "tensor "
                + entry.name()
                + " begins at byte "
                + entry.begin()
                + ", expected "
                + position
                + ": tensors overlap or leave a hole");
      }
      position = entry.end();
    }
    if (position != size) {
      throw new FormatException(
          file,
          "the header describes "
              + position
              + " bytes of data, found "
              + size
              + "; the file is truncated or has something appended");
    }
  }
}
