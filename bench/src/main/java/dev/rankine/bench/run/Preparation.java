package dev.rankine.bench.run;

import dev.rankine.bench.machine.Machine;
import dev.rankine.bench.rankine.Oracle;
import dev.rankine.bench.work.Suite;
import dev.rankine.engine.cpu.KernelChoice;
import java.io.IOException;
import java.nio.file.Path;
import java.util.regex.Pattern;

/**
 * The first process of a comparison: it writes what the workloads must give, and prints one line
 * {@code machine}: processor, cores, vector bits, operating system, JDK.
 */
final class Preparation {
  private Preparation() {}

  /**
   * The process.
   *
   * @param args file to write, and which workloads
   */
  public static void main(String[] args) throws IOException {
    Machine machine = Machine.here(KernelChoice.best().vectorBits());
    Lines.print(
        "machine",
        machine.cpu(),
        machine.cores(),
        machine.vectorBits(),
        machine.os(),
        machine.jdk());
    new Oracle().expected(Suite.matching(Pattern.compile(args[1]))).write(Path.of(args[0]));
    System.exit(0);
  }
}
