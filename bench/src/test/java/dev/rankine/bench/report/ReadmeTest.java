package dev.rankine.bench.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.xml.sax.InputSource;

class ReadmeTest {
  @TempDir Path folder;

  @BeforeEach
  void page() throws IOException {
    write("Before.\n\n" + Readme.START + "\nold\n" + Readme.END + "\n\nAfter.\n");
    Json.write(Samples.results(), folder.resolve("results/machine.json"));
  }

  private void write(String text) throws IOException {
    Files.writeString(folder.resolve("README.md"), text);
  }

  private String read(String file) throws IOException {
    return Files.readString(folder.resolve(file));
  }

  @Test
  void replacesWhatIsBetweenTheMarkersAndNothingElse() throws IOException {
    new Readme(folder).regenerate();
    String text = read("README.md");
    assertTrue(text.startsWith("Before.\n\n" + Readme.START));
    assertTrue(text.endsWith(Readme.END + "\n\nAfter.\n"));
    assertFalse(text.contains("old"));
    assertTrue(text.contains(new Tables(Samples.results()).text()));
    assertTrue(text.contains("(results/machine-gemm.svg)"));
  }

  @Test
  void againGivesTheSame() throws IOException {
    new Readme(folder).regenerate();
    String page = read("README.md");
    String chart = read("results/machine-gemm.svg");
    new Readme(folder).regenerate();
    assertEquals(page, read("README.md"));
    assertEquals(chart, read("results/machine-gemm.svg"));
  }

  @Test
  void chartsAreXml() throws Exception {
    new Readme(folder).regenerate();
    for (String name : new String[] {"gemm", "roofline", "ratios"}) {
      var document =
          DocumentBuilderFactory.newInstance()
              .newDocumentBuilder()
              .parse(new InputSource(new StringReader(read("results/machine-" + name + ".svg"))));
      assertEquals("svg", document.getDocumentElement().getTagName());
      assertTrue(document.getElementsByTagName("text").getLength() > 5, name);
    }
  }

  @Test
  void withoutMarkersNothingIsWritten() throws IOException {
    write("No markers.\n");
    Readme readme = new Readme(folder);
    assertTrue(
        assertThrows(IOException.class, readme::regenerate).getMessage().contains(Readme.START));
    assertEquals("No markers.\n", read("README.md"));
  }

  /** The page in this module can take results. */
  @Test
  void ourOwnPageHasTheMarkers() throws IOException {
    new Readme(Path.of("")).requireMarkers();
  }

  @Test
  void whatWasWrittenIsRead() throws IOException {
    assertEquals(Samples.results(), Json.read(folder.resolve("results/machine.json")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{", "[]", "{\"series\" : 1}", "{\"series\" : [ {} ]}"})
  void damagedResultsAreOneLineAndLeaveThePage(String damaged) throws IOException {
    String page = read("README.md");
    Path file = Files.writeString(folder.resolve("results/other.json"), damaged);
    Readme readme = new Readme(folder);
    String early = assertThrows(IOException.class, readme::requireReady).getMessage();
    assertEquals(file + ": it holds no results of compare; restore or delete it", early);
    assertThrows(IOException.class, readme::regenerate);
    assertEquals(page, read("README.md"));
  }

  @Test
  void newFiguresReplaceOldOnesInPlace() {
    Results old = Samples.results();
    Series first = old.series().getFirst();
    Series again =
        new Series(
            first.name(),
            1,
            1,
            1,
            java.util.Map.of("machine", java.util.List.of(1.0)),
            java.util.Map.of());
    Series other = new Series("other", 2, 1, 1, java.util.Map.of(), java.util.Map.of());
    Results merged =
        new Results(
                Samples.MACHINE, "2030-02-03", java.util.Map.of(), java.util.List.of(other, again))
            .over(old);
    assertEquals(again, merged.series().getFirst());
    assertEquals(other, merged.series().getLast());
    assertEquals(old.series().size() + 1, merged.series().size());
    assertEquals(old.implementations(), merged.implementations());
  }
}
