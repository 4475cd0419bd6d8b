package dev.rankine.mnist;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The most memory that this process has held at once, of all kinds: what the machine must have. */
final class PeakMemory {
  private static final Path STATUS = Path.of("/proc/self/status");
  private static final Pattern HIGH_WATER_MARK = Pattern.compile("(?m)^VmHWM:\\s+(\\d+) kB$");

  /** Linux adds up what its processors count now and then, so its mark may go down a little. */
  private static final AtomicLong MOST = new AtomicLong();

  private PeakMemory() {}

  /** In bytes, or nothing where the system does not tell: Linux does (proc_pid_status(5)). */
  static OptionalLong bytes() {
    try {
      OptionalLong mark = parse(Files.readString(STATUS));
      return mark.isPresent()
          ? OptionalLong.of(MOST.accumulateAndGet(mark.getAsLong(), Math::max))
          : mark;
    } catch (IOException untold) {
      return OptionalLong.empty();
    }
  }

  static OptionalLong parse(String status) {
    Matcher line = HIGH_WATER_MARK.matcher(status);
    return line.find()
        ? OptionalLong.of(1024 * Long.parseLong(line.group(1)))
        : OptionalLong.empty();
  }
}
