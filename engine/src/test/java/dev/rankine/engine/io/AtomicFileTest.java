package dev.rankine.engine.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicFileTest {
  @TempDir Path folder;

  private static void write(Path file, int... bytes) throws IOException {
    AtomicFile.write(
        file,
        channel -> {
          for (int value : bytes) {
            channel.write(ByteBuffer.wrap(new byte[] {(byte) value}));
          }
        });
  }

  private static String problem(Path file, AtomicFile.Content content) {
    return IoProblem.line(
        assertThrows(IOException.class, () -> AtomicFile.write(file, content), file.toString()));
  }

  private static String refusal(Path file) {
    String early =
        assertThrows(FormatException.class, () -> AtomicFile.requireWritable(file)).getMessage();
    assertEquals(early, problem(file, channel -> {}));
    return early;
  }

  @Test
  void writingReplacesWholeAndLeavesNothingElse() throws IOException {
    Path deep = folder.resolve("new").resolve("folder").resolve("f");
    AtomicFile.requireWritable(deep);
    assertTrue(Files.notExists(folder.resolve("new")), "a check writes nothing");
    write(deep, 1);
    String message =
        problem(
            deep,
            channel -> {
              channel.write(ByteBuffer.wrap(new byte[] {2}));
              throw new IOException("No space left on device");
            });
    assertEquals(deep + ": it cannot be written: No space left on device", message);
    assertArrayEquals(new byte[] {1}, Files.readAllBytes(deep));
    try (var files = Files.list(deep.getParent())) {
      assertEquals(1, files.count());
    }
    write(deep, 3, 4);
    assertArrayEquals(new byte[] {3, 4}, Files.readAllBytes(deep));
  }

  @Test
  void aFolderOfThatNameIsRefused() {
    String expected = ": it is a folder, expected the name of a file to write";
    assertEquals(folder + expected, refusal(folder));
    assertEquals(folder.getRoot() + expected, refusal(folder.getRoot()));
    assertEquals(expected, refusal(Path.of("")));
  }

  @Test
  void aFileWhereAFolderShouldBeIsNamed() throws IOException {
    Path file = Files.createFile(folder.resolve("file"));
    Path below = file.resolve("sub").resolve("x");
    assertEquals(below + ": it cannot be written: " + file + " is not a folder", refusal(below));
  }

  @Test
  void aFolderThatTakesNoFilesIsNamed() throws IOException {
    Path closed = Files.createDirectory(folder.resolve("closed"));
    assumeTrue(closed.toFile().setWritable(false) && !Files.isWritable(closed), "as root all may");
    Path file = closed.resolve("x");
    assertEquals(
        file + ": it cannot be written: access to " + closed + " is denied", refusal(file));
  }

  @Test
  void devicesAreNotReplaced() {
    Path device = Path.of("/dev/null");
    assumeTrue(Files.exists(device), "this system has no /dev/null");
    assertTrue(refusal(device).contains("it is a device or a pipe"));
  }

  @Test
  void aLinkStaysAndItsTargetIsReplaced() throws IOException {
    Path target = folder.resolve("target");
    write(target, 1);
    Path link = Files.createSymbolicLink(folder.resolve("link"), target);
    write(link, 2);
    assertTrue(Files.isSymbolicLink(link));
    assertArrayEquals(new byte[] {2}, Files.readAllBytes(target));
  }

  @Test
  void whoMayReadItStaysAsItWas() throws IOException {
    Path file = folder.resolve("private");
    write(file, 1);
    assumeTrue(Files.getFileAttributeView(file, PosixFileAttributeView.class) != null);
    for (String permissions : new String[] {"rw-------", "rw-rw-r--"}) {
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
      write(file, 2);
      assertEquals(permissions, PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
    }
  }

  @Test
  void aNameMayBeAsLongAsTheSystemAllows() throws IOException {
    Path file = folder.resolve("x".repeat(255));
    write(file, 1);
    assertArrayEquals(new byte[] {1}, Files.readAllBytes(file));
    Path longer = folder.resolve("x".repeat(256));
    String message = problem(longer, channel -> {});
    assertTrue(message.startsWith(longer + ": it cannot be written: "), message);
    assertTrue(!message.contains(".part"), message);
  }
}
