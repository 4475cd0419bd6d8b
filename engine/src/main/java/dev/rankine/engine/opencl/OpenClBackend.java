package dev.rankine.engine.opencl;

import dev.rankine.engine.AveragePool2dGeometry;
import dev.rankine.engine.AveragePool2dGeometry.Windows;
import dev.rankine.engine.Conv2dGeometry;
import dev.rankine.engine.ConvBlocks;
import dev.rankine.engine.Epilogue;
import dev.rankine.engine.GroupedConvolution;
import dev.rankine.engine.Indices;
import dev.rankine.engine.Matrix;
import dev.rankine.engine.Pool2dGeometry;
import dev.rankine.engine.Reduction;
import dev.rankine.engine.Rules;
import dev.rankine.engine.Scope;
import dev.rankine.engine.Shape;
import dev.rankine.engine.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * float32 on an OpenCL device. This class checks shapes and chooses kernels; their loops are in the
 * {@code .cl} resources. What {@link dev.rankine.engine.Backend} has a composition for is composed
 * of these kernels.
 *
 * <p>Results are the same each time on one device, and within rounding those of the other backends:
 * a driver may not order a contraction as NUMERICS.md does.
 */
final class OpenClBackend extends ElementwiseBackend {
  private final Products products;

  /**
   * A backend of its own.
   *
   * @param bound the most bytes that its buffers may take
   * @param local whether products go through local memory
   */
  OpenClBackend(Device device, long bound, BinaryCache cache, Tiles tiles, boolean local) {
    super(device, bound, cache, tiles);
    this.products = new Products(this, tiles, local);
  }

  /** A backend on a device with what was measured and stored for it. */
  static OpenClBackend on(Device device) {
    BinaryCache cache = BinaryCache.ofUser();
    Tiles tiles = new TileStore(cache).find(device).orElse(Tiles.DEFAULT);
    return new OpenClBackend(device, device.memory(), cache, tiles, device.localMemory());
  }

  @Override
  public void gemm(double alpha, Matrix a, Matrix b, double beta, Matrix c) {
    Rules.owned("gemm", this, a.tensor(), b.tensor(), c.tensor());
    Rules.gemm(a, b, c);
    products.multiply(alpha, a, b, beta, c, Optional.empty());
  }

  @Override
  public void gemm(double alpha, Matrix a, Matrix b, double beta, Matrix c, Epilogue epilogue) {
    Rules.owned("gemm", this, a.tensor(), b.tensor(), c.tensor(), epilogue.bias());
    Rules.gemm(a, b, c, epilogue);
    products.multiply(alpha, a, b, beta, c, Optional.of(epilogue));
  }

  @Override
  public void conv2d(Conv2dGeometry geometry, Tensor x, Tensor w, Tensor out) {
    Rules.owned("conv2d", this, x, w, out);
    Rules.conv2d(geometry, x, w, out);
    if (geometry.window().groups() > 1) {
      new GroupedConvolution(this, geometry).forward(x, w, out);
    } else {
      new Convolutions(this, geometry).forward(x, w, out);
    }
  }

  @Override
  public void conv2dInputGradient(Conv2dGeometry geometry, Tensor dy, Tensor w, Tensor dx) {
    Rules.owned("conv2d", this, dy, w, dx);
    Rules.conv2d(geometry, dx, w, dy);
    if (geometry.window().groups() > 1) {
      new GroupedConvolution(this, geometry).inputGradient(dy, w, dx);
    } else {
      new Convolutions(this, geometry).inputGradient(dy, w, dx);
    }
  }

  @Override
  public void conv2dWeightGradient(Conv2dGeometry geometry, Tensor x, Tensor dy, Tensor dw) {
    Rules.owned("conv2d", this, x, dy, dw);
    Rules.conv2d(geometry, x, dw, dy);
    if (geometry.window().groups() > 1) {
      new GroupedConvolution(this, geometry).weightGradient(x, dy, dw);
    } else {
      new Convolutions(this, geometry).weightGradient(x, dy, dw);
    }
  }

  @Override
  public void conv2dBiasGradient(Conv2dGeometry geometry, Tensor dy, Tensor db) {
    Rules.owned("conv2d", this, dy, db);
    Rules.conv2dBias(geometry, dy, db);
    reduce(Reduction.SUM, dy, new int[] {0, 2, 3}, db);
  }

  /** As the composition, with one pass for all that follows a convolution. */
  @Override
  public ConvBlocks.Trace convBlocks(
      ConvBlocks blocks,
      Tensor x,
      List<Tensor> weights,
      List<Tensor> biases,
      Tensor out,
      Scope scope) {
    Rules.convBlocks(this, blocks, x, weights, biases, out);
    List<Tensor> pooled = new ArrayList<>();
    List<Indices> argmax = new ArrayList<>();
    for (Conv2dGeometry g : blocks.convolutions()) {
      int block = pooled.size();
      Shape shape = g.outputShape().with(2, g.outH() / 2).with(3, g.outW() / 2);
      Tensor y = block == weights.size() - 1 ? out : scope.tensor(shape);
      Indices choice = scope.indices(shape);
      try (Scope local = Scope.on(this)) {
        Tensor z = local.tensor(g.outputShape());
        conv2d(g, block == 0 ? x : pooled.getLast(), weights.get(block), z);
        launch("pooling", "bias_relu_pool")
            .array(z)
            .array(biases.get(block))
            .array(y)
            .array(choice)
            .ints(g.outChannels(), g.outH(), g.outW())
            .run(
                new long[] {shape.dim(2) * shape.dim(3), g.batch() * g.outChannels()},
                new long[] {Device.GROUP, 1});
      }
      pooled.add(y);
      argmax.add(choice);
    }
    return new ConvBlocks.Trace(pooled, argmax);
  }

  @Override
  public void maxPool2d(Pool2dGeometry geometry, Tensor x, Tensor out, Indices argmax) {
    Rules.owned("max_pool2d", this, x, out, argmax);
    Rules.maxPool2d(geometry, x, out, argmax);
    launch("pooling", "max_pool")
        .array(x)
        .array(out)
        .array(argmax)
        .ints(geometry.height(), geometry.width(), geometry.outH(), geometry.outW())
        .ints(geometry.kernel(), geometry.stride(), out.size())
        .run(out.size());
    int last = geometry.height() * geometry.width() - 1;
    DeviceStorage.range(argmax).written(argmax.offset(), argmax.size(), 0, last);
  }

  @Override
  public void maxPool2dGradient(Pool2dGeometry geometry, Tensor dy, Indices argmax, Tensor dx) {
    Rules.owned("max_pool2d", this, dy, argmax, dx);
    Rules.maxPool2d(geometry, dx, dy, argmax);
    launch("pooling", "max_pool_gradient")
        .array(dy)
        .array(argmax)
        .array(dx)
        .ints(geometry.height() * geometry.width(), geometry.outH() * geometry.outW())
        .ints(geometry.planes())
        .run(geometry.planes());
  }

  @Override
  public void averagePool2d(AveragePool2dGeometry geometry, Tensor x, Tensor out) {
    Rules.owned("avg_pool2d", this, x, out);
    Rules.averagePool2d(geometry, x, out);
    launch("pooling", "average_pool")
        .array(x)
        .array(out)
        .struct(windows(geometry.rows()))
        .struct(windows(geometry.columns()))
        .ints(out.size())
        .run(out.size());
  }

  @Override
  public void averagePool2dGradient(AveragePool2dGeometry geometry, Tensor dy, Tensor dx) {
    Rules.owned("avg_pool2d", this, dy, dx);
    Rules.averagePool2d(geometry, dx, dy);
    launch("pooling", "average_pool_gradient")
        .array(dy)
        .array(dx)
        .struct(windows(geometry.rows()))
        .struct(windows(geometry.columns()))
        .ints(dx.size())
        .run(dx.size());
  }

  private static int[] windows(Windows w) {
    return new int[] {w.extent(), w.count(), w.kernel(), w.stride()};
  }
}
