package dev.rankine.mnist.report;

import static dev.rankine.mnist.report.Html.escape;
import static dev.rankine.mnist.report.Html.number;
import static dev.rankine.mnist.report.Html.percent;
import static dev.rankine.mnist.report.Html.seconds;
import static dev.rankine.mnist.report.Html.section;

import dev.rankine.mnist.receipt.Receipt;
import dev.rankine.mnist.receipt.ReceiptWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/**
 * The report of one run as a page that needs nothing but a browser: no script, no network, which
 * its own policy forbids; charts are SVG in the page's colours, light and dark.
 */
public final class Page {
  private static final String POLICY =
      "default-src 'none'; img-src data:; style-src 'unsafe-inline'";

  private final Findings findings;
  private final Receipt receipt;

  private Page(Findings findings) {
    this.findings = findings;
    this.receipt = findings.receipt();
  }

  /** The page. */
  public static String of(Findings findings) {
    Page page = new Page(findings);
    String title = escape(findings.receipt().command() + " on " + findings.receipt().dataset());
    return "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
        + "<meta http-equiv=\"Content-Security-Policy\" content=\""
        + POLICY
        + "\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>"
        + title
        + "</title>\n<style>\n"
        + style()
        + "</style>\n</head>\n<body>\n<h1>"
        + title
        + "</h1>\n"
        + page.body()
        + "</body>\n</html>\n";
  }

  private static String style() {
    try (InputStream css = Page.class.getResourceAsStream("report.css")) {
      return new String(css.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException impossible) {
      throw new UncheckedIOException("the program's own file", impossible);
    }
  }

  private String body() {
    StringBuilder body = new StringBuilder();
    body.append("<p>").append(escape(receipt.program())).append(", seed ").append(receipt.seed());
    body.append(", JDK ").append(escape(receipt.machine().jdk())).append("</p>\n").append(tiles());
    body.append("<div class=\"pair\">\n");
    body.append(section("loss", "Loss", Curves.loss(findings).svg()));
    body.append(section("accuracy", "Accuracy", Curves.accuracy(receipt).svg())).append("</div>\n");
    body.append(section("confusion", "Confusion matrix", Answered.matrix(findings.confusion())));
    body.append(section("wrong", "Digits it got wrong", Answered.mistakes(findings)));
    if (!findings.filters().isEmpty()) {
      body.append(section("filters", "First layer", Weights.filters(findings.filters())));
    }
    if (!findings.norms().isEmpty()) {
      body.append(section("norms", "How large the updates are", Weights.norms(findings.norms())));
      body.append(section("adapters", "A and B", Weights.heats(findings.adapters())));
    }
    if (!findings.columns().isEmpty()) {
      body.append(section("column", "The new column", Weights.heats(findings.columns())));
    }
    body.append(section("parameters", "Parameters", Weights.table(findings.weights())));
    body.append(section("timings", "Timings", timings()));
    body.append(section("receipt", "Receipt", receipt()));
    return body.toString();
  }

  private String tiles() {
    Receipt.Counts counts = receipt.parameters();
    StringBuilder tiles = new StringBuilder("<div class=\"tiles\">\n");
    tile(tiles, percent(receipt.testAccuracy()), "of the test images right");
    tile(tiles, number(findings.wrong()), "images wrong");
    tile(tiles, number(counts.trainable()), "of " + number(counts.total()) + " parameters trained");
    tile(tiles, String.format(Locale.ROOT, "%.1f s", receipt.totalSeconds()), "from start to end");
    receipt
        .peakBytes()
        .ifPresent(bytes -> tile(tiles, bytes / 1_000_000 + " MB", "memory at most"));
    return tiles.append("</div>\n").toString();
  }

  private static void tile(StringBuilder tiles, String value, String what) {
    tiles.append("<div class=\"tile\"><b>").append(escape(value)).append("</b><span>");
    tiles.append(escape(what)).append("</span></div>\n");
  }

  private String timings() {
    StringBuilder table = new StringBuilder("<table>\n");
    table.append(
        Html.heads("epoch", "training", "test", "loss", "training accuracy", "test accuracy"));
    List<Receipt.Epoch> epochs = receipt.epochs();
    for (Receipt.Epoch epoch : epochs) {
      table.append(
          Html.row(
              String.valueOf(epoch.epoch()),
              seconds(epoch.trainSeconds()),
              seconds(epoch.evalSeconds()),
              String.format(Locale.ROOT, "%.4f", epoch.trainLoss()),
              percent(epoch.trainAccuracy()),
              percent(epoch.testAccuracy())));
    }
    table.append("</table>\n<p>");
    table.append(receipt.machine().threads()).append(" threads, ");
    table.append(escape(receipt.machine().kernels())).append(" kernels, ");
    table.append(receipt.machine().vectorBits()).append("-bit vectors, ");
    table.append(escape(receipt.machine().cpu().orElse(receipt.machine().system())));
    return table.append("</p>\n").toString();
  }

  private String receipt() {
    String json = new String(ReceiptWriter.json(receipt), StandardCharsets.UTF_8);
    return "<p>The weights have sha256 <code>"
        + escape(receipt.weightsSha256())
        + "</code>. <code>mnist-demo replay "
        + escape(Receipt.file(receipt.command()))
        + "</code> runs this again and compares.</p>\n<details><summary>"
        + escape(Receipt.file(receipt.command()))
        + "</summary><pre>"
        + escape(json)
        + "</pre></details>\n";
  }
}
