package dev.rankine.mnist.report;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rankine.autograd.metrics.ConfusionMatrix;
import dev.rankine.engine.Backend;
import dev.rankine.mnist.receipt.Machine;
import dev.rankine.mnist.receipt.Receipt;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChartFilesTest {
  @TempDir Path folder;

  /** A run whose loss was this after its only epoch, and which answered nothing. */
  private static Findings findings(double loss) {
    Receipt.Epoch epoch = new Receipt.Epoch(1, 1, 1, loss, 0.1, 0.1, "");
    Receipt receipt =
        new Receipt(
            "<script>",
            "base",
            Map.of(),
            1,
            "custom",
            Map.of(),
            Optional.empty(),
            Machine.of(Backend.cpu(), 1),
            new Receipt.Counts(0, 0),
            List.of(epoch),
            0.1,
            "",
            1,
            OptionalLong.empty());
    return new Findings(
        receipt,
        List.of(new Findings.Point(1, loss)),
        new ConfusionMatrix(10),
        List.of(),
        0,
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of());
  }

  @Test
  void lossesThatAreNotFiniteStillHaveAReport() throws IOException {
    for (double loss : new double[] {Double.NaN, Double.POSITIVE_INFINITY, 0}) {
      ChartFiles.write(findings(loss), folder);
      assertTrue(Files.size(folder.resolve("loss.png")) > 1_000);
      String page = Page.of(findings(loss));
      assertTrue(page.contains("<section id=\"loss\">"), page);
      assertFalse(page.contains("<script>"), "what a receipt says is no tag");
    }
  }
}
