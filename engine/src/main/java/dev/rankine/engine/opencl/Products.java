package dev.rankine.engine.opencl;

import dev.rankine.engine.Epilogue;
import dev.rankine.engine.Matrix;
import dev.rankine.engine.Scope;
import dev.rankine.engine.Tensor;
import java.util.Optional;

/**
 * Matrix products: from panels on a processor, from local memory on a device that has it.
 *
 * @param tiles of the panels
 * @param local whether local memory is used
 */
record Products(DeviceBackend backend, Tiles tiles, boolean local) {
  private static final int LOCAL_SIDE = 64;
  private static final int LOCAL_STEP = 16;

  /** c ← alpha·a·b + beta·c, then the epilogue if there is one. Shapes are checked. */
  void multiply(
      double alpha, Matrix a, Matrix b, double beta, Matrix c, Optional<Epilogue> epilogue) {
    if (c.rows() == 0 || c.columns() == 0) {
      return;
    }
    if (local) {
      fromLocalMemory(alpha, a, b, beta, c, epilogue);
    } else {
      fromPanels(alpha, a, b, beta, c, epilogue);
    }
  }

  /** What is added to each row of c; where nothing is, any tensor will do. */
  private static Tensor bias(Matrix c, Optional<Epilogue> epilogue) {
    return epilogue.map(Epilogue::bias).orElse(c.tensor());
  }

  /** As the kernels number it. */
  private static int finish(Optional<Epilogue> epilogue) {
    return epilogue.map(e -> e.relu() ? 2 : 1).orElse(0);
  }

  private void fromPanels(
      double alpha, Matrix a, Matrix b, double beta, Matrix c, Optional<Epilogue> epilogue) {
    int depth = a.columns();
    int down = Math.ceilDiv(c.rows(), tiles.rows());
    int across = Math.ceilDiv(c.columns(), tiles.columns());
    try (Scope scope = Scope.on(backend)) {
      Tensor left = scope.tensor(down, depth, tiles.rows());
      Tensor right = scope.tensor(across, depth, tiles.columns());
      int[] aSteps = MovementBackend.strides(a);
      int[] bSteps = MovementBackend.strides(b);
      pack(a, aSteps[0], aSteps[1], alpha, left, tiles.rows(), a.rows());
      pack(b, bSteps[1], bSteps[0], 1, right, tiles.columns(), b.columns());
      int from = 0;
      do {
        int to = Math.min(depth, from + tiles.depth());
        Tensor bias = bias(c, epilogue);
        backend
            .launch("gemm_panels", "multiply")
            .array(left)
            .array(right)
            .floats(beta)
            .array(c.tensor(), c.offset())
            .ints(c.ld(), c.rows(), c.columns(), depth, from, to)
            .array(bias)
            .ints(to == depth ? finish(epilogue) : 0)
            .run(new long[] {down, across}, new long[] {1, 1});
        from = to;
      } while (from < depth);
    }
  }

  private void pack(
      Matrix x, int step, int stride, double scale, Tensor panels, int tile, int count) {
    int depth = panels.shape().dim(1);
    backend
        .launch("gemm_panels", "pack")
        .array(x.tensor(), x.offset())
        .ints(step, stride)
        .floats(scale)
        .array(panels)
        .ints(tile, count, depth)
        .run(new long[] {depth, panels.shape().dim(0)}, new long[] {Device.GROUP, 1});
  }

  private void fromLocalMemory(
      double alpha, Matrix a, Matrix b, double beta, Matrix c, Optional<Epilogue> epilogue) {
    int[] aSteps = MovementBackend.strides(a);
    int[] bSteps = MovementBackend.strides(b);
    long across = Math.ceilDiv(c.columns(), LOCAL_SIDE);
    long down = Math.ceilDiv(c.rows(), LOCAL_SIDE);
    backend
        .launch("gemm_local", "multiply_local")
        .floats(alpha)
        .array(a.tensor(), a.offset())
        .ints(aSteps)
        .array(b.tensor(), b.offset())
        .ints(bSteps)
        .floats(beta)
        .array(c.tensor(), c.offset())
        .ints(c.ld(), c.rows(), c.columns(), a.columns())
        .array(bias(c, epilogue))
        .ints(finish(epilogue))
        .run(
            new long[] {across * LOCAL_STEP, down * LOCAL_STEP},
            new long[] {LOCAL_STEP, LOCAL_STEP});
  }
}
