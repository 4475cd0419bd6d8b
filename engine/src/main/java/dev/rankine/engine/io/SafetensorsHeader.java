package dev.rankine.engine.io;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
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

/** The JSON header of a safetensors file, every number of it checked before it is used. */
record SafetensorsHeader(Path file, List<StoredTensor> entries, Map<String, String> metadata) {
  static final String METADATA = "__metadata__";

  /**
   * Names are not kept for the next file: a hostile one has many, and alike ones. Names and texts
   * are as long as a header can be.
   */
  private static final JsonFactory JSON =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNameLength(SafetensorsFile.HEADER_LIMIT)
                  .maxStringLength(SafetensorsFile.HEADER_LIMIT)
                  .build())
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
          .build();

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
    header.entries.sort(
        Comparator.comparingLong(StoredTensor::begin).thenComparingLong(StoredTensor::end));
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
    require(type != null, name, "its dtype");
    require(shape != null, name, "its shape");
    require(offsets != null && offsets.size() == 2, name, "two data_offsets");
    entries.add(checked(new StoredTensor(name, type, shape, offsets.get(0), offsets.get(1))));
  }

  private void require(boolean there, String name, String what) throws FormatException {
    if (!there) {
      throw new FormatException(file, "tensor " + name + " lacks " + what + " in the header");
    }
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

  private StoredTensor checked(StoredTensor tensor) throws FormatException {
    long bytes = needed(tensor);
    if (tensor.begin() < 0 || tensor.end() < tensor.begin() || tensor.bytes() != bytes) {
      throw new FormatException(
          file,
          "tensor "
              + tensor.name()
              + tensor.shape()
              + " needs "
              + bytes
              + " bytes, its data_offsets are "
              + tensor.begin()
              + " to "
              + tensor.end());
    }
    return tensor;
  }

  /** Bytes of its elements; where the type is not known here, the offsets alone tell. */
  private long needed(StoredTensor tensor) throws FormatException {
    try {
      long elements = tensor.elements();
      if (tensor.dims().stream().allMatch(dim -> dim >= 0)) {
        return tensor.type().isPresent()
            ? Math.multiplyExact(elements, tensor.type().get().width())
            : tensor.bytes();
      }
    } catch (ArithmeticException overflow) {
      // refused below, like a negative extent
    }
    throw new FormatException(
        file, "tensor " + tensor.name() + " has the impossible shape " + tensor.dims());
  }

  /** The entries lie side by side and fill the data exactly. */
  void requireCover(long size) throws FormatException {
    long position = 0;
    for (StoredTensor entry : entries) {
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
