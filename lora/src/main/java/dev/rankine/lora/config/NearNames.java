package dev.rankine.lora.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/** The names that somebody who wrote another one may have meant. */
public final class NearNames {
  private static final int MOST = 5;

  private NearNames() {}

  /**
   * Up to five of the names, by edit distance (Levenshtein) to the wanted one or to its last step.
   */
  public static List<String> of(String wanted, Collection<String> names) {
    return names.stream()
        .sorted(Comparator.comparingInt(name -> distanceToSuffix(wanted, name)))
        .limit(MOST)
        .toList();
  }

  private static int distanceToSuffix(String wanted, String name) {
    String last = name.substring(name.lastIndexOf('.') + 1);
    return Math.min(distance(wanted, name), distance(wanted, last));
  }

  static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[b.length()];
  }
}
