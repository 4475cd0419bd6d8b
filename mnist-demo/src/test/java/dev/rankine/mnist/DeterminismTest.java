package dev.rankine.mnist;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.rankine.mnist.data.IdxFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One hash from every kind of kernel, each in a JVM of its own. */
class DeterminismTest {
  @TempDir Path folder;

  @Test
  void everyVectorWidthAndTheScalarKernelsGiveOneHash() throws Exception {
    IdxFiles.write(folder.resolve("data"), 96, 32);
    String scalar = hash("-Drankine.kernels=scalar", "scalar", "32");
    for (String bits : List.of("128", "256", "512")) {
      assertEquals(scalar, hash("-Drankine.vector.bits=" + bits, "vector", bits), bits + " bits");
    }
    assertEquals(scalar, hash("-Drankine.convolution=materialised", "vector", ""));
  }

  /** Trains in a new JVM, checks what ran, and returns the hash of the weights. */
  private String hash(String flag, String kernels, String bits) throws Exception {
    Path json = folder.resolve("run.json");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("--add-modules", "jdk.incubator.vector", flag));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
    command.addAll(List.of("feature-lora", "--data", folder.resolve("data").toString()));
    command.addAll(List.of("--epochs", "1", "--threads", "2", "--json", json.toString()));
    command.addAll(List.of("--out", Files.createTempDirectory(folder, "out").toString()));
    Path log = folder.resolve("log.txt");
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    assertEquals(0, process.waitFor(), () -> read(log));
    String text = Files.readString(json);
    assertEquals(kernels, field(text, "kernels"));
    if (!bits.isEmpty()) {
      assertEquals(bits, field(text, "vector_bits"));
    }
    return field(text, "weights_sha256");
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException unreadable) {
      return unreadable.toString();
    }
  }

  private static String field(String json, String name) {
    return json.replaceAll("(?s).*\"" + name + "\" : \"?([^\",\\n]+).*", "$1");
  }
}
