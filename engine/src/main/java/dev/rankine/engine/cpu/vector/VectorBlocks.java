package dev.rankine.engine.cpu.vector;

import static dev.rankine.engine.cpu.vector.ChannelLanes.COUNT;

import dev.rankine.engine.ConvBlocks;
import dev.rankine.engine.cpu.BlockKernels;
import dev.rankine.engine.cpu.WarmLoop;
import java.util.Arrays;
import java.util.List;

/**
 * A stack of convolution blocks, an image at a time: {@link PoolTile} on the way there, {@link
 * SparseRows} on the way back, {@link BlockLayout} for where things are.
 */
final class VectorBlocks implements BlockKernels {
  /**
   * With other than 8 lanes the loops of all blocks are compiled first, see {@link
   * VectorWarmLoops}.
   */
  @Override
  public WarmLoop.Group group(ConvBlocks blocks) {
    boolean usual = true;
    for (BlockLayout in : BlockLayout.of(blocks)) {
      boolean even = in.vectors() % 2 == 0;
      usual &= BlockWeights.single(in) || even && ChosenRows.fit(in) && SparseInput.slides(in);
    }
    return usual || COUNT != 8 ? WarmLoop.Group.HEAVY : WarmLoop.Group.OTHER;
  }

  @Override
  public int keptFloats(ConvBlocks blocks) {
    return keptFloats(BlockLayout.of(blocks));
  }

  private static int keptFloats(BlockLayout[] layouts) {
    BlockLayout last = layouts[layouts.length - 1];
    return last.kept() + (layouts.length == 1 ? 0 : last.inputSize());
  }

  @Override
  public int keptInts(ConvBlocks blocks) {
    return keptInts(BlockLayout.of(blocks));
  }

  private static int keptInts(BlockLayout[] layouts) {
    BlockLayout last = layouts[layouts.length - 1];
    return last.chosen() + last.choices();
  }

  @Override
  public void forward(Pass pass, Reals y, int from, int to) {
    BlockLayout[] layouts = BlockLayout.of(pass.blocks());
    BlockLayout last = layouts[layouts.length - 1];
    int keptFloats = keptFloats(layouts);
    int keptInts = keptInts(layouts);
    Workspace space = Workspace.get();
    float[] packed = BlockWeights.pack(layouts, pass, space);
    float[] image = cleared(space, Workspace.IMAGE, layouts[0].inputSize());
    float[] result = space.floats(Workspace.RESULT, last.outputSize() + last.vectors() * COUNT);
    int inputs = pass.blocks().channels() * pass.blocks().height() * pass.blocks().width();
    int outputs = last.pooledH() * last.pooledW() * last.outChannels();
    float[] kept = pass.kept().array();
    for (int b = from; b < to; b++) {
      int base = pass.kept().at() + b * keptFloats;
      Arrays.fill(kept, base, base + keptFloats, 0);
      toPixels(layouts[0], pass.x().array(), pass.x().at() + b * inputs, image);
      int packedAt = 0;
      for (int i = 0; i < layouts.length; i++) {
        BlockLayout in = layouts[i];
        float[] x = i == 0 ? image : kept;
        int xo = i == 0 ? 0 : base + in.kept();
        float[] out = in == last ? result : kept;
        int oo = in == last ? 0 : base + layouts[i + 1].kept() + layouts[i + 1].interior();
        int row = in == last ? in.pooledW() * in.outChannels() : layouts[i + 1].pitch();
        int chosen = pass.choices().at() + b * keptInts + in.chosen();
        block(in, x, xo, packed, packedAt, out, oo, row, pass.choices().array(), chosen, space);
        packedAt += BlockWeights.size(in);
      }
      toPlanes(last, result, y.array(), y.at() + b * outputs);
    }
  }

  private static float[] cleared(Workspace space, int which, int size) {
    float[] buffer = space.floats(which, size);
    Arrays.fill(buffer, 0, size, 0);
    return buffer;
  }

  /** One block of one image; where channels do not fill vectors, rows of the output are staged. */
  private static void block(
      BlockLayout in,
      float[] x,
      int xo,
      float[] w,
      int wo,
      float[] out,
      int oo,
      int row,
      int[] choice,
      int co,
      Workspace space) {
    int lanes = in.vectors() * COUNT;
    int width = in.pooledW();
    boolean staged = lanes != in.outChannels();
    float[] tiles = space.floats(Workspace.PANELS, 5 * width * lanes);
    float[] target = staged ? tiles : out;
    int bias = wo + lanes * in.g().taps();
    int step = in.vectors() * 2;
    for (int h = 0; h < in.pooledH(); h++) {
      windows(in, x, xo + 2 * h * in.pitch(), w, wo, tiles, lanes);
      int at = staged ? 4 * width * lanes : oo + h * row;
      for (int v = 0; v < lanes; v += COUNT) {
        int chosen = co + h * width * step + v / COUNT * 2;
        PooledRow.pool(
            width, tiles, v, lanes, w, bias + v, target, at + v, lanes, choice, chosen, step);
      }
      for (int i = 0; staged && i < width; i++) {
        int pixel = oo + h * row + i * in.outChannels();
        System.arraycopy(tiles, at + i * lanes, out, pixel, in.outChannels());
      }
    }
  }

  /** A row of windows, two vectors of output channels at a time, or one. */
  private static void windows(
      BlockLayout in, float[] x, int xo, float[] w, int wo, float[] out, int lanes) {
    int c = in.channels();
    int k = in.kernel();
    int pitch = in.pitch();
    int width = in.pooledW();
    int panel = COUNT * in.g().taps();
    if (c == 0) {
      Arrays.fill(out, 0, 4 * width * lanes, 0);
      return;
    }
    int v = 0;
    for (; v < in.vectors() - 1 && !BlockWeights.single(in); v += 2) {
      for (int i = 0; i < width; i++) {
        int at = 4 * i * lanes + v * COUNT;
        int from = xo + 2 * i * c;
        int weights = wo + v * panel;
        if (!PixelTile.fits(in)) {
          PoolTile.two(k, k * c, c, pitch, x, from, w, weights, out, at, lanes);
        } else if (i < width - 1) {
          PixelTile.two(k, pitch, x, from, w, weights, out, at, lanes);
          i++;
        } else {
          PixelTile.one(k, pitch, x, from, w, weights, out, at, lanes);
        }
      }
    }
    for (; v < in.vectors(); v++) {
      if (BlockWeights.single(in)) {
        PoolTile.single(width, pitch, x, xo, w, wo + v * panel, out, v * COUNT, lanes);
        continue;
      }
      for (int i = 0; i < width; i += 2) {
        int next = i + 1 < width ? 1 : 0;
        int at = 4 * i * lanes + v * COUNT;
        int first = xo + 2 * i * c;
        int second = first + 2 * next * c;
        int nextAt = 4 * next * lanes;
        PoolTile.one(
            k, k * c, c, pitch, x, first, second, w, wo + v * panel, out, at, nextAt, lanes);
      }
    }
  }

  @Override
  public boolean backward(
      Pass pass,
      Reals dy,
      List<float[]> weights,
      List<float[]> biases,
      Reals dx,
      int from,
      int to) {
    BlockLayout[] layouts = BlockLayout.of(pass.blocks());
    BlockLayout last = layouts[layouts.length - 1];
    Workspace space = Workspace.get();
    BlockGradient[] gradients = BlockGradient.of(layouts, pass, space, dx != null);
    float[] image = cleared(space, Workspace.IMAGE, layouts[0].inputSize());
    float[] pixels = space.floats(Workspace.RESULT, last.outputSize());
    int keptFloats = keptFloats(layouts);
    int keptInts = keptInts(layouts);
    int inputs = pass.blocks().channels() * pass.blocks().height() * pass.blocks().width();
    int outputs = last.pooledH() * last.pooledW() * last.outChannels();
    boolean stands = true;
    for (int b = from; b < to; b++) {
      toPixels(layouts[0], pass.x().array(), pass.x().at() + b * inputs, image);
      fromPlanes(last, dy.array(), dy.at() + b * outputs, pixels);
      float[] d = pixels;
      int at = 0;
      int row = last.pooledW() * last.outChannels();
      for (int i = layouts.length - 1; i >= 0; i--) {
        float[] x = i == 0 ? image : pass.kept().array();
        int xo = i == 0 ? 0 : pass.kept().at() + b * keptFloats + layouts[i].kept();
        int chosen = pass.choices().at() + b * keptInts + layouts[i].chosen();
        stands &= gradients[i].add(d, at, row, x, xo, pass.choices().array(), chosen);
        d = gradients[i].input();
        at = gradients[i].inputAt() + layouts[i].interior();
        row = layouts[i].pitch();
        int images = layouts[i].g().imagesPerGroup();
        if ((b + 1) % images == 0 || b + 1 == to) {
          stands &= gradients[i].finish(weights.get(i), biases.get(i), b / images);
        }
      }
      if (dx != null) {
        inputPlanes(layouts[0], d, at, dx.array(), dx.at() + b * inputs);
      }
    }
    return stands;
  }

  /** (C, H, W) to channels-last, into the interior of a cleared buffer. */
  private static void toPixels(BlockLayout in, float[] x, int xo, float[] image) {
    int width = in.g().width();
    int plane = in.g().height() * width;
    int c = in.channels();
    for (int channel = 0; channel < c; channel++) {
      for (int h = 0; h < in.g().height(); h++) {
        int from = xo + channel * plane + h * width;
        int to = in.interior() + h * in.pitch() + channel;
        if (c == 1) {
          Rows.copy(width, x, from, image, to);
          continue;
        }
        for (int v = 0; v < width; v++) {
          image[to + v * c] = x[from + v];
        }
      }
    }
  }

  /** The other way, from the interior of a buffer; a zero becomes +0. */
  private static void inputPlanes(BlockLayout in, float[] image, int at, float[] x, int xo) {
    int width = in.g().width();
    int plane = in.g().height() * width;
    for (int channel = 0; channel < in.channels(); channel++) {
      for (int i = 0; i < plane; i++) {
        int from = at + i / width * in.pitch() + i % width * in.channels() + channel;
        x[xo + channel * plane + i] = image[from] + 0f;
      }
    }
  }

  private static void toPlanes(BlockLayout out, float[] pixels, float[] y, int yo) {
    int plane = out.pooledH() * out.pooledW();
    int channels = out.outChannels();
    Transpose.block(plane, channels, pixels, 0, channels, y, yo, plane);
  }

  private static void fromPlanes(BlockLayout out, float[] y, int yo, float[] pixels) {
    int plane = out.pooledH() * out.pooledW();
    int channels = out.outChannels();
    Transpose.block(channels, plane, y, yo, plane, pixels, 0, channels);
  }
}
