package dev.rankine.mnist.receipt;

import dev.rankine.engine.Backend;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What computed. None of it changes a result.
 *
 * @param threads the most that were used
 * @param jdk version and vendor
 * @param system operating system and architecture
 * @param cpu its name, where the system tells
 * @param features the instruction sets for numbers that the processor has, where the system tells
 */
public record Machine(
    String backend,
    String kernels,
    int vectorBits,
    int threads,
    String jdk,
    String system,
    int processors,
    Optional<String> cpu,
    List<String> features) {
  private static final Path CPU_INFO = Path.of("/proc/cpuinfo");
  private static final Pattern NAME = Pattern.compile("(?m)^model name\\s*:\\s*(\\S.*)$");
  private static final Pattern FLAGS = Pattern.compile("(?m)^(?:flags|Features)\\s*:\\s*(\\S.*)$");

  /** Of the flags of a processor, those of vectors, fused multiply-adds and hashes. */
  private static final Pattern FOR_NUMBERS =
      Pattern.compile("s*sse.*|avx.*|fma|f16c|bmi.*|sha.*|amx.*|asimd.*|fp|fphp|sve.*|bf16|i8mm");

  /** This machine, on which a backend runs. */
  public static Machine of(Backend backend, int threads) {
    String info = cpuInfo();
    Matcher name = NAME.matcher(info);
    return new Machine(
        backend.name(),
        backend.kernels(),
        backend.vectorBits(),
        threads,
        Runtime.version() + ", " + System.getProperty("java.vendor"),
        System.getProperty("os.name") + " " + System.getProperty("os.arch"),
        Runtime.getRuntime().availableProcessors(),
        name.find() ? Optional.of(name.group(1).strip()) : Optional.empty(),
        features(info));
  }

  /** The file of Linux (proc_cpuinfo(5)), or nothing. */
  private static String cpuInfo() {
    try {
      return Files.readString(CPU_INFO, StandardCharsets.ISO_8859_1);
    } catch (IOException untold) {
      return "";
    }
  }

  static List<String> features(String cpuInfo) {
    Matcher flags = FLAGS.matcher(cpuInfo);
    return flags.find()
        ? Stream.of(flags.group(1).strip().split("\\s+"))
            .filter(flag -> FOR_NUMBERS.matcher(flag).matches())
            .toList()
        : List.of();
  }
}
