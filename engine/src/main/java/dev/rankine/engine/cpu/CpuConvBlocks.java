package dev.rankine.engine.cpu;

import static dev.rankine.engine.ArrayStorage.floats;

import dev.rankine.engine.Conv2dGeometry;
import dev.rankine.engine.ConvBlocks;
import dev.rankine.engine.Indices;
import dev.rankine.engine.Lists;
import dev.rankine.engine.Scope;
import dev.rankine.engine.Tensor;
import dev.rankine.engine.cpu.BlockKernels.Ints;
import dev.rankine.engine.cpu.BlockKernels.Pass;
import dev.rankine.engine.cpu.BlockKernels.Reals;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/** A stack of convolution blocks through the fused kernels, parallel over images. */
record CpuConvBlocks(Kernels kernels, BlockKernels fused, int threads) {
  /** Images per task on the way there, where no group binds them. */
  private static final int IMAGES = 4;

  ConvBlocks.Trace forward(
      ConvBlocks blocks,
      Tensor x,
      List<Tensor> weights,
      List<Tensor> biases,
      Tensor out,
      Scope scope) {
    Tensor kept = scope.tensor(blocks.batch() * fused.keptFloats(blocks));
    Indices choices = scope.indices(blocks.batch() * fused.keptInts(blocks));
    Pass pass =
        new Pass(blocks, reals(x), reals(weights), reals(biases), reals(kept), ints(choices));
    Reals y = reals(out);
    Parallel.run(
        threads,
        Math.ceilDiv(blocks.batch(), IMAGES),
        task ->
            fused.forward(pass, y, task * IMAGES, Math.min(blocks.batch(), (task + 1) * IMAGES)));
    return new ConvBlocks.Trace(List.of(kept), List.of(choices));
  }

  /**
   * The gradients.
   *
   * @param scratch owns the groups' partial results
   * @return whether they stand, see {@link BlockKernels#backward}
   */
  boolean gradient(
      ConvBlocks blocks,
      Tensor x,
      List<Tensor> weights,
      ConvBlocks.Trace trace,
      Tensor dy,
      List<Tensor> dWeights,
      List<Tensor> dBiases,
      Optional<Tensor> dx,
      Scope scratch) {
    List<Conv2dGeometry> convolutions = blocks.convolutions();
    int batch = blocks.batch();
    List<float[]> weightParts =
        Lists.map(convolutions, g -> parts(scratch, g, g.weightShape().size()));
    List<float[]> biasParts = Lists.map(convolutions, g -> parts(scratch, g, g.outChannels()));
    int images = 1;
    for (Conv2dGeometry g : convolutions) {
      images = Math.max(images, g.imagesPerGroup());
    }
    int step = images;
    Pass pass =
        new Pass(
            blocks,
            reals(x),
            reals(weights),
            List.of(),
            reals(trace.values().getFirst()),
            ints(trace.choices().getFirst()));
    Reals gradient = reals(dy);
    Reals target = dx.map(CpuConvBlocks::reals).orElse(null);
    AtomicBoolean stands = new AtomicBoolean(true);
    Parallel.run(
        threads,
        Math.ceilDiv(batch, step),
        task -> {
          int to = Math.min(batch, (task + 1) * step);
          if (!fused.backward(pass, gradient, weightParts, biasParts, target, task * step, to)) {
            stands.set(false);
          }
        });
    for (int i = 0; i < convolutions.size() && stands.get(); i++) {
      int groups = WeightGradient.groups(convolutions.get(i));
      fold(weightParts.get(i), groups, dWeights.get(i));
      fold(biasParts.get(i), groups, dBiases.get(i));
    }
    return stands.get();
  }

  private void fold(float[] parts, int groups, Tensor out) {
    new WeightGradient(kernels, threads).fold(parts, groups, out.size(), floats(out), out.offset());
  }

  private static Reals reals(Tensor x) {
    return new Reals(floats(x), x.offset());
  }

  private static List<Reals> reals(List<Tensor> tensors) {
    return Lists.map(tensors, CpuConvBlocks::reals);
  }

  /** Room for a result of each group. */
  private static float[] parts(Scope scratch, Conv2dGeometry g, int size) {
    return floats(scratch.tensor(WeightGradient.groups(g) * size));
  }

  private static Ints ints(Indices x) {
    return new Ints(dev.rankine.engine.ArrayStorage.ints(x), x.offset());
  }
}
