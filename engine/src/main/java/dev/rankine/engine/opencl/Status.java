package dev.rankine.engine.opencl;

import org.jocl.CL;

/** What OpenCL calls return: a code, in the result or in an array of one. */
final class Status {
  private Status() {}

  /**
   * Checks a code.
   *
   * @param what the call and what it was for, for example {@code build of gemm}
   * @throws OpenClException if it is not CL_SUCCESS
   */
  static void check(String what, int code) {
    if (code != CL.CL_SUCCESS) {
      throw new OpenClException("opencl: " + what + " failed: " + CL.stringFor_errorCode(code));
    }
  }

  /** As {@link #check(String, int)}, for a call that returns an object. */
  static <T> T checked(String what, T result, int[] code) {
    check(what, code[0]);
    return result;
  }
}
