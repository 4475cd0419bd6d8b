package dev.rankine.mnist.docs;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Path2D;
import java.awt.image.BufferedImage;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.imageio.ImageIO;

/**
 * Makes the pictures of the README from real runs: {@code java
 * mnist-demo/src/test/java/dev/rankine/mnist/docs/Screenshots.java JAR DATA DOCS}, after {@code
 * mvnw package}. Needs {@code script} (util-linux), which gives the program a terminal, and
 * Chromium.
 */
public final class Screenshots {
  /** The bar in the middle of the second epoch, whole. */
  private static final Pattern MIDDLE =
      Pattern.compile("\r2/3 +(?:[5-8]\\d) ?%[^\u001b]*\u001b\\[1B");

  private static final int COLUMNS = 100;

  private final Path jar;
  private final Path docs;
  private final Path folder;

  private Screenshots(Path jar, Path docs) throws IOException {
    this.jar = jar.toAbsolutePath();
    this.docs = docs;
    this.folder = Files.createTempDirectory("rankine-screenshots-");
  }

  /** Writes the pictures. */
  public static void main(String[] args) throws Exception {
    Screenshots pictures = new Screenshots(Path.of(args[0]), Path.of(args[2]));
    String data = Path.of(args[1]).toAbsolutePath().toString();
    String output = pictures.run("base", "--data=" + data);
    Matcher middle = MIDDLE.matcher(output);
    if (!middle.find()) {
      throw new IllegalStateException("no progress bar in the output: run it again");
    }
    pictures.save("base", "mnist-demo base", output.substring(0, middle.end()));
    pictures.run("feature-lora", "--data=" + data);
    three(pictures.folder.resolve("three.jpg"));
    pictures.save("predict", "mnist-demo predict three.jpg", pictures.run("predict", "three.jpg"));
    pictures.browse("report-light", "--blink-settings=preferredColorScheme=1");
    pictures.browse("report-dark", "--blink-settings=preferredColorScheme=0");
  }

  /** What a command of the program writes to a terminal. */
  private String run(String... args) throws Exception {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    String command =
        Stream.concat(Stream.of(java, "-jar", jar.toString()), Stream.of(args))
            .map(arg -> "'" + arg + "'")
            .collect(Collectors.joining(" "));
    String sized = "stty cols " + COLUMNS + " rows 40; " + command;
    ProcessBuilder program = new ProcessBuilder("script", "-qefc", sized, "/dev/null");
    program.environment().putAll(Map.of("TERM", "xterm-256color", "LC_ALL", "C.UTF-8"));
    Process process = program.directory(folder.toFile()).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException(output);
    }
    return output;
  }

  private void save(String name, String typed, String output) throws IOException {
    Screen screen = new Screen();
    screen.write("$ " + typed + "\r\n" + output);
    Files.createDirectories(docs);
    Files.writeString(docs.resolve(name + ".svg"), screen.svg());
  }

  private void browse(String name, String scheme) throws Exception {
    List<String> command = new ArrayList<>(List.of(browser().toString(), "--headless", scheme));
    command.addAll(List.of("--no-sandbox", "--disable-gpu", "--hide-scrollbars"));
    command.addAll(List.of("--user-data-dir=" + folder.resolve("profile")));
    command.addAll(List.of("--window-size=1000,1390"));
    command.add("--screenshot=" + docs.resolve(name + ".png").toAbsolutePath());
    command.add(folder.resolve("rankine-out/feature-lora.report.html").toUri().toString());
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    if (process.waitFor() != 0) {
      throw new IOException(command + " failed");
    }
  }

  private static Path browser() {
    return Stream.of(System.getenv("PATH").split(File.pathSeparator))
        .flatMap(place -> Stream.of("chromium", "google-chrome").map(name -> Path.of(place, name)))
        .filter(Files::isExecutable)
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("no chromium or google-chrome on the PATH"));
  }

  /** A 3 in blue ink on paper that is a little grey, somewhere on the page. */
  private static void three(Path file) throws IOException {
    BufferedImage image = new BufferedImage(900, 700, BufferedImage.TYPE_INT_RGB);
    Graphics2D g = image.createGraphics();
    g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    g.setColor(new Color(0xEFECE4));
    g.fillRect(0, 0, 900, 700);
    Path2D path = new Path2D.Double();
    path.moveTo(470, 150);
    path.curveTo(540, 70, 720, 110, 690, 220);
    path.curveTo(670, 300, 580, 310, 550, 310);
    path.curveTo(640, 310, 730, 360, 690, 470);
    path.curveTo(650, 570, 500, 560, 450, 490);
    g.setColor(new Color(0x22348C));
    g.setStroke(new BasicStroke(34, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
    g.draw(path);
    g.dispose();
    ImageIO.write(image, "jpg", file.toFile());
  }
}
