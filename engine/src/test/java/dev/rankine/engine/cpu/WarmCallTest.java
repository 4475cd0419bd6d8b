package dev.rankine.engine.cpu;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import dev.rankine.engine.AveragePool2dGeometry;
import dev.rankine.engine.Backend;
import dev.rankine.engine.Binary;
import dev.rankine.engine.Formula;
import dev.rankine.engine.Indices;
import dev.rankine.engine.LayerNormalization;
import dev.rankine.engine.Philox;
import dev.rankine.engine.Rules;
import dev.rankine.engine.Shape;
import dev.rankine.engine.Tensor;
import dev.rankine.engine.Unary;
import dev.rankine.engine.View;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * A warm call of a primitive makes a few small objects and nothing as large as its operands. On the
 * scalar kernels, where nothing depends on what the JIT has compiled.
 */
class WarmCallTest {
  private static final long MOST = 1_500;
  private static final int CALLS = 20;

  private final Backend backend =
      new CpuBackend(new ScalarKernels(), 1, CpuBackend.Convolution.IMPLICIT);
  private final Shape shape = Shape.of(4, 3, 20, 30);
  private final Tensor x = Tensor.zeros(backend, shape);
  private final Tensor y = Tensor.zeros(backend, shape);
  private final Tensor out = Tensor.zeros(backend, shape);

  private Map<String, Runnable> calls() {
    Map<String, Runnable> calls = new LinkedHashMap<>();
    View permuted = View.of(x).permute(0, 2, 3, 1);
    View target = View.of(out.reshape(4, 20, 30, 3));
    calls.put("copy", () -> backend.copy(permuted, target));
    Formula error = Formula.of(x).zip(Binary.SUBTRACT, Formula.of(y)).map(Unary.ABS);
    Tensor one = Tensor.zeros(backend, Shape.SCALAR);
    calls.put("mean", () -> backend.mean(error, shape, one));
    Indices index = Indices.of(backend, shape, new int[shape.size()]);
    calls.put("gatherAlong", () -> backend.gatherAlong(x, 2, index, out));
    calls.put("scatterAddAlong", () -> backend.scatterAddAlongInPlace(x, 2, index, out));
    calls.put("select", () -> backend.select(x, x, y, out));
    Philox random = new Philox(1, 1);
    calls.put("keep", () -> backend.keep(random, 0.5, out));
    AveragePool2dGeometry pool = AveragePool2dGeometry.of(shape, 2, 2);
    Tensor pooled = Tensor.zeros(backend, Shape.of(4, 3, 10, 15));
    calls.put("averagePool2d", () -> backend.averagePool2d(pool, x, pooled));
    calls.put("averagePool2dGradient", () -> backend.averagePool2dGradient(pool, pooled, out));
    for (int[] axes : new int[][] {{3}, {1}, {0, 2}}) {
      String over = " over " + Arrays.toString(axes);
      calls.put("softmax" + over, () -> backend.softmax(x, axes, out));
      calls.put("logSoftmax" + over, () -> backend.logSoftmax(x, axes, out));
      Tensor kept = Tensor.zeros(backend, Rules.reduced(shape, axes));
      calls.put("logSumExp" + over, () -> backend.logSumExp(x, axes, kept));
      calls.put(
          "logSumExpGradient" + over, () -> backend.logSumExpGradient(x, kept, kept, axes, out));
      calls.put("standardize" + over, () -> backend.standardize(x, axes, 1, kept, kept, kept, out));
      calls.put(
          "standardizeGradient" + over, () -> backend.standardizeGradient(x, kept, y, axes, out));
      calls.put("rmsNormalize" + over, () -> backend.rmsNormalize(x, axes, 1, kept, out));
      calls.put(
          "rmsNormalizeGradient" + over, () -> backend.rmsNormalizeGradient(x, kept, y, axes, out));
      calls.put("softmaxGradient" + over, () -> backend.softmaxGradient(x, y, axes, out));
      calls.put("logSoftmaxGradient" + over, () -> backend.logSoftmaxGradient(x, y, axes, out));
    }
    LayerNormalization norm = backend.layerNormalization();
    Tensor group = Tensor.zeros(backend, Rules.reduced(shape, new int[] {3}));
    Tensor of = Tensor.zeros(backend, Shape.of(30));
    calls.put("layer norm", () -> norm.forward(x, 1, of, of, group, group, out));
    calls.put("inputGradient", () -> norm.inputGradient(x, group, group, of, y, out));
    calls.put("parameterGradients", () -> norm.parameterGradients(x, group, group, y, of, of));
    return calls;
  }

  @Test
  void aWarmCallAllocatesLittle() {
    ThreadMXBean thread = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    calls()
        .forEach(
            (name, call) -> {
              long least = Long.MAX_VALUE;
              for (int i = 0; i < CALLS; i++) {
                long before = thread.getCurrentThreadAllocatedBytes();
                call.run();
                least = Math.min(least, thread.getCurrentThreadAllocatedBytes() - before);
              }
              assertTrue(least <= MOST, name + " allocates " + least + " bytes a call");
            });
  }
}
