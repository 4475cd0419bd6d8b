package dev.rankine.mnist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rankine.engine.io.FormatException;
import dev.rankine.mnist.data.IdxFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutLockTest {
  @TempDir Path folder;

  /** A process that takes a folder and keeps it until it is killed: FOLDER. */
  static final class Holder {
    private Holder() {}

    public static void main(String[] args) throws Exception {
      OutLock.take(Path.of(args[0]));
      System.out.println("held");
      Thread.sleep(Duration.ofMinutes(5));
    }
  }

  private static String refusal(Path out) {
    return assertThrows(FormatException.class, () -> OutLock.take(out)).getMessage();
  }

  @Test
  void aFolderIsTakenOnceAndLeftAsItWas() throws IOException {
    Path out = folder.resolve("new").resolve("out");
    OutLock lock = OutLock.take(out);
    String here = Long.toString(ProcessHandle.current().pid());
    assertEquals(
        out + ": another run writes there (process " + here + "); choose another --out",
        refusal(out));
    lock.close();
    assertTrue(Files.notExists(folder.resolve("new")), "empty folders that it made go");
    OutLock.take(folder).close();
    assertTrue(Files.isDirectory(folder), "a folder that was there stays");
    try (OutLock _ = OutLock.take(out)) {
      Files.createFile(out.resolve("saved"));
    }
    try (var files = Files.list(out)) {
      assertEquals(1, files.count());
    }
  }

  @Test
  void aKilledRunLocksNobodyOutAndItsHalfFilesGo() throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Holder.class.getName(),
                folder.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (var out = process.inputReader()) {
      assertEquals("held", out.readLine());
      assertTrue(refusal(folder).contains(" (process " + process.pid() + ")"), refusal(folder));
    } finally {
      process.destroyForcibly().waitFor();
    }
    Path old = Files.createFile(folder.resolve(".rankine-old.part"));
    Files.setLastModifiedTime(old, FileTime.from(Instant.now().minus(Duration.ofMinutes(2))));
    Path recent = Files.createFile(folder.resolve(".rankine-new.part"));
    OutLock.take(folder).close();
    assertTrue(Files.notExists(old));
    assertTrue(Files.exists(recent), "it may be another program's");
  }

  @Test
  void aSecondRunIntoTheFolderSaysSoAndTouchesNothing() throws IOException {
    String data = IdxFiles.write(folder.resolve("data"), 64, 20).toString();
    Path out = folder.resolve("out");
    try (OutLock _ = OutLock.take(out)) {
      for (String command : new String[] {"base", "feature-lora", "compare"}) {
        Ran ran = Ran.of(command, "--data", data, "--out", out.toString());
        assertEquals(1, ran.code());
        assertTrue(ran.err().contains(out + ": another run writes there"), ran.err());
        assertEquals(1, ran.err().lines().count(), ran.err());
        assertEquals("", ran.out());
      }
      try (var files = Files.list(out)) {
        assertEquals(1, files.count(), "the lock alone");
      }
    }
    assertEquals(
        0,
        Ran.of("base", "--data", data, "--out", out.toString(), "--epochs", "1", "--no-report")
            .code());
  }
}
