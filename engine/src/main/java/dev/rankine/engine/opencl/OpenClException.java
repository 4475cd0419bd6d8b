package dev.rankine.engine.opencl;

/** An OpenCL call failed, or a device cannot do what is asked: one line that says which and why. */
final class OpenClException extends IllegalStateException {
  private static final long serialVersionUID = 1;

  OpenClException(String message) {
    super(message);
  }
}
