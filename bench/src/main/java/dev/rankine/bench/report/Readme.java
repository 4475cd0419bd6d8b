package dev.rankine.bench.report;

import dev.rankine.engine.io.AtomicFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The part of a README between two markers, which is generated from the results beside it. */
public final class Readme {
  static final String START = "<!-- results, written by: compare -->";
  static final String END = "<!-- end of results -->";

  private final Path page;
  private final Path results;

  /** The README.md in a folder, and its folder {@code results}. */
  public Readme(Path folder) {
    page = folder.resolve("README.md");
    results = folder.resolve("results");
  }

  /**
   * Fails early: nobody wants to measure for twenty minutes and then be told.
   *
   * @throws IOException if the page is not there or has not both markers, or if results that it
   *     shows are damaged
   */
  public void requireReady() throws IOException {
    requireMarkers();
    for (Path file : files()) {
      Json.read(file);
    }
  }

  /** Fails if the page is not there or has not both markers. */
  void requireMarkers() throws IOException {
    if (!Files.isRegularFile(page)) {
      throw new IOException(page + " is not there; start in the project's folder or give --bench");
    }
    String text = Files.readString(page);
    if (text.indexOf(START) < 0 || text.indexOf(END) < text.indexOf(START)) {
      throw new IOException(page + " needs the two lines " + START + " and " + END);
    }
  }

  /** Writes the charts, and everything between the markers. */
  public void regenerate() throws IOException {
    requireMarkers();
    StringBuilder body = new StringBuilder();
    for (Path file : files()) {
      String name = file.getFileName().toString().replace(".json", "");
      Results found = Json.read(file);
      body.append("### ").append(name).append("\n\n");
      for (Charts.Chart chart : Charts.of(found)) {
        String image = name + "-" + chart.name() + ".svg";
        write(results.resolve(image), chart.svg());
        body.append("![" + chart.title() + "](results/" + image + ")\n\n");
      }
      body.append(new Tables(found).text());
    }
    String text = Files.readString(page);
    String before = text.substring(0, text.indexOf(START) + START.length());
    write(page, before + "\n\n" + body + text.substring(text.indexOf(END)));
  }

  private static void write(Path file, String text) throws IOException {
    AtomicFile.write(file, text.getBytes(StandardCharsets.UTF_8));
  }

  private List<Path> files() throws IOException {
    if (!Files.isDirectory(results)) {
      return List.of();
    }
    try (var files = Files.list(results)) {
      return files.filter(file -> file.toString().endsWith(".json")).sorted().toList();
    }
  }
}
