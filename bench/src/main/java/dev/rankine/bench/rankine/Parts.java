package dev.rankine.bench.rankine;

import java.util.List;
import java.util.stream.Stream;

/** Results that consist of several arrays. */
final class Parts {
  private Parts() {}

  /** One after another. */
  static float[] concatenation(Stream<float[]> parts) {
    List<float[]> list = parts.toList();
    float[] all = new float[list.stream().mapToInt(part -> part.length).sum()];
    int at = 0;
    for (float[] part : list) {
      System.arraycopy(part, 0, all, at, part.length);
      at += part.length;
    }
    return all;
  }
}
