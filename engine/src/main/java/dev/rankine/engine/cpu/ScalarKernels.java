package dev.rankine.engine.cpu;

import static dev.rankine.engine.cpu.Fma.fma;

import dev.rankine.engine.AdamStep;
import dev.rankine.engine.Binary;
import dev.rankine.engine.Conv2dGeometry;
import dev.rankine.engine.Pool2dGeometry;
import dev.rankine.engine.SgdStep;
import dev.rankine.engine.Unary;

/** The plain loops: oracle of the vector kernels, fallback without them, and documentation. */
public final class ScalarKernels implements Kernels {
  @Override
  public String name() {
    return "scalar";
  }

  @Override
  public int vectorBits() {
    return 32;
  }

  @Override
  public void gemm(Team team, Gemm g) {
    team.run(g.m(), i -> gemmRow(g, i));
  }

  private static void gemmRow(Gemm g, int i) {
    float[] a = g.a().data();
    float[] b = g.b().data();
    float[] c = g.c().data();
    for (int j = 0; j < g.n(); j++) {
      float sum = g.beta() == 0 ? 0 : g.beta() * c[g.c().at(i, j)];
      for (int p = 0; p < g.k(); p++) {
        sum = fma(g.alpha() * a[g.a().at(i, p)], b[g.b().at(p, j)], sum);
      }
      c[g.c().at(i, j)] = g.finish().isNone() ? sum : finished(g.finish(), j, sum);
    }
  }

  private static float finished(Gemm.Finish finish, int j, float sum) {
    float biased = sum + finish.bias()[finish.offset() + j];
    return finish.relu() && biased <= 0 ? 0 : biased;
  }

  @Override
  public void conv2d(
      Conv2dGeometry g, int from, int to, float[] x, int xo, float[] w, int wo, float[] y, int yo) {
    int c = g.inChannels() / g.window().groups();
    int kernel = g.kernelH() * g.kernelW();
    int at = yo + from * g.outChannels() * g.outH() * g.outW();
    for (int b = from; b < to; b++) {
      for (int o = 0; o < g.outChannels(); o++) {
        int image = b * g.inChannels() + o / (g.outChannels() / g.window().groups()) * c;
        for (int oh = 0; oh < g.outH(); oh++) {
          for (int ow = 0; ow < g.outW(); ow++) {
            float sum = 0;
            for (int tap = 0; tap < kernel; tap++) {
              int ih = inputRow(g, oh, tap / g.kernelW());
              int iw = inputColumn(g, ow, tap % g.kernelW());
              for (int ci = 0; ci < c; ci++) {
                float pixel = pixel(g, x, xo + (image + ci) * g.height() * g.width(), ih, iw);
                sum = fma(w[wo + (o * c + ci) * kernel + tap], pixel, sum);
              }
            }
            y[at++] = sum;
          }
        }
      }
    }
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
    int c = g.inChannels() / g.window().groups();
    int some = g.outChannels() / g.window().groups();
    int kernel = g.kernelH() * g.kernelW();
    int outputs = g.outH() * g.outW();
    int at = dxo + from * g.inChannels() * g.height() * g.width();
    for (int b = from; b < to; b++) {
      for (int ci = 0; ci < g.inChannels(); ci++) {
        int first = ci / c * some;
        for (int ih = 0; ih < g.height(); ih++) {
          for (int iw = 0; iw < g.width(); iw++) {
            float sum = 0;
            for (int tap = kernel - 1; tap >= 0; tap--) {
              int position = outputPosition(g, ih, iw, tap / g.kernelW(), tap % g.kernelW());
              for (int o = first; o < first + some && position >= 0; o++) {
                float gradient = dy[dyo + (b * g.outChannels() + o) * outputs + position];
                if (gradient != 0) {
                  sum = fma(w[wo + (o * c + ci % c) * kernel + tap], gradient, sum);
                }
              }
            }
            dx[at++] = sum + 0f;
          }
        }
      }
    }
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
    int c = g.inChannels() / g.window().groups();
    int outputs = g.outH() * g.outW();
    int at = dwo;
    for (int o = 0; o < g.outChannels(); o++) {
      int channel = o / (g.outChannels() / g.window().groups()) * c;
      for (int ci = 0; ci < c; ci++) {
        for (int kh = 0; kh < g.kernelH(); kh++) {
          for (int kw = 0; kw < g.kernelW(); kw++) {
            float sum = 0;
            for (int b = from; b < to; b++) {
              int plane = xo + (b * g.inChannels() + channel + ci) * g.height() * g.width();
              int gradient = dyo + (b * g.outChannels() + o) * outputs;
              for (int oh = 0; oh < g.outH(); oh++) {
                for (int ow = 0; ow < g.outW(); ow++) {
                  float pixel = pixel(g, x, plane, inputRow(g, oh, kh), inputColumn(g, ow, kw));
                  if (dy[gradient] != 0) {
                    sum = fma(pixel, dy[gradient], sum);
                  }
                  gradient++;
                }
              }
            }
            dw[at++] = sum + 0f;
          }
        }
      }
    }
  }

  @Override
  public void chainSums(int chains, int n, float[] x, int xo, int pitch, float[] sums, int so) {
    for (int c = 0; c < chains; c++) {
      for (int i = 0; i < n; i++) {
        sums[so + c] += x[xo + c * pitch + i];
      }
    }
  }

  @Override
  public boolean settle(float[] x, int xo, int n) {
    boolean settled = true;
    for (int i = xo; i < xo + n; i++) {
      x[i] += 0f;
      settled &= x[i] == x[i];
    }
    return settled;
  }

  private static int inputRow(Conv2dGeometry g, int oh, int kh) {
    return oh * g.window().stride() - g.window().padding() + kh * g.window().dilation();
  }

  private static int inputColumn(Conv2dGeometry g, int ow, int kw) {
    return ow * g.window().stride() - g.window().padding() + kw * g.window().dilation();
  }

  /** A pixel of a plane, +0 in the padding. */
  private static float pixel(Conv2dGeometry g, float[] x, int plane, int ih, int iw) {
    boolean inside = ih >= 0 && ih < g.height() && iw >= 0 && iw < g.width();
    return inside ? x[plane + ih * g.width() + iw] : 0;
  }

  /** The output position that sees an input through a tap, or −1 if none does. */
  private static int outputPosition(Conv2dGeometry g, int ih, int iw, int kh, int kw) {
    int stride = g.window().stride();
    int h = ih + g.window().padding() - kh * g.window().dilation();
    int v = iw + g.window().padding() - kw * g.window().dilation();
    boolean hit = h >= 0 && v >= 0 && h % stride == 0 && v % stride == 0;
    boolean inside = hit && h / stride < g.outH() && v / stride < g.outW();
    return inside ? h / stride * g.outW() + v / stride : -1;
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
    for (int plane = from; plane < to; plane++) {
      int base = xo + plane * g.height() * g.width();
      for (int oh = 0; oh < g.outH(); oh++) {
        int out = (plane * g.outH() + oh) * g.outW();
        poolRow(g, x, base, oh, 0, y, yo + out, argmax, ao + out);
      }
    }
  }

  /** Outputs {@code first} and up of row oh of the plane at base. */
  public static void poolRow(
      Pool2dGeometry g,
      float[] x,
      int base,
      int oh,
      int first,
      float[] y,
      int yo,
      int[] argmax,
      int ao) {
    for (int ow = first; ow < g.outW(); ow++) {
      int best = (oh * g.width() + ow) * g.stride();
      for (int kh = 0; kh < g.kernel(); kh++) {
        int row = (oh * g.stride() + kh) * g.width() + ow * g.stride();
        for (int i = row; i < row + g.kernel(); i++) {
          best = isLarger(x[base + i], x[base + best]) ? i : best;
        }
      }
      y[yo + ow] = x[base + best];
      argmax[ao + ow] = best;
    }
  }

  /** Whether a candidate replaces the best so far: it is larger, or the first NaN. */
  static boolean isLarger(float candidate, float best) {
    return !(candidate <= best) && best == best;
  }

  @Override
  public void quotients(byte[] x, int xo, float divisor, float[] out, int oo, int n) {
    for (int i = 0; i < n; i++) {
      out[oo + i] = (x[xo + i] & 0xFF) / divisor;
    }
  }

  @Override
  public void map(Unary f, float[] x, int xo, float[] out, int oo, int n) {
    for (int i = 0; i < n; i++) {
      out[oo + i] = ScalarFunctions.of(f, x[xo + i]);
    }
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
    for (int i = 0; i < n; i++) {
      out[oo + i] = ScalarFunctions.of(f, a[ao + i * aStep], b[bo + i * bStep]);
    }
  }

  @Override
  public void sumInto(float[] partials, int phase, float[] x, int xo, int n) {
    for (int i = 0; i < n; i++) {
      partials[(phase + i) & 31] += x[xo + i];
    }
  }

  @Override
  public void squaresInto(float[] partials, int phase, float mean, float[] x, int xo, int n) {
    for (int i = 0; i < n; i++) {
      float d = x[xo + i] - mean;
      partials[(phase + i) & 31] = fma(d, d, partials[(phase + i) & 31]);
    }
  }

  @Override
  public float max(float[] x, int xo, int n) {
    float largest = Float.NEGATIVE_INFINITY;
    for (int i = 0; i < n; i++) {
      largest = Math.max(largest, x[xo + i]);
    }
    return largest;
  }

  static float larger(float best, float candidate) {
    return isLarger(candidate, best) ? candidate : best;
  }

  @Override
  public void squaresAcross(float[] out, int oo, float[] mean, int mo, float[] x, int xo, int n) {
    for (int i = 0; i < n; i++) {
      float d = x[xo + i] - mean[mo + i];
      out[oo + i] = fma(d, d, out[oo + i]);
    }
  }

  @Override
  public void maxAcross(float[] out, int oo, float[] x, int xo, int n) {
    for (int i = 0; i < n; i++) {
      out[oo + i] = Math.max(out[oo + i], x[xo + i]);
    }
  }

  @Override
  public void sgd(SgdStep step, float[] p, int po, float[] g, int go, float[] v, int vo, int n) {
    float rate = (float) step.rate();
    float momentum = (float) step.momentum();
    float decay = (float) step.weightDecay();
    for (int i = 0; i < n; i++) {
      float gradient = fma(decay, p[po + i], g[go + i]);
      float velocity = fma(momentum, v[vo + i], gradient);
      float direction = step.nesterov() ? fma(momentum, velocity, gradient) : velocity;
      v[vo + i] = velocity;
      p[po + i] = fma(-rate, direction, p[po + i]);
    }
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
    float beta1 = (float) step.beta1();
    float rest1 = (float) (1 - step.beta1());
    float beta2 = (float) step.beta2();
    float rest2 = (float) (1 - step.beta2());
    float size = (float) step.stepSize();
    float root = (float) step.rootCorrection2();
    float epsilon = (float) step.epsilon();
    float decay = (float) step.decay();
    for (int i = 0; i < n; i++) {
      float gradient = g[go + i];
      float first = fma(beta1, m[mo + i], rest1 * gradient);
      float second = fma(beta2, v[vo + i], rest2 * gradient * gradient);
      m[mo + i] = first;
      v[vo + i] = second;
      float scale = (float) Math.sqrt(second) / root + epsilon;
      p[po + i] = fma(-size, first / scale, p[po + i] * decay);
    }
  }
}
