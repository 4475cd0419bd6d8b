package dev.rankine.mnist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.rankine.mnist.data.IdxFiles;
import java.awt.image.BufferedImage;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The report of a run, as text and as a browser shows it. */
class ReportTest {
  private static final List<String> SECTIONS =
      List.of(
          "loss",
          "accuracy",
          "confusion",
          "wrong",
          "filters",
          "norms",
          "adapters",
          "column",
          "parameters",
          "timings",
          "receipt");

  @TempDir static Path folder;
  private static Path out;

  @BeforeAll
  static void train() throws IOException {
    IdxFiles.write(folder.resolve("data"), 640, 200);
    out = folder.resolve("out");
    Ran ran = run("feature-lora");
    assertEquals(0, ran.code(), ran.err());
    assertTrue(ran.out().contains("Report " + out.resolve("feature-lora.report.html")), ran.out());
  }

  private static Ran run(String... more) {
    String data = folder.resolve("data").toString();
    Stream<String> rest = Stream.of("--data", data, "--epochs", "2", "--out", out.toString());
    return Ran.of(Stream.concat(Stream.of(more), rest).toArray(String[]::new));
  }

  private static String page() throws IOException {
    return Files.readString(out.resolve("feature-lora.report.html"));
  }

  @Test
  void nothingIsFetchedAndNothingRuns() throws IOException {
    String page = page();
    assertFalse(page.contains("://"), "no address on a network");
    assertFalse(page.contains("<script") || page.contains("javascript:"), "no script");
    assertFalse(page.matches("(?s).*<(link|iframe|object|embed|form)\\b.*"), "nothing loaded");
    Matcher source =
        Pattern.compile("(?:src|href|url)\\s*[=(]\\s*\"?([^\"\\s)]{0,22})").matcher(page);
    int images = 0;
    while (source.find()) {
      assertEquals("data:image/png;base64,", source.group(1));
      images++;
    }
    assertTrue(images > 20, "filters, factors and digits: " + images);
    assertTrue(page.contains("default-src 'none'; img-src data:; style-src 'unsafe-inline'"));
  }

  @Test
  void itHoldsTheReceiptAndEverySection() throws IOException {
    String page = page();
    for (String section : SECTIONS) {
      assertTrue(page.contains("<section id=\"" + section + "\">"), section);
    }
    String receipt =
        Files.readString(out.resolve("feature-lora.receipt.json")).replace("\"", "&quot;");
    assertTrue(page.contains(receipt), "the whole receipt");
    assertTrue(page.contains("<td>(64, 784)</td><td>50,176</td><td>frozen</td>"), page);
    assertTrue(page.contains("<td>59,586</td><td>7,448</td>") || page.contains("7,448</b>"));
  }

  @Test
  void theMatrixAndTheMistakesAreThoseOfTheTestImages() throws IOException {
    String page = page();
    long all = 0;
    long right = 0;
    Matcher cell =
        Pattern.compile("<td class=\"cell (right|wrong)\"[^>]*>(\\d*)</td>").matcher(page);
    while (cell.find()) {
      long count = cell.group(2).isEmpty() ? 0 : Long.parseLong(cell.group(2));
      all += count;
      right += cell.group(1).equals("right") ? count : 0;
    }
    assertEquals(200, all);
    String receipt = Files.readString(out.resolve("feature-lora.receipt.json"));
    String accuracy = receipt.replaceAll("(?s).*\"test_accuracy\" : ([^,]+).*", "$1");
    assertEquals(Double.parseDouble(accuracy), right / 200.0, 1e-12);
    int shown = page.split("<figure><img [^>]*alt=\"test image", -1).length - 1;
    assertEquals(Math.min(60, 200 - right), shown);
  }

  @Test
  void theSameChartsAreFiles() throws IOException {
    Set<String> names = new TreeSet<>();
    try (Stream<Path> files = Files.list(out.resolve("feature-lora-charts"))) {
      for (Path file : files.toList()) {
        BufferedImage image = ImageIO.read(file.toFile());
        assertTrue(image.getWidth() >= 60 && colours(image).size() > 3, file.toString());
        names.add(file.getFileName().toString().replace(".png", ""));
      }
    }
    assertEquals(
        "accuracy confusion fc1-A fc1-B fc2-A fc2-B filters loss new-column norms wrong",
        String.join(" ", names));
  }

  @Test
  void itCanBeSwitchedOff() throws IOException {
    Path plain = folder.resolve("plain");
    String data = folder.resolve("data").toString();
    Ran ran =
        Ran.of("base", "--data", data, "--epochs", "1", "--no-report", "--out", plain.toString());
    assertEquals(0, ran.code(), ran.err());
    try (Stream<Path> files = Files.list(plain)) {
      assertEquals(2, files.count(), "the network and the receipt");
    }
  }

  @Test
  void aBrowserShowsItInLightAndDark() throws Exception {
    Optional<Path> browser = browser();
    assumeTrue(browser.isPresent(), "skipped: no chromium or google-chrome on the PATH");
    String dom = Files.readString(show(browser.get(), "dom.html", "--dump-dom"));
    for (String section : SECTIONS) {
      assertTrue(dom.contains("<section id=\"" + section + "\">"), section);
    }
    for (int dark = 0; dark < 2; dark++) {
      Path picture = folder.resolve(dark + ".png");
      String scheme = "--blink-settings=preferredColorScheme=" + (1 - dark);
      show(browser.get(), "log.txt", scheme, "--screenshot=" + picture);
      BufferedImage image = ImageIO.read(picture.toFile());
      assertEquals(dark == 1 ? 0xFF12151A : 0xFFFFFFFF, image.getRGB(2, 2), "the background");
      Set<Integer> colours = colours(image);
      assertTrue(colours.contains(dark == 1 ? 0xFF7FABFF : 0xFF1F5FD0), "a line of the charts");
      assertTrue(colours.size() > 100, "text and pictures: " + colours.size());
    }
  }

  private static Path show(Path browser, String name, String... more) throws Exception {
    List<String> command =
        new ArrayList<>(List.of(browser.toString(), "--headless", "--no-sandbox"));
    command.addAll(List.of("--disable-gpu", "--hide-scrollbars", "--window-size=1180,2000"));
    command.add("--user-data-dir=" + folder.resolve("profile"));
    command.addAll(List.of(more));
    command.add(out.resolve("feature-lora.report.html").toUri().toString());
    Path log = folder.resolve(name);
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(log.toFile())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    assertEquals(0, process.waitFor());
    return log;
  }

  private static Optional<Path> browser() {
    return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
        .flatMap(
            place ->
                Stream.of("chromium", "chromium-browser", "google-chrome", "chrome")
                    .map(name -> Path.of(place, name)))
        .filter(Files::isExecutable)
        .findFirst();
  }

  private static Set<Integer> colours(BufferedImage image) {
    Set<Integer> colours = new HashSet<>();
    for (int y = 0; y < image.getHeight(); y++) {
      for (int x = 0; x < image.getWidth(); x++) {
        colours.add(image.getRGB(x, y));
      }
    }
    return colours;
  }
}
