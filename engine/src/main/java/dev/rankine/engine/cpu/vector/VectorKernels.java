package dev.rankine.engine.cpu.vector;

import static dev.rankine.engine.cpu.vector.Lanes.COUNT;

import dev.rankine.engine.AdamStep;
import dev.rankine.engine.Binary;
import dev.rankine.engine.Conv2dGeometry;
import dev.rankine.engine.Pool2dGeometry;
import dev.rankine.engine.SgdStep;
import dev.rankine.engine.Unary;
import dev.rankine.engine.cpu.BlockKernels;
import dev.rankine.engine.cpu.Gemm;
import dev.rankine.engine.cpu.Kernels;
import dev.rankine.engine.cpu.RowKernels;
import dev.rankine.engine.cpu.ScalarKernels;
import dev.rankine.engine.cpu.Team;
import dev.rankine.engine.cpu.WarmLoop;
import java.util.Optional;

/**
 * The SIMD kernels. Whole vectors run here, what remains at the end of a range runs through the
 * scalar twin, or in a padded vector where that is slow: the bits are the same.
 */
public final class VectorKernels implements Kernels {
  /** Elements of a row whose maximum plain loops find as fast. */
  private static final int SHORT = 32;

  private final ScalarKernels scalar = new ScalarKernels();
  private final BlockKernels blocks = new VectorBlocks();
  private final RowKernels rows = new VectorRows();

  @Override
  public String name() {
    return "vector";
  }

  @Override
  public int vectorBits() {
    return Lanes.FLOAT.vectorBitSize();
  }

  @Override
  public Optional<BlockKernels> blocks() {
    return Optional.of(blocks);
  }

  @Override
  public RowKernels rows() {
    return rows;
  }

  @Override
  public Optional<WarmLoop.Plan> warmLoops() {
    return Lanes.isEmulated() ? Optional.empty() : Optional.of(VectorWarmPlan.best());
  }

  @Override
  public WarmLoop.Group group(Gemm product) {
    return VectorGemm.group(product);
  }

  @Override
  public void gemm(Team team, Gemm product) {
    VectorGemm.multiply(team, product);
  }

  @Override
  public void conv2d(
      Conv2dGeometry g, int from, int to, float[] x, int xo, float[] w, int wo, float[] y, int yo) {
    VectorConvolution.forward(g, from, to, x, xo, w, wo, y, yo);
  }

  @Override
  public void conv2dInputGradient(
      Conv2dGeometry g,
      int from,
      int to,
      float[] dy,
      int dyo,
      float[] w,
      int wo,
      float[] dx,
      int dxo) {
    VectorConvolution.inputGradient(g, from, to, dy, dyo, w, wo, dx, dxo);
  }

  @Override
  public void conv2dWeightGradient(
      Conv2dGeometry g,
      int from,
      int to,
      float[] x,
      int xo,
      float[] dy,
      int dyo,
      float[] dw,
      int dwo) {
    VectorWeightGradient.add(g, from, to, x, xo, dy, dyo, dw, dwo);
  }

  @Override
  public void chainSums(int chains, int n, float[] x, int xo, int pitch, float[] sums, int so) {
    int done = VectorReductions.chainSums(chains, n, x, xo, pitch, sums, so);
    scalar.chainSums(chains - done, n, x, xo + done * pitch, pitch, sums, so + done);
  }

  @Override
  public boolean settle(float[] x, int xo, int n) {
    boolean settled = VectorReductions.settle(x, xo, n / COUNT);
    int done = n / COUNT * COUNT;
    return scalar.settle(x, xo + done, n - done) & settled;
  }

  @Override
  public void maxPool2d(
      Pool2dGeometry g,
      int from,
      int to,
      float[] x,
      int xo,
      float[] y,
      int yo,
      int[] argmax,
      int ao) {
    if (!VectorPooling.covers(g)) {
      scalar.maxPool2d(g, from, to, x, xo, y, yo, argmax, ao);
      return;
    }
    VectorPooling.planes(g, from, to, x, xo, y, yo, argmax, ao);
  }

  @Override
  public void quotients(byte[] x, int xo, float divisor, float[] out, int oo, int n) {
    int done = VectorBytes.quotients(x, xo, divisor, out, oo, n);
    scalar.quotients(x, xo + done, divisor, out, oo + done, n - done);
  }

  @Override
  public void map(Unary f, float[] x, int xo, float[] out, int oo, int n) {
    VectorMap.map(f, x, xo, out, oo, n);
  }

  @Override
  public void zip(
      Binary f,
      float[] a,
      int ao,
      int aStep,
      float[] b,
      int bo,
      int bStep,
      float[] out,
      int oo,
      int n) {
    int done = 0;
    if (aStep == 1 && bStep == 1) {
      done = VectorZip.zip(f, a, ao, b, bo, out, oo, n);
    } else if (aStep == 1 && n > 0 && VectorZipNumber.covers(f, b[bo])) {
      done = VectorZipNumber.zip(f, a, ao, b[bo], out, oo, n);
    } else if (bStep == 1 && n > 0 && VectorZipNumber.commutes(f)) {
      done = VectorZipNumber.zip(f, b, bo, a[ao], out, oo, n);
    } else if (n >= COUNT) {
      done = VectorZip.repeated(f, a, ao, aStep, b, bo, bStep, out, oo, n);
    }
    int aRest = ao + done * aStep;
    int bRest = bo + done * bStep;
    if (done < n && VectorZip.isCostly(f)) {
      VectorZip.rest(f, a, aRest, aStep, b, bRest, bStep, out, oo + done, n - done);
    } else {
      scalar.zip(f, a, aRest, aStep, b, bRest, bStep, out, oo + done, n - done);
    }
  }

  @Override
  public void clamp(float[] x, int xo, float low, float high, float[] out, int oo, int n) {
    int done = VectorZipNumber.clamp(x, xo, low, high, out, oo, n);
    scalar.clamp(x, xo + done, low, high, out, oo + done, n - done);
  }

  @Override
  public void select(
      float[] mask,
      int mo,
      float[] a,
      int ao,
      int aStep,
      float[] b,
      int bo,
      int bStep,
      float[] out,
      int oo,
      int n) {
    int done = VectorSelect.select(mask, mo, a, ao, aStep, b, bo, bStep, out, oo, n);
    scalar.select(
        mask,
        mo + done,
        a,
        ao + done * aStep,
        aStep,
        b,
        bo + done * bStep,
        bStep,
        out,
        oo + done,
        n - done);
  }

  @Override
  public void addRows(int rows, int n, float[] x, int xo, int pitch, float[] out, int oo) {
    int row = 0;
    for (; row <= rows - 4; row += 4) {
      int at = xo + row * pitch;
      int done = VectorReductions.addFour(x, at, pitch, out, oo, n);
      for (int each = 0; each < 4; each++) {
        int rest = at + each * pitch + done;
        scalar.zip(Binary.ADD, out, oo + done, 1, x, rest, 1, out, oo + done, n - done);
      }
    }
    Kernels.super.addRows(rows - row, n, x, xo + row * pitch, pitch, out, oo);
  }

  @Override
  public void sumInto(float[] partials, int phase, float[] x, int xo, int n) {
    int head = Math.min(n, -phase & 31);
    int rounds = (n - head) / 32;
    int tail = head + rounds * 32;
    scalar.sumInto(partials, phase, x, xo, head);
    VectorReductions.sum(partials, x, xo + head, rounds);
    int rest = n - tail;
    int done = rest < COUNT ? 0 : VectorZip.add(partials, 0, x, xo + tail, partials, 0, rest);
    scalar.sumInto(partials, phase + tail + done, x, xo + tail + done, rest - done);
  }

  @Override
  public void squaresInto(float[] partials, int phase, float mean, float[] x, int xo, int n) {
    int head = Math.min(n, -phase & 31);
    int rounds = (n - head) / 32;
    int tail = head + rounds * 32;
    scalar.squaresInto(partials, phase, mean, x, xo, head);
    VectorReductions.squares(partials, mean, x, xo + head, rounds);
    int rest = n - tail;
    int done = VectorReductions.squaresRest(partials, mean, x, xo + tail, rest);
    scalar.squaresInto(partials, phase + tail + done, mean, x, xo + tail + done, rest - done);
  }

  @Override
  public float max(float[] x, int xo, int n) {
    if (n < SHORT) {
      return scalar.max(x, xo, n);
    }
    int vectors = n / COUNT;
    float ends = scalar.max(x, xo + vectors * COUNT, n - vectors * COUNT);
    return Math.max(VectorReductions.max(Workspace.get().bits, x, xo, vectors), ends);
  }

  @Override
  public void squaresAcross(float[] out, int oo, float[] mean, int mo, float[] x, int xo, int n) {
    int done = VectorReductions.squaresAcross(out, oo, mean, mo, x, xo, n);
    scalar.squaresAcross(out, oo + done, mean, mo + done, x, xo + done, n - done);
  }

  @Override
  public void maxAcross(float[] out, int oo, float[] x, int xo, int n) {
    int done = VectorReductions.maxAcross(out, oo, x, xo, n);
    scalar.maxAcross(out, oo + done, x, xo + done, n - done);
  }

  @Override
  public void sgd(SgdStep step, float[] p, int po, float[] g, int go, float[] v, int vo, int n) {
    int done = VectorOptimizers.sgd(step, p, po, g, go, v, vo, n);
    scalar.sgd(step, p, po + done, g, go + done, v, vo + done, n - done);
  }

  @Override
  public void adam(
      AdamStep step,
      float[] p,
      int po,
      float[] g,
      int go,
      float[] m,
      int mo,
      float[] v,
      int vo,
      int n) {
    int d = VectorOptimizers.adam(step, p, po, g, go, m, mo, v, vo, n);
    scalar.adam(step, p, po + d, g, go + d, m, mo + d, v, vo + d, n - d);
  }
}
