package dev.rankine.engine.cpu.vector;

import static dev.rankine.engine.cpu.vector.Lanes.COUNT;
import static dev.rankine.engine.cpu.vector.MicroKernel.COLUMNS;

import dev.rankine.engine.SgdStep;
import dev.rankine.engine.cpu.WarmLoop;
import java.util.ArrayList;
import java.util.List;

/** The vector loops that fewer programs need. They are as those of {@link VectorWarmLoops}. */
final class VectorOtherLoops {
  private static final SgdStep SGD = new SgdStep(1e-3, 0.9, 0);

  private final List<WarmLoop> loops = new ArrayList<>();
  private final float[] x = WarmNumbers.numbers();
  private final float[] y = WarmNumbers.numbers();
  private final float[] out = new float[x.length];
  private final int[] list = new int[x.length];
  private final int[] steps = WarmNumbers.steps();
  private final int[] extremes = new int[3 * COUNT];

  private VectorOtherLoops() {}

  /** Those of convolution blocks whose channels are not as many as lanes, or not 3×3. */
  static List<WarmLoop> blocks() {
    VectorOtherLoops other = new VectorOtherLoops();
    other.addBlocks();
    return other.loops;
  }

  /** All that a training step of the usual kind does not need. */
  static List<WarmLoop> all() {
    VectorOtherLoops other = new VectorOtherLoops();
    if (ChannelLanes.COUNT == 8) {
      other.addBlocks();
    }
    other.addProducts();
    other.addElements();
    other.addTranspositions();
    return other.loops;
  }

  private void add(String name, WarmLoop.Calls calls) {
    loops.add(new WarmLoop(name, calls));
  }

  private void addBlocks() {
    add(
        "WeightTile.fourByTwo",
        (times, n) -> {
          for (int i = 0; i < times; i++) {
            WeightTile.fourByTwo(
                Math.min(4, n), n, x, 0, 8, 128, y, 0, 2 * ChannelLanes.COUNT, out, 0);
          }
        });
    if (PixelTile.PAYS) {
      add(
          "PoolTile.two",
          (times, n) -> {
            for (int i = 0; i < times; i++) {
              PoolTile.two(Math.min(3, n), n, 8, 128, x, 0, y, 0, out, 0, 2 * ChannelLanes.COUNT);
            }
          });
    }
    add(
        "PoolTile.one",
        (times, n) -> {
          for (int i = 0; i < times; i++) {
            PoolTile.one(
                Math.min(3, n), n, 8, 128, x, 0, 64, y, 0, out, 0, 256, ChannelLanes.COUNT);
          }
        });
    add(
        "WeightTile.eight",
        (times, n) -> {
          for (int i = 0; i < times; i++) {
            WeightTile.eight(Math.min(4, n), n, x, 0, 8, 128, y, 0, ChannelLanes.COUNT, out, 0);
          }
        });
    add(
        "WeightTile.one",
        (times, n) -> {
          for (int i = 0; i < times; i++) {
            WeightTile.one(Math.min(4, n), n, x, 0, 8, 128, y, 0, ChannelLanes.COUNT, out, 0);
          }
        });
    add(
        "SparseInput.six",
        (times, n) -> {
          for (int i = 0; i < times; i++) {
            SparseInput.six(n, list, x, 0, 16, y, 0, out, 0, 8, 256);
          }
        });
    add(
        "SparseInput.any",
        (times, n) -> {
          for (int i = 0; i < times; i++) {
            SparseInput.any(n, list, x, 0, 16, 5, 2 * ChannelLanes.COUNT, y, 0, out, 0, 8, 256);
          }
        });
  }

  private void addProducts() {
    add(
        "VectorGemv.addFour",
        (times, n) -> {
          for (int i = 0; i < times; i++) {
            VectorGemv.addFour(n * COUNT, x, 0, y, 0, 64, out, 0);
          }
        });
    add(
        Tile.BEST.getClass().getSimpleName() + ".start",
        (times, n) -> {
          for (int i = 0; i < times; i++) {
            Tile.BEST.start(0, n, y, 0, steps, x, 0, COUNT, out, 0, COUNT, 2 * COUNT);
          }
        });
    add(
        "PanelImage.copyTwo",
        (times, n) -> {
          for (int i = 0; i < times; i++) {
            PanelImage.copyTwo(n, x, 0, COUNT, 64, out, 0);
          }
        });
    if (COUNT > 4) {
      add(
          "PanelImage.copyFour",
          (times, n) -> {
            for (int i = 0; i < times; i++) {
              PanelImage.copyFour(n, x, 0, 8, 16, 24, 64, out, 0);
            }
          });
    }
    add(
        "SumTile.pair",
        (times, n) -> {
          for (int i = 0; i < times; i++) {
            SumTile.pair(n, x, 0, steps, 0, y, 0, out, 0, COLUMNS);
          }
        });
    add(
        "SumTile.single",
        (times, n) -> {
          for (int i = 0; i < times; i++) {
            SumTile.single(n, x, 0, steps, 0, y, 0, out, 0, COUNT);
          }
        });
  }

  /** Of rows of an image; last, as their vectors are narrower. */
  private void addTranspositions() {
    add(
        "Transpose.fourOfEach",
        (times, n) -> {
          for (int i = 0; i < times; i++) {
            Transpose.fourOfEach(Math.min(n, 4), 14, x, 0, 14, 256, out, 0, 128, COLUMNS);
          }
        });
    if (COUNT > 4) {
      add(
          "Transpose.eightOfEach",
          (times, n) -> {
            for (int i = 0; i < times; i++) {
              Transpose.eightOfEach(Math.min(n, 4), 14, x, 0, 14, 256, out, 0, 128, COLUMNS);
            }
          });
    }
  }

  private void addElements() {
    add(
        "VectorOptimizers.sgd",
        (times, n) -> {
          for (int i = 0; i < times; i++) {
            VectorOptimizers.sgd(SGD, x, 0, y, 0, out, 0, n * COUNT);
          }
        });
    add(
        "VectorReductions.sum",
        (times, n) -> {
          for (int i = 0; i < times; i++) {
            VectorReductions.sum(out, x, 0, n);
          }
        });
    add(
        "VectorReductions.squares",
        (times, n) -> {
          for (int i = 0; i < times; i++) {
            VectorReductions.squares(out, 0, x, 0, n);
          }
        });
    add(
        "VectorReductions.max",
        (times, n) -> {
          for (int i = 0; i < times; i++) {
            VectorReductions.max(extremes, x, 0, n);
          }
        });
  }
}
