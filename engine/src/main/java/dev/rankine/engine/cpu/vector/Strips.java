package dev.rankine.engine.cpu.vector;

import static dev.rankine.engine.cpu.vector.Lanes.COUNT;

/**
 * The columns of a plane of outputs, in strips that are laid out one after another. What two
 * vectors of outputs read of a strip lies close together, and stays in the first-level cache while
 * all rows of weights use it: a fifth faster for 64 channels of 56·56. A small image is one strip.
 * With many channels and neither stride nor dilation, a {@link PanelImage} takes their place.
 *
 * <pre>
 *   a row of 14, vectors of 8     0  1  2  3  4  5  6  7  8  9 10 11 12 13
 *                                 └────────────────────┘
 *   computed twice: 6, 7                            └────────────────────┘
 * </pre>
 *
 * @param columns outputs of a row
 * @param each outputs of a row in a strip but the last, which may have fewer
 * @param halo columns that a strip reads beyond its outputs
 * @param count strips
 */
record Strips(int columns, int each, int halo, int count) {
  /** Elements that the taps of an output may be spread over in one strip: half the cache. */
  private static final int MOST = 4096;

  static Strips whole(int columns, int halo) {
    return new Strips(columns, columns, halo, 1);
  }

  /**
   * @param lines rows of an image, of all channels, that the taps of an output reach
   */
  static Strips of(int columns, int halo, int lines) {
    if (columns <= 2 * COUNT || lines * (columns + halo) <= MOST) {
      return whole(columns, halo);
    }
    return new Strips(columns, 2 * COUNT, halo, Math.ceilDiv(columns, 2 * COUNT));
  }

  /** Elements between the rows of a strip. */
  int width() {
    return each + halo;
  }

  /** The first output of a strip; the last has at least a vector of them. */
  int begin(int strip) {
    return strip == 0 ? 0 : Math.min(strip * each, columns - COUNT);
  }

  /**
   * Where each vector of a plane begins, some rows after others, in these strip after strip: an
   * even number, the last one twice if need be. The last vector of a row in a strip ends with it.
   *
   * @param height rows at a time
   * @param pitch elements between rows
   * @param size elements between strips
   * @param isSource whether columns count from the beginning of their strip, and rows from the
   *     first; otherwise columns from that of the row, and rows from the first of those at a time
   */
  int[] vectors(int rows, int height, int pitch, int size, boolean isSource) {
    int n = 0;
    int most = rows * (Math.ceilDiv(columns, COUNT) + count);
    int[] vectors = new int[most + Math.ceilDiv(rows, Math.max(1, height))];
    for (int top = 0; top < rows; top += height) {
      for (int strip = 0; strip < count; strip++) {
        int begin = begin(strip);
        int end = Math.min(columns, begin + each);
        for (int h = top; h < Math.min(rows, top + height); h++) {
          int row = (isSource ? h : h - top) * pitch + strip * size - (isSource ? begin : 0);
          for (int column = begin; column < end; column += COUNT) {
            vectors[n++] = row + Math.min(column, end - COUNT);
          }
        }
      }
      if (n % 2 == 1) {
        vectors[n] = vectors[n - 1];
        n++;
      }
    }
    return java.util.Arrays.copyOf(vectors, n);
  }
}
