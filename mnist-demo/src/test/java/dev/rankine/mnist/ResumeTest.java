package dev.rankine.mnist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rankine.engine.Philox;
import dev.rankine.mnist.data.IdxFiles;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs that are stopped at random steps and resumed come to the hash of those that are not. */
class ResumeTest {
  private static final int STEPS = 2 * 6;

  @TempDir Path folder;

  private String epochs = "2";
  private String err;

  @BeforeEach
  void writeData() throws IOException {
    IdxFiles.write(folder.resolve("data"), 90, 40);
  }

  private List<String> arguments(String command, Path out, String... more) {
    List<String> args = new ArrayList<>(List.of(command, "--quiet", "--threads", "2"));
    args.addAll(List.of("--data", folder.resolve("data").toString(), "--out", out.toString()));
    args.addAll(List.of("--batch", "16", "--epochs", epochs));
    args.addAll(List.of("--json", folder.resolve("run.json").toString()));
    args.addAll(List.of(more));
    return args;
  }

  private int run(String command, Path out, String... more) {
    PrintStream systemOut = System.out;
    PrintStream systemErr = System.err;
    ByteArrayOutputStream errors = new ByteArrayOutputStream();
    try {
      System.setOut(new PrintStream(new ByteArrayOutputStream(), true));
      System.setErr(new PrintStream(errors, true));
      return Main.execute(arguments(command, out, more).toArray(String[]::new));
    } finally {
      System.setOut(systemOut);
      System.setErr(systemErr);
      err = errors.toString();
    }
  }

  private String field(String name) throws IOException {
    String json = Files.readString(folder.resolve("run.json"));
    return json.replaceAll("(?s).*\"" + name + "\" : \"?([^\",\\n]+).*", "$1");
  }

  @Test
  void twentyStopsAtRandomSteps() throws IOException {
    Philox random = new Philox(20, 1);
    for (String command : List.of("base", "feature-lora")) {
      assertEquals(0, run(command, folder.resolve("whole-" + command)), () -> err);
      String hash = field("weights_sha256");
      String trained = field("train_accuracy");
      for (int trial = 0; trial < 10; trial++) {
        Path out = folder.resolve(command + trial);
        int step = 1 + random.nextInt(STEPS);
        String stop = String.valueOf(step);
        String[] cache = {trial % 2 == 0 ? "--no-cache" : "--merge"};
        String[] other = {trial % 4 < 2 ? "--no-cache" : "--merge"};
        boolean lora = command.equals("feature-lora");
        assertEquals(130, run(command, out, stopped(stop, lora ? cache : new String[0])));
        assertTrue(err.contains("stopped after " + step + " steps, saved in " + out), err);
        assertEquals(1, err.lines().count(), err);
        int code = run(command, out, resumed(lora ? other : new String[0]));
        if (lora && trial % 3 == 0) {
          Files.deleteIfExists(out.resolve("feature-lora.safetensors"));
          assertEquals(130, run(command, out, stopped(stop, cache)));
          code = run(command, out, resumed(other));
        }
        assertEquals(0, code, err);
        assertEquals(hash, field("weights_sha256"), command + " stopped after step " + step);
        assertEquals(trained, field("train_accuracy"));
        assertFalse(Files.exists(out.resolve(command + ".checkpoint.safetensors")));
      }
    }
  }

  private static String[] stopped(String step, String... more) {
    List<String> args = new ArrayList<>(List.of("--stop-after", step));
    args.addAll(List.of(more));
    return args.toArray(String[]::new);
  }

  private static String[] resumed(String... more) {
    List<String> args = new ArrayList<>(List.of("--resume"));
    args.addAll(List.of(more));
    return args.toArray(String[]::new);
  }

  @Test
  void otherOptionsAreRefusedInOneLine() {
    Path out = folder.resolve("out");
    assertEquals(130, run("base", out, "--stop-after", "3"));
    assertRefused("stream 2 of seed 1, this one stream 2 of seed 2", "base", "--seed", "2");
    assertRefused("first rate 0.001, this one is adam", "base", "--lr", "0.01");
    assertEquals(0, run("base", out, "--resume"), () -> err);
    assertEquals(130, run("feature-lora", out, "--stop-after", "3"));
    assertRefused("alpha 16.0, new column random, this run is", "feature-lora", "--alpha", "8");
    assertRefused("belongs to another model", "feature-lora", "--rank", "4");
    assertEquals(0, run("feature-lora", out, "--resume"), () -> err);
  }

  private void assertRefused(String message, String command, String... more) {
    List<String> args = new ArrayList<>(List.of("--resume"));
    args.addAll(List.of(more));
    assertEquals(1, run(command, folder.resolve("out"), args.toArray(String[]::new)));
    assertTrue(err.contains(message), err);
    assertEquals(1, err.lines().count(), err);
  }

  @Test
  void checkpointsAreSavedOnTheWayAndGoWhenAllIsDone() throws IOException {
    Path out = folder.resolve("out");
    Path file = out.resolve("base.checkpoint.safetensors");
    assertEquals(130, run("base", out, "--checkpoint-every", "2", "--stop-after", "5"));
    assertTrue(Files.exists(file));
    assertEquals(0, run("base", out, "--checkpoint-every", "2", "--resume"));
    assertFalse(Files.exists(file));
  }

  /** The signal itself, in a JVM of its own. */
  @Test
  void aSignalFinishesTheStepSavesAndSaysHowToGoOn() throws Exception {
    epochs = "60";
    assertEquals(0, run("base", folder.resolve("whole")), () -> err);
    String hash = field("weights_sha256");
    Path out = folder.resolve("out");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("--add-modules", "jdk.incubator.vector"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
    command.addAll(arguments("base", out, "--checkpoint-every", "1"));
    Path log = folder.resolve("log");
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    Path file = out.resolve("base.checkpoint.safetensors");
    while (!Files.exists(file)) {
      assertFalse(process.waitFor(5, TimeUnit.MILLISECONDS), "it ended before it could be stopped");
    }
    process.destroy();
    assertEquals(130, process.waitFor(), Files.readString(log));
    assertTrue(Files.readString(log).contains("go on with the same command and --resume"));
    assertFalse(Files.exists(out.resolve("base.safetensors")));
    assertEquals(0, run("base", out, "--resume"), () -> err);
    assertEquals(hash, field("weights_sha256"));
  }
}
