package dev.rankine.engine.opencl;

/**
 * The sizes that the contractions are compiled for. No result depends on them but for rounding, and
 * that only where a convolution's images are summed in groups.
 *
 * @param rows of the register tile of a product from panels, see gemm_panels.cl
 * @param vectors of eight columns in that tile
 * @param depth rows of the panels that are multiplied before the next tile's turn
 */
record Tiles(int rows, int vectors, int depth) {
  /** Twelve accumulators of eight floats: what a processor with 16 vector registers can hold. */
  static final Tiles DEFAULT = new Tiles(6, 2, 256);

  /** Columns of the register tile. */
  int columns() {
    return 8 * vectors;
  }

  /** As the compiler gets them. */
  String options() {
    return " -D TILE_ROWS=" + rows + " -D TILE_VECTORS=" + vectors;
  }
}
