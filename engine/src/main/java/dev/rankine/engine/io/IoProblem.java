package dev.rankine.engine.io;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.regex.Pattern;

/**
 * What went wrong with a file, as one line that names it. The platform's exceptions leave out the
 * file, the reason, or both: {@code Is a directory}, {@code /tmp/x}.
 */
public final class IoProblem {
  private static final Pattern BREAKS = Pattern.compile("[\\p{Cc}\\p{Cf}\\u2028\\u2029]+");

  private IoProblem() {}

  /** {@code file: problem}, or the problem alone where the file is not known. */
  public static String line(IOException failure) {
    boolean named = failure instanceof FileSystemException at && at.getFile() != null;
    String file = named ? ((FileSystemException) failure).getFile() + ": " : "";
    return oneLine(file + reason(failure));
  }

  /** A text without line breaks and control characters, which may come from a hostile file. */
  public static String oneLine(String text) {
    return BREAKS.matcher(text).replaceAll(" ").strip();
  }

  private static String reason(IOException failure) {
    return switch (failure) {
      case NoSuchFileException missing -> "there is no such file or folder";
      case AccessDeniedException denied -> "access is denied";
      case FileAlreadyExistsException taken -> "it is there already and is not a folder";
      case FileSystemException known when known.getReason() != null -> known.getReason();
      case FileSystemException unknown -> unknown.getClass().getSimpleName();
      case IOException silent when silent.getMessage() == null -> silent.getClass().getSimpleName();
      default -> failure.getMessage();
    };
  }

  /** The failure as one of this file, whichever file or none the platform names. */
  public static IOException of(Path file, String what, IOException failure) {
    if (failure instanceof FormatException) {
      return failure;
    }
    FileSystemException named =
        new FileSystemException(file.toString(), null, what + ": " + reason(failure));
    named.initCause(failure);
    return named;
  }

  /**
   * Refuses folders, devices and pipes, which a reader could wait for without end.
   *
   * @param expected what should be there, such as {@code an npy file}
   * @throws FormatException if it is one of them; not if nothing is there
   */
  public static void requireRegular(Path file, String expected) throws FormatException {
    if (Files.exists(file) && !Files.isRegularFile(file)) {
      String found = Files.isDirectory(file) ? "a folder" : "a device or a pipe";
      throw new FormatException(file, "it is " + found + ", expected " + expected);
    }
  }
}
