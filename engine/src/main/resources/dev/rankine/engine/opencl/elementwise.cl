// One kernel for each Unary and Binary function, then what optimizers do.

#define MAP(name, f)                                                                          \
  kernel void map_##name(global const float *x, int xAt, global float *out, int outAt, int n) { \
    int i = get_global_id(0);                                                                 \
    if (i >= n) return;                                                                       \
    float v = x[xAt + i];                                                                     \
    out[outAt + i] = f;                                                                       \
  }

MAP(NEGATE, -v)
MAP(ABS, fabs(v))
MAP(SQRT, sqrt(v))
MAP(CUBE, v *v *v)
MAP(EXP, exp_of(v))
MAP(LOG, log_of(v))
MAP(TANH, tanh_of(v))
MAP(ERF, erf_of(v))
MAP(RELU, v <= 0 ? 0 : v)
MAP(SIGMOID, sigmoid_of(v))
MAP(SILU, silu_of(v))
MAP(GELU, gelu_of(v))
MAP(GELU_TANH, gelu_tanh_of(v))

#define ZIP(name, f)                                                                          \
  kernel void zip_##name(global const float *a, int aAt, global const float *b, int bAt,      \
                         global float *out, int outAt, const Walk walk, int n) {              \
    int i = get_global_id(0);                                                                 \
    if (i >= n) return;                                                                       \
    int2 at = place(walk, i);                                                                 \
    float u = a[aAt + at.x];                                                                  \
    float v = b[bAt + at.y];                                                                  \
    out[outAt + i] = f;                                                                       \
  }

ZIP(ADD, u + v)
ZIP(SUBTRACT, u - v)
ZIP(MULTIPLY, u * v)
ZIP(DIVIDE, u / v)
ZIP(MAXIMUM, is_larger(v, u) ? v : u)
ZIP(MINIMUM, is_larger(-v, -u) ? v : u)
ZIP(EQUAL, u == v ? 1 : 0)
ZIP(GREATER, u > v ? 1 : 0)
ZIP(LEAKY_RELU, u > 0 ? u : u * v)
ZIP(SQUARED_ERROR, (u - v) * (u - v))
ZIP(HUBER, clamp(u, -fabs(v), fabs(v)) * (u - 0.5f * clamp(u, -fabs(v), fabs(v))))
ZIP(ABS_GRADIENT, v > 0 ? u : v < 0 ? -u : 0)
ZIP(RELU_GRADIENT, v > 0 ? u : 0)
ZIP(TANH_GRADIENT, u *fma(-v, v, 1.0f))
ZIP(SIGMOID_GRADIENT, u *fma(-v, v, v))
ZIP(SILU_GRADIENT, silu_gradient(u, v))
ZIP(GELU_GRADIENT, gelu_gradient(u, v))
ZIP(GELU_TANH_GRADIENT, gelu_tanh_gradient(u, v))

// out[i] = mask[i] != 0 ? a[i] : b[i]; a step of 0 repeats the one element of a or b.
kernel void choose(global const float *mask, int maskAt, global const float *a, int aAt, int aStep,
                   global const float *b, int bAt, int bStep, global float *out, int outAt, int n) {
  int i = get_global_id(0);
  if (i >= n) return;
  out[outAt + i] = mask[maskAt + i] != 0 ? a[aAt + i * aStep] : b[bAt + i * bStep];
}

// SgdStep: g <- fma(decay, p, g), v <- fma(momentum, v, g), p <- fma(-rate, direction, p).
kernel void sgd(global float *p, int pAt, global const float *g, int gAt, global float *v, int vAt,
                float rate, float momentum, float decay, int nesterov, int n) {
  int i = get_global_id(0);
  if (i >= n) return;
  float gradient = fma(decay, p[pAt + i], g[gAt + i]);
  float velocity = fma(momentum, v[vAt + i], gradient);
  v[vAt + i] = velocity;
  float direction = nesterov ? fma(momentum, velocity, gradient) : velocity;
  p[pAt + i] = fma(-rate, direction, p[pAt + i]);
}

// AdamStep; rest1 and rest2 are 1 - beta.
kernel void adam(global float *p, int pAt, global const float *g, int gAt, global float *m, int mAt,
                 global float *v, int vAt, float size, float beta1, float rest1, float beta2,
                 float rest2, float epsilon, float root, float decay, int n) {
  int i = get_global_id(0);
  if (i >= n) return;
  float gradient = g[gAt + i];
  float first = fma(beta1, m[mAt + i], rest1 * gradient);
  float second = fma(beta2, v[vAt + i], rest2 * gradient * gradient);
  m[mAt + i] = first;
  v[vAt + i] = second;
  float scale = sqrt(second) / root + epsilon;
  p[pAt + i] = fma(-size, first / scale, p[pAt + i] * decay);
}
