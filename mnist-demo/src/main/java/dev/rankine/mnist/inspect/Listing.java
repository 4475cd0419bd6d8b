package dev.rankine.mnist.inspect;

import dev.rankine.engine.Bytes;
import dev.rankine.engine.Indices;
import dev.rankine.engine.NdArray;
import dev.rankine.engine.Tensor;
import dev.rankine.engine.io.IoProblem;
import dev.rankine.engine.io.TensorHash;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The contents of a file as a table for people to read. */
public final class Listing {
  private static final String[] HEADS = {
    "name", "shape", "type", "elements", "min", "max", "mean", "sd", "zeros", "not finite", "sha256"
  };
  private static final int TEXTS = 3;
  private static final int HASH = 12;
  private static final int LONGEST_NOTE = 100;

  private Listing() {}

  /**
   * The table, then totals, hashes and notes.
   *
   * @throws IOException if the file cannot be read for its hash
   */
  public static String of(Contents contents) throws IOException {
    List<String[]> rows = new ArrayList<>();
    rows.add(HEADS);
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    long elements = 0;
    for (Map.Entry<String, NdArray> entry : contents.arrays().entrySet()) {
      rows.add(row(IoProblem.oneLine(entry.getKey()), entry.getValue()));
      elements += entry.getValue().size();
      if (entry.getValue() instanceof Tensor tensor) {
        tensors.put(entry.getKey(), tensor);
      }
    }
    StringBuilder text = new StringBuilder();
    text.append(contents.file()).append(": ").append(contents.kind()).append("\n\n");
    text.append(table(rows)).append('\n');
    text.append(
        String.format(
            Locale.ROOT,
            "%,d array%s, %,d elements, %,d bytes%n",
            contents.arrays().size(),
            contents.arrays().size() == 1 ? "" : "s",
            elements,
            Files.size(contents.file())));
    text.append("weights sha256  ").append(TensorHash.sha256(tensors)).append('\n');
    text.append("file sha256     ").append(sha256(contents.file())).append('\n');
    contents.notes().forEach((key, value) -> text.append(note(key, value)));
    return text.toString();
  }

  private static String note(String key, String value) {
    String line = IoProblem.oneLine(value);
    String shown = line.length() > LONGEST_NOTE ? line.substring(0, LONGEST_NOTE) + "…" : line;
    return "  " + IoProblem.oneLine(key) + " = " + shown + "\n";
  }

  private static String[] row(String name, NdArray array) {
    Statistics s = Statistics.of(Statistics.values(array));
    return new String[] {
      name,
      array.shape().toString(),
      type(array),
      String.format(Locale.ROOT, "%,d", array.size()),
      number(s.least()),
      number(s.most()),
      number(s.mean()),
      number(s.deviation()),
      String.format(Locale.ROOT, "%,d", s.zeros()),
      broken(s),
      array instanceof Tensor tensor
          ? TensorHash.sha256(Map.of(name, tensor)).substring(0, HASH)
          : "–"
    };
  }

  private static String broken(Statistics s) {
    return s.nans() + s.infinite() == 0
        ? "0"
        : String.format(Locale.ROOT, "%,d NaN, %,d ∞", s.nans(), s.infinite());
  }

  private static String type(NdArray array) {
    return switch (array) {
      case Tensor tensor -> "float";
      case Indices indices -> "int";
      case Bytes bytes -> "uint8";
    };
  }

  private static String number(double value) {
    return Double.isNaN(value) ? "–" : String.format(Locale.ROOT, "%.5g", value);
  }

  /** Texts to the left, numbers to the right. */
  private static String table(List<String[]> rows) {
    int[] widths = new int[HEADS.length];
    for (String[] row : rows) {
      for (int i = 0; i < row.length; i++) {
        widths[i] = Math.max(widths[i], row[i].length());
      }
    }
    StringBuilder text = new StringBuilder();
    for (String[] row : rows) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < row.length; i++) {
        String pad = " ".repeat(widths[i] - row[i].length());
        line.append(i < TEXTS ? row[i] + pad : pad + row[i]).append("  ");
      }
      text.append(line.toString().stripTrailing()).append('\n');
    }
    return text.toString();
  }

  private static String sha256(Path file) throws IOException {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
        in.transferTo(OutputStream.nullOutputStream());
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every JDK has SHA-256", impossible);
    }
  }
}
