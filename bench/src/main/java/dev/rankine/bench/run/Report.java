package dev.rankine.bench.run;

import dev.rankine.bench.report.Readme;
import java.io.IOException;

/** Writes the README's tables and charts again from the results that are there. */
public final class Report {
  private Report() {}

  /** The command. */
  public static void main(String... args) throws IOException {
    Options options = Options.parse(args);
    new Readme(options.bench()).regenerate();
    System.out.println("Wrote " + options.bench().resolve("README.md"));
  }
}
