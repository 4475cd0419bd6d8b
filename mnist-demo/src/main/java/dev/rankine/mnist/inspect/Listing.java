package dev.rankine.mnist.inspect;

import dev.rankine.engine.io.IoProblem;
import dev.rankine.engine.io.StoredType;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The contents of a file as a table for people to read. */
public final class Listing {
  private static final String[] HEADS = {
    "name",
    "shape",
    "type",
    "elements",
    "bytes",
    "min",
    "max",
    "mean",
    "sd",
    "zeros",
    "not finite",
    "sha256"
  };
  private static final int TEXTS = 3;
  private static final int HASH = 12;
  private static final int LONGEST_NOTE = 100;
  private static final int LONGEST_NAME = 80;
  private static final int LONGEST_TYPE = 20;

  /** Up to here a double holds every whole number. */
  private static final double WHOLE = 0x1p53;

  private static final String NONE = "–";

  private Listing() {}

  /**
   * The table, then totals, hashes and notes.
   *
   * @throws IOException if the file cannot be read for its hash
   */
  public static String of(Contents contents) throws IOException {
    List<String[]> rows = new ArrayList<>();
    rows.add(HEADS);
    long elements = 0;
    for (Item item : contents.items()) {
      rows.add(row(item));
      elements = Math.addExact(elements, item.elements());
    }
    StringBuilder text = new StringBuilder();
    text.append(contents.file()).append(": ").append(contents.kind()).append("\n\n");
    text.append(table(rows)).append('\n');
    text.append(
        String.format(
            Locale.ROOT,
            "%,d array%s, %,d elements, %,d bytes%n",
            contents.items().size(),
            contents.items().size() == 1 ? "" : "s",
            elements,
            Files.size(contents.file())));
    text.append("weights sha256  ").append(contents.sha256()).append('\n');
    text.append("file sha256     ").append(sha256(contents.file())).append('\n');
    contents.notes().forEach((key, value) -> text.append(note(key, value)));
    return text.toString();
  }

  private static String note(String key, String value) {
    return "  " + shown(key, LONGEST_NAME) + " = " + shown(value, LONGEST_NOTE) + "\n";
  }

  /** A text from a file, which may be hostile, as a part of one line. */
  private static String shown(String text, int longest) {
    String line = IoProblem.oneLine(text);
    return line.length() > longest ? line.substring(0, longest) + "…" : line;
  }

  private static String[] row(Item item) {
    Statistics s = item.statistics();
    boolean real = item.kind().equals(Optional.of(StoredType.Kind.REAL));
    boolean numbers = real || item.kind().equals(Optional.of(StoredType.Kind.WHOLE));
    boolean truth = item.kind().equals(Optional.of(StoredType.Kind.TRUTH));
    return new String[] {
      shown(item.name(), LONGEST_NAME),
      shown(item.shape(), LONGEST_NAME),
      shown(item.type(), LONGEST_TYPE),
      count(item.elements()),
      item.bytes().isPresent() ? count(item.bytes().getAsLong()) : NONE,
      numbers ? number(s.least(), real) : NONE,
      numbers ? number(s.most(), real) : NONE,
      numbers ? number(s.mean(), true) : truth ? count(s.others()) + " true" : NONE,
      numbers ? number(s.deviation(), true) : NONE,
      item.kind().isPresent() ? count(s.zeros()) : NONE,
      real ? broken(s) : NONE,
      item.sha256().map(hash -> hash.substring(0, HASH)).orElse(NONE)
    };
  }

  private static String broken(Statistics s) {
    return s.nans() + s.infinite() == 0
        ? "0"
        : String.format(Locale.ROOT, "%,d NaN, %,d ∞", s.nans(), s.infinite());
  }

  private static String count(long value) {
    return String.format(Locale.ROOT, "%,d", value);
  }

  private static String number(double value, boolean real) {
    return Double.isNaN(value)
        ? NONE
        : String.format(Locale.ROOT, real || Math.abs(value) > WHOLE ? "%.5g" : "%.0f", value);
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
    MessageDigest digest = Contents.newDigest();
    try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
      in.transferTo(OutputStream.nullOutputStream());
    }
    return HexFormat.of().formatHex(digest.digest());
  }
}
