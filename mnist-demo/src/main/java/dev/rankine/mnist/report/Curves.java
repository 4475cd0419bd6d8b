package dev.rankine.mnist.report;

import dev.rankine.mnist.receipt.Receipt;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** How training went, as charts. */
final class Curves {
  private Curves() {}

  static LineChart loss(Findings findings) {
    List<Line> lines = new ArrayList<>();
    List<Findings.Point> curve = findings.curve();
    if (!curve.isEmpty()) {
      double[] x = curve.stream().mapToDouble(Findings.Point::epoch).toArray();
      double[] y = curve.stream().mapToDouble(Findings.Point::loss).toArray();
      lines.add(new Line("batches", "a", x, y, false));
    }
    lines.add(line(findings.receipt(), "epochs", "b", Receipt.Epoch::trainLoss));
    return new LineChart("Loss while training", "epoch", "", lines);
  }

  static LineChart accuracy(Receipt receipt) {
    List<Line> lines =
        List.of(
            line(receipt, "training", "a", epoch -> 100 * epoch.trainAccuracy()),
            line(receipt, "test", "b", epoch -> 100 * epoch.testAccuracy()));
    return new LineChart("Accuracy after each epoch", "epoch", " %", lines);
  }

  private static Line line(
      Receipt receipt, String name, String style, ToDoubleFunction<Receipt.Epoch> value) {
    double[] x = receipt.epochs().stream().mapToDouble(Receipt.Epoch::epoch).toArray();
    double[] y = receipt.epochs().stream().mapToDouble(value).toArray();
    return new Line(name, style, x, y, x.length <= 60);
  }
}
