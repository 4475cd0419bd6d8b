package dev.rankine.mnist;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.rankine.mnist.data.IdxFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One hash from every kind of kernel, each in a JVM of its own, and every number of threads. */
class DeterminismTest {
  @TempDir Path folder;

  @Test
  void everyVectorWidthAndNumberOfThreadsGiveOneHash() throws Exception {
    IdxFiles.write(folder.resolve("data"), 96, 32);
    String scalar = hash("-Drankine.kernels=scalar", "scalar", "32");
    for (String bits : List.of("128", "256", "512")) {
      assertEquals(scalar, hash("-Drankine.vector.bits=" + bits, "vector", bits), bits + " bits");
    }
    assertEquals(scalar, hash("-Drankine.convolution=materialised", "vector", ""));
  }

  /** Trains in a new JVM, with each number of threads, checks what ran; the hash of the weights. */
  private String hash(String flag, String kernels, String bits) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("--add-modules", "jdk.incubator.vector", flag));
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(DeterminismRun.class.getName(), folder.toString()));
    Path log = folder.resolve("log.txt");
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    assertEquals(0, process.waitFor(), () -> read(log));
    Set<String> hashes = new HashSet<>();
    for (int threads : DeterminismRun.THREADS) {
      String text = Files.readString(DeterminismRun.json(folder, threads));
      assertEquals(kernels, field(text, "kernels"));
      assertEquals(String.valueOf(threads), field(text, "threads"));
      if (!bits.isEmpty()) {
        assertEquals(bits, field(text, "vector_bits"));
      }
      hashes.add(field(text, "weights_sha256"));
    }
    assertEquals(1, hashes.size(), flag);
    return hashes.iterator().next();
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
