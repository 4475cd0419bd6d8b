package dev.rankine.bench;

import dev.rankine.bench.run.Compare;
import dev.rankine.bench.run.Report;
import java.io.IOException;
import java.util.Arrays;

/** What {@code java -jar} starts: the comparison, or else JMH. */
public final class Main {
  private Main() {}

  /** Runs {@code compare} or {@code report}; passes anything else on to JMH. */
  public static void main(String[] args) throws Exception {
    String command = args.length == 0 ? "" : args[0];
    String[] rest = Arrays.copyOfRange(args, Math.min(1, args.length), args.length);
    try {
      switch (command) {
        case "compare" -> Compare.main(rest);
        case "report" -> Report.main(rest);
        default -> org.openjdk.jmh.Main.main(args);
      }
    } catch (IllegalArgumentException | IOException failed) {
      System.err.println(failed.getMessage());
      System.exit(1);
    }
  }
}
