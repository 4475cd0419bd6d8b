package dev.rankine.engine.io;

import java.io.IOException;
import java.nio.file.Path;

/** A file that is not what it should be. The message is one line: file, expected, found, advice. */
public final class FormatException extends IOException {
  private static final long serialVersionUID = 1L;

  /** The message {@code file: problem}, whatever line breaks a hostile file puts into it. */
  public FormatException(Path file, String problem) {
    super(IoProblem.oneLine(file + ": " + problem));
  }
}
