package dev.rankine.lora.io;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Writes the golden files below {@code src/test/resources/peft}, laid out as PEFT's {@code
 * save_pretrained} lays them out: sorted keys and an indent of two in the JSON, keys below {@code
 * base_model.model} without the adapter's name, {@code {"format": "pt"}} in the metadata. It shares
 * no code with what it tests.
 */
final class PeftGolden {
  static final Path RESOURCES = Path.of("src/test/resources/peft");

  private PeftGolden() {}

  /** Values that a reader can recompute: multiples of 1/8 between −5/8 and 5/8. */
  static float[] values(String key, int... shape) {
    int size = 1;
    for (int extent : shape) {
      size *= extent;
    }
    float[] values = new float[size];
    for (int i = 0; i < size; i++) {
      values[i] = (Math.floorMod(7 * i + key.length(), 11) - 5) / 8f;
    }
    return values;
  }

  /** Every file by its path below the resources. */
  static Map<String, byte[]> files() {
    Map<String, byte[]> files = new LinkedHashMap<>();
    put(
        files,
        "linear",
        "\"target_modules\": [\"fc1\", \"fc2\"], \"rank_pattern\": {\"fc2\": 1}",
        tensors("fc1.lora_A.weight", 2, 4, "fc1.lora_B.weight", 3, 2)
            .and("fc2.lora_A.weight", 1, 3)
            .and("fc2.lora_B.weight", 2, 1));
    put(
        files,
        "linear/my lora_A.weight",
        "\"target_modules\": \".*1\", \"use_rslora\": true, \"lora_alpha\": 3",
        tensors("fc1.lora_A.weight", 2, 4, "fc1.lora_B.weight", 3, 2));
    put(
        files,
        "dora",
        "\"target_modules\": [\"fc1\"], \"use_dora\": true, \"bias\": \"all\", \"lora_bias\": true",
        tensors("fc1.lora_A.weight", 2, 4, "fc1.lora_B.weight", 3, 2)
            .and("fc1.lora_B.bias", 3)
            .and("fc1.lora_magnitude_vector", 3)
            .and("fc1.base_layer.bias", 3)
            .and("fc2.bias", 2));
    put(
        files,
        "saved",
        "\"target_modules\": [\"fc1\"], \"modules_to_save\": [\"fc2\"]",
        tensors("fc1.lora_A.weight", 2, 4, "fc1.lora_B.weight", 3, 2)
            .and("fc2.weight", 2, 3)
            .and("fc2.bias", 2));
    put(
        files,
        "lora_only",
        "\"target_modules\": [\"fc1\"], \"bias\": \"lora_only\"",
        tensors("fc1.lora_A.weight", 2, 4, "fc1.lora_B.weight", 3, 2));
    put(
        files,
        "conv",
        "\"target_modules\": [\"conv.0\", \"conv.3\"], \"use_dora\": true",
        tensors("conv.0.lora_A.weight", new int[] {2, 1, 3, 3})
            .and("conv.0.lora_B.weight", 4, 2, 1, 1)
            .and("conv.0.lora_magnitude_vector", 1, 4, 1, 1)
            .and("conv.3.lora_A.weight", 2, 4, 2, 2)
            .and("conv.3.lora_B.weight", 5, 2, 1, 1)
            .and("conv.3.lora_magnitude_vector", 1, 5, 1, 1));
    put(
        files,
        "embedding",
        "\"target_modules\": [\"words\"]",
        tensors("words.lora_embedding_A", 2, 6, "words.lora_embedding_B", 3, 2));
    put(
        files,
        "adalora",
        "\"peft_type\": \"ADALORA\", \"target_modules\": [\"fc1\", \"fc2\"], \"r\": 8, \"beta1\": 0.85,"
            + " \"beta2\": 0.85, \"deltaT\": 10, \"init_r\": 4, \"orth_reg_weight\": 0.5, \"target_r\": 1,"
            + " \"tfinal\": 20, \"tinit\": 10, \"total_step\": 100, \"rank_pattern\":"
            + " {\"fc1.lora_E\": [true, false, true, false], \"fc2.lora_E\": [false, false, false,"
            + " false]}",
        tensors("fc1.lora_A", 2, 4, "fc1.lora_B", 3, 2)
            .and("fc1.lora_E", 2, 1)
            .and("fc2.lora_A", 0, 3)
            .and("fc2.lora_B", 2, 0)
            .and("fc2.lora_E", 0, 1));
    put(
        files,
        "grouped",
        "\"target_modules\": [\"conv\"], \"r\": 4",
        tensors("conv.lora_A.weight", new int[] {4, 4, 3, 3})
            .and("conv.lora_B.weight", 6, 2, 1, 1));
    return files;
  }

  /** The lines of one field each; spaces and a trailing .0 do not count. */
  static Map<String, String> fields(Path file) throws IOException {
    Map<String, String> fields = new TreeMap<>();
    String text = Files.readString(file).replaceAll("\\s+", "").replaceAll("(\\d)\\.0\\b", "$1");
    for (String field : text.substring(1, text.length() - 1).split(",(?=\"[A-Za-z0-9_]+\":)")) {
      fields.put(field.substring(0, field.indexOf(':')), field.substring(field.indexOf(':')));
    }
    return fields;
  }

  private record Shapes(Map<String, int[]> byKey) {
    Shapes and(String key, int... shape) {
      byKey.put("base_model.model." + key, shape);
      return this;
    }
  }

  private static Shapes tensors(String key, int[] shape) {
    return new Shapes(new TreeMap<>()).and(key, shape);
  }

  private static Shapes tensors(String a, int r, int in, String b, int out, int r2) {
    return tensors(a, new int[] {r, in}).and(b, out, r2);
  }

  private static void put(Map<String, byte[]> files, String folder, String fields, Shapes shapes) {
    files.put(folder + "/adapter_config.json", config(fields).getBytes(StandardCharsets.UTF_8));
    files.put(folder + "/adapter_model.safetensors", safetensors(shapes.byKey()));
  }

  /** What PEFT writes for a LoraConfig, with some fields other than their defaults. */
  private static String config(String fields) {
    Map<String, String> json = new TreeMap<>();
    String defaults =
        """
        "alora_invocation_tokens": null, "alpha_pattern": {}, "arrow_config": null,
        "auto_mapping": null, "base_model_name_or_path": "net", "bias": "none",
        "corda_config": null, "ensure_weight_tying": false, "eva_config": null,
        "exclude_modules": null, "fan_in_fan_out": false, "inference_mode": true,
        "init_lora_weights": true, "layer_replication": null, "layers_pattern": null,
        "layers_to_transform": null, "loftq_config": {}, "lora_alpha": 4, "lora_bias": false,
        "lora_dropout": 0.0, "megatron_config": null, "megatron_core": "megatron.core",
        "modules_to_save": null, "peft_type": "LORA", "peft_version": "0.18.0",
        "qalora_group_size": 16, "r": 2, "rank_pattern": {}, "revision": null,
        "target_parameters": null, "task_type": null, "trainable_token_indices": null,
        "use_dora": false, "use_qalora": false, "use_rslora": false
        """;
    for (String field : (defaults + ", " + fields).split(",\\s*(?=\"[A-Za-z0-9_]+\":)")) {
      json.put(
          field.substring(0, field.indexOf(':')).strip(),
          field.substring(field.indexOf(':') + 1).strip());
    }
    List<String> lines = new ArrayList<>();
    json.forEach((key, value) -> lines.add("  " + key + ": " + value));
    return "{\n" + String.join(",\n", lines) + "\n}";
  }

  private static byte[] safetensors(Map<String, int[]> shapes) {
    StringBuilder header = new StringBuilder("{\"__metadata__\":{\"format\":\"pt\"}");
    ByteArrayOutputStream data = new ByteArrayOutputStream();
    shapes.forEach(
        (key, shape) -> {
          float[] values = values(key, shape);
          ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
          bytes.asFloatBuffer().put(values);
          int begin = data.size();
          data.writeBytes(bytes.array());
          header.append(
              ",\"%s\":{\"dtype\":\"F32\",\"shape\":%s,\"data_offsets\":[%d,%d]}"
                  .formatted(
                      key, java.util.Arrays.toString(shape).replace(" ", ""), begin, data.size()));
        });
    header.append('}');
    while (header.length() % 8 != 0) {
      header.append(' ');
    }
    ByteBuffer file =
        ByteBuffer.allocate(8 + header.length() + data.size()).order(ByteOrder.LITTLE_ENDIAN);
    file.putLong(header.length());
    file.put(header.toString().getBytes(StandardCharsets.US_ASCII));
    return file.put(data.toByteArray()).array();
  }

  /** Run from the module's folder to write the files anew. */
  public static void main(String[] args) throws IOException {
    for (Map.Entry<String, byte[]> file : files().entrySet()) {
      Path path = RESOURCES.resolve(file.getKey());
      Files.createDirectories(path.getParent());
      Files.write(path, file.getValue());
    }
  }
}
