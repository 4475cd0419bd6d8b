package dev.rankine.mnist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** What the program says about itself. */
class MainTest {
  private static TreeSet<String> commands() {
    return new TreeSet<>(Main.commandLine().getSubcommands().keySet());
  }

  @Test
  void everyCommandHasHelpWithExamples() {
    Ran all = Ran.of("--help");
    assertEquals(0, all.code());
    assertTrue(all.out().contains("Exit codes: 0 done, 1 failure, 2 usage, 130"), all.out());
    for (String command : commands()) {
      Ran ran = Ran.of(command, "--help");
      assertEquals(0, ran.code(), ran.err());
      assertTrue(ran.out().contains("Usage: mnist-demo " + command), ran.out());
      assertTrue(ran.out().contains("Example"), ran.out());
      assertTrue(all.out().contains("  " + command), command);
    }
  }

  @Test
  void whatIsMistypedIsSuggested() {
    assertUsage("there is no command predct; did you mean predict?", "predct", "x.png");
    assertUsage("'--epoch', '3'; did you mean --epochs?", "base", "--epoch", "3");
    assertUsage("'--qqqqqqqq'; --help tells more", "base", "--qqqqqqqq");
    assertUsage("Unmatched argument at index 1: 'more'; --help tells more", "base", "more");
    assertUsage("choose a command, such as base; --help tells more");
  }

  private static void assertUsage(String message, String... args) {
    Ran ran = Ran.of(args);
    assertEquals(2, ran.code());
    assertEquals(1, ran.err().lines().count(), ran.err());
    assertTrue(ran.err().contains(message), ran.err());
  }

  @Test
  void whatIsNoPathIsNamedWithTheWayOut() {
    assertUsage("a b is no path here: Nul character not allowed; ", "inspect", "a\0b");
    assertUsage("need a UTF-8 locale, such as LC_ALL=C.UTF-8", "base", "--data", "a\0b");
  }

  @Test
  void aListOfNothingIsRefused() {
    for (String option : List.of("--rank", "--alpha", "--lr")) {
      assertUsage(option + " is empty, it must be one number or more", "sweep", option, ",");
    }
  }

  @Test
  void whatACommandWouldIgnoreIsRefused() {
    for (String option : List.of("--json=x.json", "--out=x", "--stop-after=3", "--resume")) {
      String name = option.replaceFirst("=.*", "");
      assertUsage(name + " is given, it must be left out of variants", "variants", option);
    }
  }

  @Test
  void theVersionTellsWhatComputes() {
    Ran ran = Ran.of("--version");
    assertEquals(0, ran.code());
    assertTrue(ran.out().contains("JDK " + Runtime.version()), ran.out());
    assertTrue(ran.out().matches("(?s).*cpu backend, \\w+ kernels, \\d+-bit vectors.*"), ran.out());
  }

  @Test
  void theShellCompletesEveryCommand(@TempDir Path folder) throws Exception {
    Ran ran = Ran.of("completion");
    assertEquals(0, ran.code(), ran.err());
    Path bash = Path.of("/bin/bash");
    assumeTrue(Files.isExecutable(bash), "skipped: there is no bash");
    Path script = Files.writeString(folder.resolve("completion.sh"), ran.out());
    for (String command : commands()) {
      String half = command.substring(0, command.length() - 1);
      assertTrue(completed(bash, script, half).contains(command), command);
    }
    assertEquals(List.of("--epochs"), completed(bash, script, "base", "--ep"));
  }

  /** What bash offers for the last of these words. */
  private static List<String> completed(Path bash, Path script, String... words) throws Exception {
    String line =
        String.format(
            "source %s; COMP_WORDS=(mnist-demo %s); COMP_CWORD=%d; _complete_mnist-demo;"
                + " echo \"${COMPREPLY[@]}\"",
            script, String.join(" ", words), words.length);
    Process shell = new ProcessBuilder(bash.toString(), "-c", line).start();
    String offered = new String(shell.getInputStream().readAllBytes());
    assertEquals(0, shell.waitFor());
    return List.of(offered.strip().split(" "));
  }

  @Test
  void aStackTraceIsShownOnRequestOnly(@TempDir Path folder) {
    String file = folder.resolve("nothing").toString();
    Ran plain = Ran.of("inspect", file);
    assertEquals(1, plain.code());
    assertEquals(1, plain.err().lines().count(), plain.err());
    Ran debug = Ran.of("inspect", "--debug", file);
    assertEquals(1, debug.code());
    assertTrue(debug.err().contains("\tat dev.rankine."), debug.err());
    assertFalse(plain.err().contains("\tat "), plain.err());
  }

  @Test
  void whatCannotBePrintedIsAFailure(@TempDir Path folder) throws Exception {
    Path full = Path.of("/dev/full");
    assumeTrue(Files.isWritable(full), "skipped: there is no file that is always full");
    Path errors = folder.resolve("errors");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "completion")
            .redirectOutput(full.toFile())
            .redirectError(errors.toFile())
            .start();
    assertEquals(1, process.waitFor());
    assertEquals(
        "mnist-demo: the output was closed or is full, not all of it was written\n",
        Files.readString(errors));
  }

  @Test
  void usageIsExitCodeTwo() {
    for (String[] args : List.of(new String[] {"bases"}, new String[] {"inspect"}, new String[0])) {
      Ran ran = Ran.of(args);
      assertEquals(CommandLine.ExitCode.USAGE, ran.code());
      assertEquals(1, ran.err().lines().count(), ran.err());
    }
  }
}
