package dev.rankine.engine.cpu.vector;

import static dev.rankine.engine.cpu.vector.Lanes.COUNT;
import static dev.rankine.engine.cpu.vector.MicroKernel.COLUMNS;

import dev.rankine.engine.AdamStep;
import dev.rankine.engine.cpu.WarmLoop;
import java.util.ArrayList;
import java.util.List;

/**
 * The vector loops of a usual training step, by what needs them; {@link VectorWarmPlan} has their
 * order. Each begins with a guard, or with a loop, that a call without steps does not get past.
 */
final class VectorWarmLoops {
  private static final AdamStep ADAM = new AdamStep(1e-3, 0.9, 0.999, 1e-8, 1, 1);

  /**
   * One for each way to copy a row, one with vectors first: by it a round sees whether they are
   * fast.
   */
  private static final int[] LENGTHS = {5 * COUNT, COUNT + 1, COUNT / 2 + 1, 2};

  final List<WarmLoop> loops = new ArrayList<>();
  private final float[] x = WarmNumbers.numbers();
  private final float[] y = WarmNumbers.numbers();
  private final float[] z = WarmNumbers.numbers();
  private final float[] out = new float[x.length];
  private final int[] choice = new int[x.length];
  private final int[] list = new int[x.length];
  private final int[] bits = WarmNumbers.bits();
  private final byte[] bytes = new byte[1 << 10];
  private final long[] words = {0b1101, 0, 0b10, -1, 1, 0, 7, 2, 0, 3, 1, 1};

  private static String name(Object kernel, String method) {
    return kernel.getClass().getSimpleName() + "." + method;
  }

  private void add(String name, WarmLoop.Calls calls) {
    loops.add(new WarmLoop(name, calls));
  }

  void blocks() {
    add(
        "PoolTile.single",
        (times, n) -> {
          for (int i = 0; i < times; i++) {
            PoolTile.single(n, 32, x, 0, y, 0, out, 0, ChannelLanes.COUNT);
          }
        });
    add(
        "PooledRow.pool",
        (times, n) -> {
          for (int i = 0; i < times; i++) {
            PooledRow.pool(
                n, x, 0, ChannelLanes.COUNT, y, 0, out, 0, ChannelLanes.COUNT, choice, 0, 2);
          }
        });
    if (PixelTile.PAYS) {
      add(
          "PixelTile.one",
          (times, n) -> {
            for (int i = 0; i < times; i++) {
              PixelTile.one(Math.min(3, n), 128, x, 0, y, 0, out, 0, 2 * ChannelLanes.COUNT);
            }
          });
      add(
          "PixelTile.two",
          (times, n) -> {
            for (int i = 0; i < times; i++) {
              PixelTile.two(Math.min(3, n), 128, x, 0, y, 0, out, 0, 2 * ChannelLanes.COUNT);
            }
          });
    } else {
      add(
          "PoolTile.two",
          (times, n) -> {
            for (int i = 0; i < times; i++) {
              PoolTile.two(Math.min(3, n), n, 8, 128, x, 0, y, 0, out, 0, 2 * ChannelLanes.COUNT);
            }
          });
    }
  }

  /** What goes a row of C at a time. */
  void edges() {
    add(
        "Rows.copy",
        (times, n) -> {
          for (int i = 0; i < times; i++) {
            Rows.copy(n == 0 ? 0 : LENGTHS[i % LENGTHS.length], x, 0, out, 0);
          }
        });
    add(
        "VectorFinish.add",
        (times, n) -> {
          for (int i = 0; i < times; i++) {
            VectorFinish.add(n == 0 ? 0 : COUNT * n + i % 3, x, 0, out, 0);
          }
        });
    add(
        "VectorFinish.relu",
        (times, n) -> {
          for (int i = 0; i < times; i++) {
            VectorFinish.relu(n == 0 ? 0 : COUNT * n + i % 3, out, 0);
          }
        });
  }

  void stored() {
    add(
        "StoredKernel.pair",
        (times, n) -> {
          for (int i = 0; i < times; i++) {
            StoredKernel.pair(n, x, 0, 64, 1, y, 0, COLUMNS, z, 0, 0, out, 0, COLUMNS);
          }
        });
    add(
        "StoredKernel.single",
        (times, n) -> {
          for (int i = 0; i < times; i++) {
            StoredKernel.single(n, x, 0, 64, 1, y, 0, COLUMNS, z, 0, 0, out, 0, COLUMNS);
          }
        });
  }

  void half() {
    add(
        "HalfKernel.run",
        (times, n) -> {
          for (int i = 0; i < times; i++) {
            HalfKernel.run(n, x, 0, 64, y, 0, z, 0, 0, out, 0, HalfKernel.COLUMNS);
          }
        });
  }

  void rows() {
    add(
        "RowKernel.run",
        (times, n) -> {
          for (int i = 0; i < times; i++) {
            RowKernel.run(n, x, 0, 64, y, 0, z, 0, 0, out, 0, COUNT);
          }
        });
  }

  void packed() {
    MicroKernel kernel = MicroKernel.BEST;
    add(
        name(kernel, "pair"),
        (times, n) -> {
          for (int i = 0; i < times; i++) {
            kernel.pair(n == 0 ? 0 : n + i % 2, x, 0, y, 0, z, 0, 0, out, 0, COLUMNS);
          }
        });
    add(
        name(kernel, "single"),
        (times, n) -> {
          for (int i = 0; i < times; i++) {
            kernel.single(n, x, 0, y, 0, z, 0, 0, out, 0, COUNT);
          }
        });
    add(
        "Packing.copySingle",
        (times, n) -> {
          for (int i = 0; i < times; i++) {
            Packing.copySingle(n, x, 0, 64, out, 0);
          }
        });
    add(
        "Packing.copyPairs",
        (times, n) -> {
          for (int i = 0; i < times; i++) {
            Packing.copyPairs(n, 2, x, 0, 64, out, 0);
          }
        });
  }

  void narrow() {
    if (ChannelLanes.COUNT == 8) {
      add(
          "ChosenRows.columns",
          (times, n) -> {
            for (int i = 0; i < times; i++) {
              ChosenRows.columns(n, bits, 0, 4, list, 0);
            }
          });
    }
    add(
        "VectorBytes.quotients",
        (times, n) -> {
          for (int i = 0; i < times; i++) {
            VectorBytes.quotients(bytes, 0, 255, out, 0, n * 2 * COUNT);
          }
        });
    if (MicroKernel.BEST.height() == 6) {
      add(
          "Transpose.six",
          (times, n) -> {
            for (int i = 0; i < times; i++) {
              Transpose.six(4 * n, x, 0, 128, out, 0);
            }
          });
    }
    if (COUNT > 4) {
      add(
          "Transpose.eight",
          (times, n) -> {
            for (int i = 0; i < times; i++) {
              Transpose.eight(4 * n, x, 0, 128, out, 0, COLUMNS);
            }
          });
    } else {
      add(
          "Transpose.four",
          (times, n) -> {
            for (int i = 0; i < times; i++) {
              Transpose.four(4 * n, x, 0, 128, out, 0, COLUMNS);
            }
          });
    }
  }

  void blockGradients() {
    add(
        "SparseRows.unpoolRow",
        (times, n) -> {
          for (int i = 0; i < times; i++) {
            SparseRows.unpoolRow(
                n, x, 0, ChannelLanes.COUNT, list, 0, 2, out, 0, ChannelLanes.COUNT, 1024);
          }
        });
    if (ChannelLanes.COUNT == 8) {
      add(
          "ChosenRows.channel",
          (times, n) -> {
            for (int i = 0; i < times; i++) {
              ChosenRows.channel(n, words, list, 0, x, 0, 8, y, 0, 64, 128, out, 0, 1024);
            }
          });
      add(
          "SparseInput.sliding",
          (times, n) -> {
            for (int i = 0; i < times; i++) {
              SparseInput.sliding(n, 2, x, 0, 2 * ChannelLanes.COUNT, bits, 0, y, 0, out, 0, 256);
            }
          });
      add(
          "SparseRows.finite",
          (times, n) -> {
            for (int i = 0; i < times; i++) {
              SparseRows.finite(x, 0, n * ChannelLanes.COUNT);
            }
          });
    }
    add(
        "WeightTile.single",
        (times, n) -> {
          for (int i = 0; i < times; i++) {
            WeightTile.single(n, 2 * n, x, 0, 32, y, 0, ChannelLanes.COUNT, out, 0, 1024);
          }
        });
    add(
        "WeightTile.bias",
        (times, n) -> {
          for (int i = 0; i < times; i++) {
            WeightTile.bias(n, x, 0, ChannelLanes.COUNT, out, 0);
          }
        });
  }

  void elements() {
    add(
        "VectorZip.add",
        (times, n) -> {
          for (int i = 0; i < times; i++) {
            VectorZip.add(x, 0, y, 0, out, 0, n * COUNT);
          }
        });
    add(
        "VectorReductions.addFour",
        (times, n) -> {
          for (int i = 0; i < times; i++) {
            VectorReductions.addFour(x, 0, COUNT, out, 0, n * COUNT);
          }
        });
    add(
        "VectorZip.reluGradient",
        (times, n) -> {
          for (int i = 0; i < times; i++) {
            VectorZip.reluGradient(x, 0, y, 0, out, 0, n * COUNT);
          }
        });
    add(
        "VectorMap.relu",
        (times, n) -> {
          for (int i = 0; i < times; i++) {
            VectorMap.relu(x, 0, out, 0, n * COUNT);
          }
        });
    add(
        "VectorZipNumber.subtract",
        (times, n) -> {
          for (int i = 0; i < times; i++) {
            VectorZipNumber.subtract(x, 0, 2, out, 0, n * COUNT);
          }
        });
    add(
        "VectorZipNumber.multiply",
        (times, n) -> {
          for (int i = 0; i < times; i++) {
            VectorZipNumber.multiply(x, 0, 2, out, 0, n * COUNT);
          }
        });
    add(
        "VectorZipNumber.divide",
        (times, n) -> {
          for (int i = 0; i < times; i++) {
            VectorZipNumber.divide(x, 0, 2, out, 0, n * COUNT);
          }
        });
    add(
        "VectorOptimizers.adam",
        (times, n) -> {
          for (int i = 0; i < times; i++) {
            VectorOptimizers.adam(ADAM, x, 0, y, 0, z, 0, out, 0, n * COUNT);
          }
        });
    add(
        "VectorMath.powers",
        (times, n) -> {
          for (int i = 0; i < times; i++) {
            VectorMath.powers(x, 0, 1, out, 0, n * COUNT);
          }
        });
  }
}
