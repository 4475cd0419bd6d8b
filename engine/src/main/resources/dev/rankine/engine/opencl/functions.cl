// The elementary functions, behind common.cl in every program: each the same operations in the same order as in ScalarMath, ScalarErf
// and ScalarLogistic of the cpu backend, where their sources are named and their errors measured.

#define LOG2_E 0x1.715476p0f
#define LN2_HIGH 0x1.62e4p-1f
#define LN2_LOW 0x1.7f7d1cp-20f
#define POWER_ROUNDER (0x1.8p23f + 127.0f)
#define POWERS_ROUNDER (0x1.8p23f + 254.0f)

float exp_of(float x) {
  float clamped = x > 89.0f ? 89.0f : x < -104.0f ? -104.0f : x;
  float shifted = fma(clamped, LOG2_E, POWERS_ROUNDER);
  float n = shifted - POWERS_ROUNDER;
  float r = fma(n, -LN2_HIGH, clamped);
  r = fma(n, -LN2_LOW, r);
  float p = fma(fma(fma(1.9875691500e-4f, r, 1.3981999507e-3f), r, 8.3334519073e-3f), r,
                4.1665795894e-2f);
  p = fma(fma(p, r, 1.6666665459e-1f), r, 5.0000001201e-1f);
  p = fma(p, r * r, r) + 1.0f;
  int exponents = as_int(shifted);
  int half_of_them = exponents >> 1;
  float first = as_float(half_of_them << 23);
  float second = as_float((exponents - half_of_them) << 23);
  return isnan(x) ? x : p * first * second;
}

float log_of(float x) {
  if (!(x > 0)) {
    return x == 0 ? -INFINITY : NAN;
  }
  if (isinf(x)) {
    return x;
  }
  bool subnormal = x < 0x1p-126f;
  int bits = as_int(subnormal ? x * 0x1p23f : x);
  int exponent = (bits - 0x3F3504F3) >> 23;
  float f = as_float(bits - (exponent << 23)) - 1.0f;
  float e = subnormal ? exponent - 23 : exponent;
  float p = fma(fma(fma(7.0376836292e-2f, f, -1.1514610310e-1f), f, 1.1676998740e-1f), f,
                -1.2420140846e-1f);
  p = fma(fma(fma(p, f, 1.4249322787e-1f), f, -1.6668057665e-1f), f, 2.0000714765e-1f);
  p = fma(fma(p, f, -2.4999993993e-1f), f, 3.3333331174e-1f);
  float square = f * f;
  float tail = fma(e, LN2_LOW, p * (f * square));
  tail = fma(-0.5f, square, tail);
  return fma(e, LN2_HIGH, f + tail);
}

// 2^n from a sum with POWER_ROUNDER or a rounder that differs from it by an integer.
float power_of_two(float shifted) { return as_float(as_int(shifted) << 23); }

// e^r - 1 on |r| <= ln 2 / 2.
float expm1_reduced(float r) {
  float square = r * r;
  float p = fma(1.9875691500e-4f, r, 1.3981999507e-3f);
  p = fma(p, square, fma(8.3334519073e-3f, r, 4.1665795894e-2f));
  p = fma(p, square, fma(1.6666665459e-1f, r, 5.0000001201e-1f));
  return fma(p, square, r);
}

float tanh_of(float x) {
  float clamped = fabs(x) > 10.0f ? 10.0f : fabs(x);
  float twice = clamped + clamped;
  float shifted = fma(twice, LOG2_E, POWER_ROUNDER);
  float n = shifted - POWER_ROUNDER;
  float r = fma(n, -LN2_HIGH, twice);
  r = fma(n, -LN2_LOW, r);
  float power = power_of_two(shifted);
  float t = fma(power, expm1_reduced(r), power - 1.0f);
  float inverse = 1.0f / (t + 2.0f);
  float q = t * inverse;
  float residual = fma(-q, t, fma(-2.0f, q, t));
  return copysign(fma(residual, inverse, q), x);
}

float erf_of(float x) {
  float a = fabs(x) > 4.0f ? 4.0f : fabs(x);
  float square = a * a;
  float p = fma(fma(-9.2562558e-6f, a, 1.1764148e-4f), square,
                fma(-6.3283841e-4f, a, 1.6670313e-3f));
  p = fma(p, square * square,
          fma(fma(-1.6040055e-4f, a, -1.9153062e-2f), square, fma(1.0277783e-1f, a, 6.3661938e-1f)));
  p = fma(p, a, -5.4120971e-8f);
  float u = fma(0x1.20dd76p0f, -a, p * -a);
  float shifted = fma(u, LOG2_E, POWER_ROUNDER);
  float n = shifted - POWER_ROUNDER;
  float r = fma(n, -LN2_HIGH, u);
  r = fma(n, -LN2_LOW, r);
  float power = power_of_two(shifted);
  return copysign(fma(power, expm1_reduced(r), power - 1.0f), x);
}

#define NORMAL_MAX 14.6f
#define NORMAL_ROUNDER (POWER_ROUNDER + 64.0f)
#define NORMAL_SCALE (0x1.988454p-2f * 0x1p-64f)

// (1 - Phi(a)) / phi(a), 0 <= a <= 14.6.
float mills_ratio(float a) {
  float square = a * a;
  float q = fma(fma(9.6422285e-3f, a, 9.0631388e-2f), square, fma(3.9400237e-1f, a, 9.133172e-1f));
  q = fma(q, a, 1.0f);
  float p = fma(fma(9.8588519e-7f, a, 9.5977935e-3f), square, fma(9.1486763e-2f, a, 3.6534209e-1f));
  p = fma(p, a, 0x1.988454p-1f);
  return q / fma(a, q, p);
}

// 2^64 v e^(-a*a/2).
float times_density(float v, float a) {
  float shifted = fma(a * a, -0.5f * LOG2_E, NORMAL_ROUNDER);
  float n = shifted - NORMAL_ROUNDER;
  float r = fma(-0.5f * a, a, n * -LN2_HIGH);
  r = fma(n, -LN2_LOW, r);
  float scaled = v * power_of_two(shifted);
  return fma(scaled, expm1_reduced(r), scaled);
}

float gelu_of(float x) {
  float a = fabs(x) > NORMAL_MAX ? NORMAL_MAX : fabs(x);
  return fma(times_density(a * mills_ratio(a), a), -NORMAL_SCALE, x < 0 ? 0.0f : x);
}

float gelu_gradient(float dy, float x) {
  float a = fabs(x) > NORMAL_MAX ? NORMAL_MAX : fabs(x);
  float left = times_density(mills_ratio(a) - a, a);
  return dy * (x < 0 ? left * NORMAL_SCALE : fma(left, -NORMAL_SCALE, 1.0f));
}

#define LOGISTIC_SCALE 0x1p-64f
#define LOGISTIC_ROUNDER (POWER_ROUNDER - 64.0f)
#define SIGMOID_MAX 104.0f
#define SILU_MAX 112.0f
#define GELU_TANH_MAX 10.8f
#define GELU_1 0x1.98845p0f
#define GELU_3 0x1.2444f2p-4f

// 2^-64 (1 + e^u) with u = n ln 2 + r, given n + LOGISTIC_ROUNDER and r.
float one_plus_power(float shifted, float r) {
  float power = power_of_two(shifted);
  return power + fma(power, expm1_reduced(r), LOGISTIC_SCALE);
}

// 2^-64 (1 + e^u), 0 <= u <= 112.
float one_plus_exp(float u) {
  float shifted = fma(u, LOG2_E, LOGISTIC_ROUNDER);
  float n = shifted - LOGISTIC_ROUNDER;
  float r = fma(n, -LN2_HIGH, u);
  return one_plus_power(shifted, fma(n, -LN2_LOW, r));
}

// 2^-64 (1 + e^u) with u = 2 sqrt(2/pi) (a + 0.044715 a^3), 0 <= a <= 10.8.
float one_plus_exp_gelu(float a) {
  float square = a * a;
  float factor = fma(GELU_3, square, GELU_1);
  float low = fma(GELU_3, square, GELU_1 - factor) + 1.930779e-7f;
  low = fma(2.3988324e-9f, square, low);
  low = fma(GELU_3, fma(a, a, -square), low);
  float shifted = fma(a * factor, LOG2_E, LOGISTIC_ROUNDER);
  float n = shifted - LOGISTIC_ROUNDER;
  float r = fma(a, factor, n * -LN2_HIGH);
  r = fma(n, -LN2_LOW, r);
  return one_plus_power(shifted, fma(a, low, r));
}

float sigmoid_of(float x) {
  float a = fabs(x) > SIGMOID_MAX ? SIGMOID_MAX : fabs(x);
  return fabs(fma(1.0f / one_plus_exp(a), -LOGISTIC_SCALE, x < 0 ? 0.0f : 1.0f));
}

float silu_of(float x) {
  float a = fabs(x) > SILU_MAX ? SILU_MAX : fabs(x);
  return fma(a / one_plus_exp(a), -LOGISTIC_SCALE, x < 0 ? 0.0f : x);
}

float gelu_tanh_of(float x) {
  float a = fabs(x) > GELU_TANH_MAX ? GELU_TANH_MAX : fabs(x);
  return fma(a / one_plus_exp_gelu(a), -LOGISTIC_SCALE, x < 0 ? 0.0f : x);
}

// 2^64 tau (1 - inner (1 - tau)) from 2^64 tau, tau = 1/(1 + e^u).
float logistic_slope(float tau, float inner) {
  return tau * fma(-inner, fma(tau, -LOGISTIC_SCALE, 1.0f), 1.0f);
}

// The value at x of D, D(x) + D(-x) = 1, from 2^64 D(-|x|).
float one_sided(float x, float left) {
  return x < 0 ? left * LOGISTIC_SCALE : fma(left, -LOGISTIC_SCALE, 1.0f);
}

float silu_gradient(float dy, float x) {
  float a = fabs(x) > SILU_MAX ? SILU_MAX : fabs(x);
  return dy * one_sided(x, logistic_slope(1.0f / one_plus_exp(a), a));
}

float gelu_tanh_gradient(float dy, float x) {
  float a = fabs(x) > GELU_TANH_MAX ? GELU_TANH_MAX : fabs(x);
  float inner = a * fma(3.0f * GELU_3, a * a, GELU_1);
  return dy * one_sided(x, logistic_slope(1.0f / one_plus_exp_gelu(a), inner));
}

