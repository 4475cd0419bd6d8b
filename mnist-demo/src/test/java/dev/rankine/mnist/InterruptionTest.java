package dev.rankine.mnist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.rankine.mnist.data.IdxFiles;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ctrl-C and its like, where a person meets them: on a terminal, and in front of a second JVM. */
class InterruptionTest {
  private static final String GO_ON = "go on with the same command and --resume";

  @TempDir Path folder;

  private Path checkpoint;

  @BeforeEach
  void writeData() throws IOException {
    IdxFiles.write(folder.resolve("data"), 3_000, 40);
    checkpoint = folder.resolve("out").resolve("base.checkpoint.safetensors");
  }

  private List<String> base() {
    return List.of(
        "base",
        "--epochs=9999",
        "--data=" + folder.resolve("data"),
        "--out=" + folder.resolve("out"));
  }

  private static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }

  /** All up to and with a line that contains a text. */
  private static String until(String text, BufferedReader lines) throws IOException {
    StringBuilder read = new StringBuilder();
    int c = lines.read();
    while (c >= 0) {
      read.append((char) c);
      if (read.indexOf(text) >= 0) {
        return read.toString();
      }
      c = lines.read();
    }
    throw new AssertionError("no " + text + " in " + read);
  }

  /** Ends what does not end by itself, so that nobody waits for its output for ever. */
  private static Process started(ProcessBuilder builder) throws IOException {
    Process process = builder.redirectErrorStream(true).start();
    CompletableFuture.delayedExecutor(2, TimeUnit.MINUTES).execute(process::destroyForcibly);
    return process;
  }

  /** Not where a shell in the background has the tests ignore Ctrl-C, and nothing can undo that. */
  private static boolean hasTerminals() throws IOException, InterruptedException {
    return Files.isExecutable(Path.of("/usr/bin/script"))
        && Files.isDirectory(Path.of("/proc"))
        && new ProcessBuilder("env", "--default-signal=INT", "true").start().waitFor() == 0;
  }

  @Test
  void ctrlCOnATerminalSavesACheckpoint() throws Exception {
    assumeTrue(hasTerminals(), "no program here gives a terminal");
    String program =
        "exec env --default-signal=INT '%s' --add-modules jdk.incubator.vector -cp '%s' %s %s"
            .formatted(
                java(),
                System.getProperty("java.class.path"),
                Main.class.getName(),
                base().stream().map(each -> "'" + each + "'").collect(Collectors.joining(" ")));
    Process process = started(new ProcessBuilder("/usr/bin/script", "-qefc", program, "/dev/null"));
    try (BufferedReader screen = process.inputReader();
        OutputStream keyboard = process.getOutputStream()) {
      until("images/s loss ", screen);
      keyboard.write(3);
      keyboard.flush();
      String said = until(GO_ON, screen);
      assertTrue(said.contains(" \rmnist-demo: stopped after "), "the bar is gone: " + said);
      assertEquals(130, process.waitFor());
    } finally {
      process.destroyForcibly();
    }
    assertTrue(Files.exists(checkpoint));
  }

  /**
   * Nothing in this jar opens the Vector API to the launcher, as in a JDK that knows no such way.
   */
  private Path jar() throws IOException {
    Manifest manifest = new Manifest();
    Attributes main = manifest.getMainAttributes();
    main.put(Attributes.Name.MANIFEST_VERSION, "1.0");
    main.put(Attributes.Name.MAIN_CLASS, Launcher.class.getName());
    main.put(
        Attributes.Name.CLASS_PATH,
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
            .map(each -> Path.of(each).toUri().toString())
            .collect(Collectors.joining(" ")));
    Path jar = folder.resolve("launcher.jar");
    new JarOutputStream(Files.newOutputStream(jar), manifest).close();
    return jar;
  }

  @Test
  void theLauncherEndsWithTheProgramThatItStarted() throws Exception {
    List<String> command = new ArrayList<>(List.of(java(), "-jar", jar().toString()));
    command.addAll(base());
    Process process = started(new ProcessBuilder(command));
    try (BufferedReader lines = process.inputReader()) {
      until("images/s", lines);
      process.toHandle().destroy(); // which leaves the streams open
      assertEquals(130, process.waitFor());
      assertTrue(Files.exists(checkpoint));
      until(GO_ON, lines);
    } finally {
      process.destroyForcibly();
    }
  }
}
