package dev.rankine.mnist;

/** A training was stopped before its end; the message says how to go on. */
final class StoppedException extends Exception {
  private static final long serialVersionUID = 1L;

  StoppedException(String message) {
    super(message);
  }
}
