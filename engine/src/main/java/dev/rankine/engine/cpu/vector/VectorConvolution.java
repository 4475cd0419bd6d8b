package dev.rankine.engine.cpu.vector;

import static dev.rankine.engine.cpu.vector.Lanes.COUNT;
import static dev.rankine.engine.cpu.vector.Lanes.FLOAT;
import static dev.rankine.engine.cpu.vector.Tile.COLUMNS;
import static dev.rankine.engine.cpu.vector.Tile.KC;
import static dev.rankine.engine.cpu.vector.Tile.PITCH;

import dev.rankine.engine.Conv2dGeometry;
import jdk.incubator.vector.FloatVector;

/**
 * Convolution as a matrix product whose im2col matrix exists one panel at a time: sixteen or so
 * output positions by up to 256 taps, copied from the laid-out image ({@link Taps}) into the
 * first-level cache, used by all output channels, and overwritten.
 *
 * <pre>
 *   weights (O, K)  ·  im2col (K, positions)  =  result (O, positions)  →  y (O, outH, outW)
 * </pre>
 *
 * <p>The weight gradient is im2col (K, positions) · dyᵀ (positions, O), with K along the rows of
 * the tile, so that only dy is transposed.
 */
final class VectorConvolution {
  private static final Tile TILE = Tile.BEST;

  private VectorConvolution() {}

  static void forward(
      Conv2dGeometry g, int from, int to, float[] x, int xo, float[] w, int wo, float[] y, int yo) {
    Taps taps = Taps.forward(g);
    int kernel = g.kernelH() * g.kernelW();
    int channels = g.inChannels();
    int inputs = channels * g.height() * g.width();
    int outputs = g.outChannels() * g.outH() * g.outW();
    Workspace space = Workspace.get();
    Product product = Product.of(space, taps, g.outChannels());
    product.packWeights(w, wo, channels, kernel, channels * kernel, kernel);
    float[] image = taps.clear(space.floats(Workspace.IMAGE, taps.size()));
    for (int b = from; b < to; b++) {
      taps.layOut(g, x, xo + b * inputs, image);
      product.multiply(image);
      product.store(g.outH(), g.outW(), y, yo + b * outputs);
    }
  }

  static void inputGradient(
      Conv2dGeometry g,
      int from,
      int to,
      float[] dy,
      int dyo,
      float[] w,
      int wo,
      float[] dx,
      int dxo) {
    Taps taps = Taps.gradient(g);
    int kernel = g.kernelH() * g.kernelW();
    int inputs = g.inChannels() * g.height() * g.width();
    int outputs = g.outChannels() * g.outH() * g.outW();
    Workspace space = Workspace.get();
    Product product = Product.of(space, taps, g.inChannels());
    product.packReversed(w, wo, g.outChannels(), kernel, kernel, g.inChannels() * kernel);
    float[] image = taps.clear(space.floats(Workspace.IMAGE, taps.size()));
    for (int b = from; b < to; b++) {
      taps.layOutGradient(g, dy, dyo + b * outputs, image);
      product.multiply(image);
      product.store(g.height(), g.width(), dx, dxo + b * inputs);
    }
  }

  /** Weights times the im2col matrix of one image, in scratch memory. */
  private record Product(
      Taps taps, int m, int padded, float[] rows, float[] panel, float[] result) {
    static Product of(Workspace space, Taps taps, int m) {
      int padded = Math.ceilDiv(m, TILE.rows()) * TILE.rows();
      int blocks = Math.ceilDiv(taps.offsets().length, KC);
      return new Product(
          taps,
          m,
          padded,
          space.floats(Workspace.ROWS, blocks * padded * PITCH),
          space.floats(Workspace.PANELS, KC * COLUMNS),
          space.floats(Workspace.RESULT, padded * taps.positions()));
    }

    /**
     * Row i, column (tap, channel) is {@code w[wo + i·rowStride + channel·channelStride + tap]},
     * packed in blocks of KC columns.
     */
    void packWeights(
        float[] w, int wo, int channels, int kernel, int rowStride, int channelStride) {
      for (int i = 0; i < m; i++) {
        for (int channel = 0; channel < channels; channel++) {
          int from = wo + i * rowStride + channel * channelStride;
          for (int tap = 0, k = channel; tap < kernel; tap++, k += channels) {
            rows[(k / KC * padded + i) * PITCH + k % KC] = w[from + tap];
          }
        }
      }
    }

    /** The same with the taps from the last to the first. */
    void packReversed(
        float[] w, int wo, int channels, int kernel, int rowStride, int channelStride) {
      for (int i = 0; i < m; i++) {
        for (int channel = 0; channel < channels; channel++) {
          int from = wo + i * rowStride + channel * channelStride;
          for (int tap = kernel - 1, k = channel; tap >= 0; tap--, k += channels) {
            rows[(k / KC * padded + i) * PITCH + k % KC] = w[from + tap];
          }
        }
      }
    }

    void multiply(float[] image) {
      int all = taps.offsets().length;
      int ld = taps.positions();
      if (all == 0) {
        java.util.Arrays.fill(result, 0, m * ld, 0);
      }
      for (int k = 0; k < all; k += KC) {
        int kc = Math.min(KC, all - k);
        for (int j = 0; j < ld; j += COLUMNS) {
          gather(kc, taps.offsets(), k, image, j, panel);
          for (int i = 0; i < padded; i += TILE.rows()) {
            int ao = (k / KC * padded + i) * PITCH;
            int at = i * ld + j;
            if (k == 0) {
              TILE.run(kc, rows, ao, panel, 0, Tile.ZEROS, 0, 0, result, at, ld);
            } else {
              TILE.run(kc, rows, ao, panel, 0, result, at, ld, result, at, ld);
            }
          }
        }
      }
    }

    /** Drops the surplus columns. */
    void store(int height, int width, float[] y, int yo) {
      for (int i = 0; i < m; i++) {
        int from = i * taps.positions();
        int to = yo + i * height * width;
        for (int h = 0; h < height; h++) {
          Rows.copy(width, result, from + h * taps.pitch(), y, to + h * width);
        }
      }
    }
  }

  private static void gather(
      int kc, int[] offsets, int first, float[] image, int position, float[] panel) {
    for (int p = 0; p < kc; p++) {
      int from = offsets[first + p] + position;
      int to = p * COLUMNS;
      FloatVector.fromArray(FLOAT, image, from).intoArray(panel, to);
      FloatVector.fromArray(FLOAT, image, from + COUNT).intoArray(panel, to + COUNT);
    }
  }

  static void weightGradient(
      Conv2dGeometry g,
      int from,
      int to,
      float[] x,
      int xo,
      float[] dy,
      int dyo,
      float[] dw,
      int dwo) {
    Taps taps = Taps.forward(g);
    Workspace space = Workspace.get();
    float[] image = taps.clear(space.floats(Workspace.IMAGE, taps.size()));
    Outer outer = Outer.of(space, taps, g);
    int inputs = g.inChannels() * g.height() * g.width();
    int outputs = g.outChannels() * g.outH() * g.outW();
    java.util.Arrays.fill(outer.result, 0, outer.padded * outer.ld, 0);
    for (int b = from; b < to; b++) {
      taps.layOut(g, x, xo + b * inputs, image);
      outer.addImage(g, image, dy, dyo + b * outputs);
    }
    outer.store(g, dw, dwo);
  }

  /** The sum of im2col · dyᵀ, (K, O), in scratch memory. */
  private record Outer(
      Taps taps, int padded, int ld, float[] rows, float[] panels, float[] result) {
    static Outer of(Workspace space, Taps taps, Conv2dGeometry g) {
      int padded = Math.ceilDiv(g.taps(), TILE.rows()) * TILE.rows();
      int ld = Math.ceilDiv(g.outChannels(), COLUMNS) * COLUMNS;
      return new Outer(
          taps,
          padded,
          ld,
          space.floats(Workspace.ROWS, padded * PITCH),
          space.floats(Workspace.PANELS, KC * ld),
          space.floats(Workspace.RESULT, padded * ld));
    }

    /** Continues every chain over one image, a few rows, or a part of one, at a time. */
    void addImage(Conv2dGeometry g, float[] image, float[] dy, int dyo) {
      int width = Math.min(KC, g.outW());
      int height = Math.max(1, KC / g.outW());
      for (int h = 0; h < g.outH(); h += height) {
        int rowCount = Math.min(height, g.outH() - h);
        for (int v = 0; v < g.outW(); v += width) {
          int columns = Math.min(width, g.outW() - v);
          addSegment(g, image, h * taps.pitch() + v, rowCount, columns, dy, dyo + h * g.outW() + v);
        }
      }
    }

    private void addSegment(
        Conv2dGeometry g,
        float[] image,
        int position,
        int rowCount,
        int columns,
        float[] dy,
        int dyo) {
      int kc = rowCount * columns;
      int[] offsets = taps.offsets();
      for (int i = 0; i < offsets.length; i++) {
        copyRows(rowCount, columns, image, offsets[i] + position, taps.pitch(), rows, i * PITCH);
      }
      int plane = g.outH() * g.outW();
      for (int j = 0; j < g.outChannels(); j += COLUMNS) {
        int nr = Math.min(COLUMNS, g.outChannels() - j);
        VectorGemm.transposePanel(kc, nr, dy, dyo + j * plane, plane, panels, j * kc);
        for (int i = 0; i < padded; i += TILE.rows()) {
          int at = i * ld + j;
          TILE.run(kc, rows, i * PITCH, panels, j * kc, result, at, ld, result, at, ld);
        }
      }
    }

    /** (K, O) to (O, C, kernelH, kernelW). */
    void store(Conv2dGeometry g, float[] dw, int dwo) {
      int kernel = g.kernelH() * g.kernelW();
      int channels = g.inChannels();
      int at = dwo;
      for (int o = 0; o < g.outChannels(); o++) {
        for (int channel = 0; channel < channels; channel++) {
          for (int tap = 0; tap < kernel; tap++) {
            dw[at++] = result[(tap * channels + channel) * ld + o];
          }
        }
      }
    }
  }

  /** Packs rows side by side. Writes up to a vector past the end, into the slack of the pitch. */
  private static void copyRows(
      int rowCount, int columns, float[] from, int fo, int pitch, float[] to, int at) {
    for (int h = 0; h < rowCount; h++) {
      int source = fo + h * pitch;
      int target = at + h * columns;
      for (int v = 0; v < columns; v += COUNT) {
        FloatVector.fromArray(FLOAT, from, source + v).intoArray(to, target + v);
      }
    }
  }
}
