package dev.rankine.mnist;

import dev.rankine.engine.io.AtomicFile;
import dev.rankine.mnist.receipt.Receipt;
import dev.rankine.mnist.receipt.ReceiptWriter;
import dev.rankine.mnist.report.ChartFiles;
import dev.rankine.mnist.report.Findings;
import dev.rankine.mnist.report.Page;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** What a run tells afterwards, in files: the receipt, which {@code --json} has as well. */
final class RunReport {
  /** Options on which no result depends, or which the receipt holds elsewhere. */
  private static final Set<String> NOT_RECORDED =
      Set.of(
          "--base",
          "--checkpoint-every",
          "--debug",
          "--json",
          "--no-report",
          "--once",
          "--out",
          "--quiet",
          "--resume",
          "--stop-after",
          "--threads");

  private RunReport() {}

  /** The name of a command's page in the output folder. */
  static String page(String command) {
    return command + ".report.html";
  }

  /** Writes the receipt to the output folder, and to the file of {@code --json}. */
  static void write(Receipt receipt, RunOptions options) throws IOException {
    ReceiptWriter.write(receipt, options.out.resolve(Receipt.file(receipt.command())));
    if (options.json.isPresent()) {
      ReceiptWriter.write(receipt, options.json.get());
    }
  }

  /** Writes the page, and the charts where this Java can draw. */
  static void show(Findings findings, Path folder, Progress progress) throws IOException {
    String command = findings.receipt().command();
    Path page = folder.resolve(page(command));
    Path charts = folder.resolve(command + "-charts");
    ByteBuffer bytes = ByteBuffer.wrap(Page.of(findings).getBytes(StandardCharsets.UTF_8));
    AtomicFile.write(
        page,
        channel -> {
          while (bytes.hasRemaining()) {
            channel.write(bytes);
          }
        });
    try {
      ChartFiles.write(findings, charts);
      progress.say("Report " + page + ", charts in " + charts);
    } catch (LinkageError | InternalError undrawable) {
      progress.say("Report " + page + "; no charts as PNG, this Java cannot draw: " + undrawable);
    }
  }

  /** Whether a receipt has this option. */
  static boolean isRecorded(OptionSpec option) {
    return !option.usageHelp()
        && !option.versionHelp()
        && !NOT_RECORDED.contains(option.longestName());
  }

  /** The values of the options on which the result depends, defaults too; paths in full. */
  static Map<String, String> recorded(CommandSpec command) {
    Map<String, String> options = new LinkedHashMap<>();
    for (OptionSpec option : command.options()) {
      Object value = option.getValue();
      Object given = value instanceof Optional<?> optional ? optional.orElse(null) : value;
      if (isRecorded(option) && given != null) {
        String text =
            given instanceof Path path
                ? path.toAbsolutePath().normalize().toString()
                : given.toString();
        options.put(option.longestName(), text);
      }
    }
    return options;
  }

  /** The epochs as a receipt has them. */
  static List<Receipt.Epoch> epochs(List<EpochResult> results) {
    return results.stream()
        .map(
            r ->
                new Receipt.Epoch(
                    r.epoch(),
                    r.trainSeconds(),
                    r.evalSeconds(),
                    r.trainLoss(),
                    r.trainAccuracy(),
                    r.testAccuracy(),
                    r.weightsSha256()))
        .toList();
  }
}
