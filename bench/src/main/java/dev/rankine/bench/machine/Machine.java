package dev.rankine.bench.machine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What the figures were measured on.
 *
 * @param cpu model of the processor
 * @param cores processors that the JVM may use
 * @param vectorBits width of the vectors in use
 * @param os operating system
 * @param jdk version and vendor of the JDK
 */
public record Machine(String cpu, int cores, int vectorBits, String os, String jdk) {
  /** This machine; the vectors' width is what the engine reports. */
  public static Machine here(int vectorBits) throws IOException {
    return new Machine(
        describe(),
        Runtime.getRuntime().availableProcessors(),
        vectorBits,
        System.getProperty("os.name") + " " + System.getProperty("os.arch"),
        System.getProperty("java.vendor") + " " + Runtime.version());
  }

  private static String describe() throws IOException {
    Path info = Path.of("/proc/cpuinfo");
    return Files.isReadable(info)
        ? describe(Files.readAllLines(info))
        : System.getProperty("os.arch");
  }

  /** Hypervisors cut model names short, so the family and model numbers are named too. */
  static String describe(List<String> lines) {
    Map<String, String> first = new HashMap<>();
    for (String line : lines) {
      String[] field = line.split("\\s*:\\s*", 2);
      if (field.length == 2) {
        first.putIfAbsent(field[0].strip(), field[1].strip());
      }
    }
    String name = first.getOrDefault("model name", System.getProperty("os.arch"));
    boolean numbered = first.containsKey("cpu family") && first.containsKey("model");
    return numbered
        ? name + " (family " + first.get("cpu family") + ", model " + first.get("model") + ")"
        : name;
  }

  /** A file name: model, cores and vector width. */
  public String slug() {
    String words = cpu + " " + cores + " cores " + vectorBits + " bit";
    return words.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
  }
}
