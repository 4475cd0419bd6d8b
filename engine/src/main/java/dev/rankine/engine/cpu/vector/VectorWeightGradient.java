package dev.rankine.engine.cpu.vector;

import static dev.rankine.engine.cpu.vector.ChannelLanes.COLUMNS;
import static dev.rankine.engine.cpu.vector.ChannelLanes.COUNT;

import dev.rankine.engine.Conv2dGeometry;
import java.util.Arrays;

/**
 * The weight gradient of a convolution: im2col (K, positions) · dyᵀ (positions, O), added up over
 * the images of a group. The taps read the laid-out image where it lies ({@link SumTile}); only dy
 * is transposed, a part of the image at a time, into panels of one or two vectors of channels.
 *
 * <pre>
 *   rows of outputs, as they lie in the image      columns that only padding reaches:
 *   0  1  2  3  ·  ·  4  5  6  7  ·  ·  …          dz is zero there, x whatever it is
 * </pre>
 *
 * @param sums (K, lanes), with as many rows as whole tiles need
 * @param offsets those of the taps, the last one repeated to fill whole tiles
 * @param height rows of outputs in a part
 * @param width columns of outputs in a part
 */
record VectorWeightGradient(
    Conv2dGeometry g,
    ImageLayout layout,
    int lanes,
    float[] image,
    float[] panels,
    float[] sums,
    int[] offsets,
    int height,
    int width) {
  /** Outputs of a part at most: a panel of them takes half the first-level cache. */
  private static final int LONGEST = 4096 / COLUMNS;

  static void add(
      Conv2dGeometry g,
      int from,
      int to,
      float[] x,
      int xo,
      float[] dy,
      int dyo,
      float[] dw,
      int dwo) {
    VectorWeightGradient gradient = of(Workspace.get(), g);
    int groups = g.window().groups();
    int inputs = g.inChannels() / groups * g.height() * g.width();
    int outputs = g.outChannels() / groups * g.outH() * g.outW();
    Arrays.fill(gradient.image, 0, gradient.layout.size(), 0);
    Arrays.fill(gradient.panels, 0, gradient.span() * gradient.lanes, 0);
    for (int group = 0; group < groups; group++) {
      Arrays.fill(gradient.sums, 0, g.taps() * gradient.lanes, 0);
      for (int b = from; b < to; b++) {
        gradient.layout.layOut(g, x, xo + (b * groups + group) * inputs, gradient.image);
        gradient.addImage(dy, dyo + (b * groups + group) * outputs);
      }
      gradient.store(dw, dwo + group * g.outChannels() / groups * g.taps());
    }
  }

  private static VectorWeightGradient of(Workspace space, Conv2dGeometry g) {
    ImageLayout layout = ImageLayout.planar(g);
    int pitch = layout.taps().pitch();
    int lanes = Math.ceilDiv(g.outChannels() / g.window().groups(), COUNT) * COUNT;
    int most = Math.max(1, LONGEST / pitch);
    int height = Math.ceilDiv(g.outH(), Math.ceilDiv(g.outH(), most));
    int width = Math.min(g.outW(), LONGEST);
    int rows = g.taps() + SumTile.NINE;
    int span = (height - 1) * pitch + width;
    return new VectorWeightGradient(
        g,
        layout,
        lanes,
        space.floats(Workspace.IMAGE, layout.size()),
        space.floats(Workspace.PANELS, span * lanes),
        space.floats(Workspace.RESULT, rows * lanes),
        padded(space.ints(Workspace.LIST, rows), layout.taps().offsets()),
        height,
        width);
  }

  private static int[] padded(int[] to, int[] offsets) {
    for (int i = 0; i < offsets.length + SumTile.NINE; i++) {
      to[i] = i < offsets.length ? offsets[i] : 0;
    }
    return to;
  }

  private int span() {
    return (height - 1) * layout.taps().pitch() + width;
  }

  /** Continues every chain over one image. */
  private void addImage(float[] dy, int dyo) {
    for (int h = 0; h < g.outH(); h += height) {
      int rows = Math.min(height, g.outH() - h);
      for (int v = 0; v < g.outW(); v += width) {
        int columns = Math.min(width, g.outW() - v);
        transpose(rows, columns, dy, dyo + h * g.outW() + v);
        addPart((rows - 1) * layout.taps().pitch() + columns, h * layout.taps().pitch() + v);
      }
    }
  }

  /** Panels of dy: each output its channels, rows of outputs a pitch apart. */
  private void transpose(int rows, int columns, float[] dy, int dyo) {
    int plane = g.outH() * g.outW();
    int channels = g.outChannels() / g.window().groups();
    for (int o = 0; o < channels; o += COLUMNS) {
      int panel = Math.min(COLUMNS, lanes - o);
      int some = Math.min(COLUMNS, channels - o);
      int fours = columns < 4 ? 0 : some / 4 * 4;
      int eights = COUNT < 8 ? 0 : fours / 8 * 8;
      int from = dyo + o * plane;
      int to = o * span();
      int down = layout.taps().pitch() * panel;
      for (int i = 0; i < eights; i += 8) {
        int first = from + i * plane;
        Transpose.eightOfEach(
            rows, columns, dy, first, g.outW(), plane, panels, to + i, down, panel);
      }
      for (int i = eights; i < fours; i += 4) {
        int first = from + i * plane;
        Transpose.fourOfEach(
            rows, columns, dy, first, g.outW(), plane, panels, to + i, down, panel);
      }
      for (int h = 0; h < rows && fours < some; h++) {
        int first = from + fours * plane + h * g.outW();
        int at = to + fours + h * down;
        Transpose.block(some - fours, columns, dy, first, plane, panels, at, panel);
      }
    }
  }

  private void addPart(int n, int at) {
    int taps = g.taps();
    int lane = 0;
    for (; lane <= lanes - COLUMNS; lane += COLUMNS) {
      for (int k = 0; k < taps; k += SumTile.FOUR) {
        int zo = lane * span();
        SumTile.pair(n, image, at, offsets, k, panels, zo, sums, k * lanes + lane, lanes);
      }
    }
    for (int k = 0; k < taps && lane < lanes; k += SumTile.NINE) {
      int zo = lane * span();
      SumTile.single(n, image, at, offsets, k, panels, zo, sums, k * lanes + lane, lanes);
    }
  }

  /** (K, O) to (O, C, kernelH, kernelW). */
  private void store(float[] dw, int dwo) {
    int kernel = g.kernelH() * g.kernelW();
    int channels = layout.taps().channels();
    int at = dwo;
    for (int o = 0; o < g.outChannels() / g.window().groups(); o++) {
      for (int c = 0; c < channels; c++) {
        for (int tap = 0; tap < kernel; tap++) {
          dw[at++] = sums[(tap * channels + c) * lanes + o];
        }
      }
    }
  }
}
