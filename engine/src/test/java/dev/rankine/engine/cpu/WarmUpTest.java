package dev.rankine.engine.cpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rankine.engine.Backend;
import dev.rankine.engine.ConvBlocks;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import jdk.incubator.vector.FloatVector;
import org.junit.jupiter.api.Test;

/** What a warm-up compiles, in JVMs of its own, which print what they compile. */
class WarmUpTest {
  /** A line about C2; with a percent sign, about a loop that was compiled while it ran. */
  private static final Pattern LINE =
      Pattern.compile(
          "\\s*\\d+\\s+\\d+\\s([ %sbn!]+)\\s4\\s+dev\\.rankine\\.\\S*\\.(\\w+)::(\\w+) .*");

  /** How often a busy machine may fail to compile all of them in time. */
  private static final int ATTEMPTS = 3;

  /** Starts the warm-up, if there is one, and waits until it has compiled all loops. */
  static final class Waiting {
    private Waiting() {}

    public static void main(String[] args) {
      WarmUp warmUp = WarmUp.start(KernelChoice.best());
      long threads =
          Thread.getAllStackTraces().keySet().stream()
              .filter(thread -> thread.getName().equals("rankine-warmup"))
              .count();
      warmUp.await(Long.MAX_VALUE, WarmLoop.Group.OTHER);
      System.out.println(KernelChoice.best().name() + " after " + threads + " warm-up");
    }
  }

  /** Makes the backend and leaves. */
  static final class Hasty {
    private Hasty() {}

    public static void main(String[] args) {
      System.out.println(Backend.cpu().kernels());
    }
  }

  @Test
  void compilesEachLoopOnceAndAsAWhole() throws Exception {
    Optional<WarmLoop.Plan> plan = KernelChoice.best().warmLoops();
    if (plan.isEmpty()) {
      Kernels kernels = KernelChoice.best();
      boolean isEmulated = kernels.vectorBits() > FloatVector.SPECIES_PREFERRED.vectorBitSize();
      assertTrue(isEmulated || kernels.name().equals("scalar"));
      return;
    }
    Map<String, Integer> once =
        loops(plan.get())
            .collect(Collectors.toMap(WarmLoop::name, loop -> 1, (a, b) -> 2, TreeMap::new));
    Map<String, Integer> compiled = Map.of();
    for (int i = 0; i < ATTEMPTS && !compiled.equals(once); i++) {
      compiled = compiled(run(Waiting.class, "-XX:+PrintCompilation"));
      compiled.keySet().retainAll(once.keySet());
    }
    assertEquals(once, compiled);
  }

  private static Stream<WarmLoop> loops(WarmLoop.Plan plan) {
    return Stream.of(WarmLoop.Group.values())
        .flatMap(group -> plan.of(group).stream())
        .flatMap(List::stream);
  }

  /** How often each method was compiled, or a loop in it, or what had been compiled was dropped. */
  private static Map<String, Integer> compiled(List<String> lines) {
    Map<String, Integer> compiled = new TreeMap<>();
    for (String line : lines) {
      Matcher matcher = LINE.matcher(line);
      if (matcher.matches()) {
        compiled.merge(matcher.group(2) + "." + matcher.group(3), 1, Integer::sum);
      }
    }
    return compiled;
  }

  @Test
  void blocksOfOtherShapesWaitForTheOtherLoops() {
    Kernels kernels = KernelChoice.best();
    if (kernels.blocks().isEmpty()) {
      assertEquals("scalar", kernels.name());
      return;
    }
    BlockKernels blocks = kernels.blocks().get();
    assertEquals(WarmLoop.Group.HEAVY, blocks.group(stack(3, 8, 16)));
    boolean isPlanned = kernels.vectorBits() >= 256;
    WarmLoop.Group others = isPlanned ? WarmLoop.Group.OTHER : WarmLoop.Group.HEAVY;
    assertEquals(others, blocks.group(stack(5, 8, 16)));
    assertEquals(others, blocks.group(stack(3, 16, 16)));
    assertEquals(others, blocks.group(stack(3, 8, 8)));
  }

  @Test
  void productsThatPackHaveAGroupOfTheirOwnWhereVectorsHaveSixteenLanes() {
    Kernels kernels = KernelChoice.best();
    boolean hasTwoWidths = kernels.name().equals("vector") && kernels.vectorBits() == 512;
    WarmLoop.Group packed = hasTwoWidths ? WarmLoop.Group.PRODUCTS : WarmLoop.Group.HEAVY;
    assertEquals(WarmLoop.Group.HEAVY, kernels.group(product(64, 784, 64)));
    assertEquals(WarmLoop.Group.HEAVY, kernels.group(product(64, 64, 10)));
    WarmLoop.Group thin = hasTwoWidths ? WarmLoop.Group.LIGHT : WarmLoop.Group.HEAVY;
    assertEquals(thin, kernels.group(product(64, 785, 8)));
    assertEquals(packed, kernels.group(product(1024, 1024, 1024)));
  }

  private static Gemm product(int m, int k, int n) {
    Gemm.Operand a = new Gemm.Operand(new float[m * k], 0, m, k, k, 1);
    Gemm.Operand b = new Gemm.Operand(new float[k * n], 0, k, n, n, 1);
    Gemm.Operand c = new Gemm.Operand(new float[m * n], 0, m, n, n, 1);
    return new Gemm(1, a, b, 0, c, Gemm.Finish.NONE);
  }

  private static ConvBlocks stack(int kernel, int first, int second) {
    return new ConvBlocks(
        64,
        1,
        28,
        28,
        List.of(
            new ConvBlocks.Block(first, kernel, kernel / 2),
            new ConvBlocks.Block(second, kernel, kernel / 2)));
  }

  @Test
  void canBeSwitchedOff() throws Exception {
    String name = KernelChoice.best().name();
    List<String> lines = run(Waiting.class, "-Drankine.warmup=off");
    assertEquals(name + " after 0 warm-up", lines.getLast());
  }

  @Test
  void doesNotHoldUpTheEnd() throws Exception {
    List<String> lines = run(Hasty.class);
    assertEquals(KernelChoice.best().name(), lines.getLast());
  }

  @Test
  void anUnknownSettingIsRefused() throws Exception {
    String lines = String.join("\n", run(Hasty.class, "-Drankine.warmup=maybe"));
    assertTrue(lines.contains("-Drankine.warmup=maybe: choose on or off"), lines);
  }

  /** What a program prints in a JVM like this one. */
  private static List<String> run(Class<?> program, String... options)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("--add-modules=jdk.incubator.vector");
    for (String property : List.of("rankine.kernels", "rankine.vector.bits")) {
      if (System.getProperty(property) != null) {
        command.add("-D" + property + "=" + System.getProperty(property));
      }
    }
    command.addAll(List.of(options));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), program.getName()));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    List<String> lines = process.inputReader().lines().toList();
    process.waitFor();
    return lines;
  }
}
