package dev.rankine.mnist.receipt;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import dev.rankine.engine.io.FormatException;
import dev.rankine.engine.io.IoProblem;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A small JSON file as maps, lists, texts, numbers and booleans; null is left out. The file may be
 * hostile: size, depth and lengths are bounded, duplicate keys and bad UTF-8 are refused.
 */
public final class JsonTree {
  /** A receipt of 10,000 epochs has 3 MB. */
  static final long LARGEST = 16 << 20;

  private static final int DEEPEST = 16;

  private static final JsonFactory JSON =
      JsonFactory.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(DEEPEST)
                  .maxNumberLength(100)
                  .maxStringLength(1 << 16)
                  .build())
          .build();

  private JsonTree() {}

  /**
   * Reads the object in a file.
   *
   * @param expected for messages: what the file should be
   * @throws FormatException if it is no JSON object, saying where it stops being one
   * @throws IOException if it cannot be read
   */
  public static Map<String, Object> read(Path file, String expected) throws IOException {
    IoProblem.requireRegular(file, expected);
    try {
      if (Files.size(file) > LARGEST) {
        throw new FormatException(
            file, "it has " + Files.size(file) + " bytes, " + expected + " is smaller");
      }
      return parse(file, Files.readAllBytes(file), expected);
    } catch (IOException failed) {
      throw IoProblem.of(file, "it cannot be read", failed);
    }
  }

  private static Map<String, Object> parse(Path file, byte[] bytes, String expected)
      throws IOException {
    InputStreamReader text =
        new InputStreamReader(new ByteArrayInputStream(bytes), StandardCharsets.UTF_8.newDecoder());
    try (JsonParser json = JSON.createParser(text)) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        throw new FormatException(file, "it should begin with {; it is not " + expected);
      }
      Map<String, Object> object = object(json);
      if (json.nextToken() != null) {
        throw new FormatException(file, "there is more behind the last }; it is damaged");
      }
      return object;
    } catch (JsonProcessingException broken) {
      String where = broken.getLocation() == null ? "" : place(broken);
      throw new FormatException(
          file, "it is not valid JSON" + where + ": " + broken.getOriginalMessage());
    } catch (CharacterCodingException broken) {
      throw new FormatException(file, "it is not UTF-8 text; it is not " + expected);
    }
  }

  private static String place(JsonProcessingException broken) {
    return " in line "
        + broken.getLocation().getLineNr()
        + ", column "
        + broken.getLocation().getColumnNr();
  }

  private static Map<String, Object> object(JsonParser json) throws IOException {
    Map<String, Object> fields = new LinkedHashMap<>();
    while (json.nextToken() != JsonToken.END_OBJECT) {
      String name = json.currentName();
      json.nextToken();
      Object value = value(json);
      if (value != null) {
        fields.put(name, value);
      }
    }
    return fields;
  }

  private static Object value(JsonParser json) throws IOException {
    return switch (json.currentToken()) {
      case START_OBJECT -> object(json);
      case START_ARRAY -> array(json);
      case VALUE_STRING -> json.getText();
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> json.getNumberValue();
      case VALUE_TRUE -> Boolean.TRUE;
      case VALUE_FALSE -> Boolean.FALSE;
      default -> null;
    };
  }

  private static List<Object> array(JsonParser json) throws IOException {
    List<Object> values = new ArrayList<>();
    while (json.nextToken() != JsonToken.END_ARRAY) {
      values.add(value(json));
    }
    return values;
  }
}
