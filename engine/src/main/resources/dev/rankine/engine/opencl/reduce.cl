// Reductions over axes, and what goes row by row.
//
//   x ── kept axes ──► one result each
//        inner axes ─► walked by one work item, or in segments by several:
//
//   result 0   │ segment 0 │ segment 1 │ segment 2 │
//   result 1   │ segment 0 │ segment 1 │ segment 2 │   then reduced again over the segments
//
// The segments follow from the shapes, so that a sum has one order.

#define REDUCE(name, start, step)                                                             \
  kernel void reduce_##name(global const float *x, int xAt, global float *out, int outAt,     \
                            const Walk kept, const Walk inner, int results, int count,        \
                            int segments) {                                                   \
    int id = get_global_id(0);                                                                \
    if (id >= results * segments) return;                                                     \
    int base = xAt + place(kept, id / segments).x;                                            \
    int length = (count + segments - 1) / segments;                                           \
    int from = id % segments * length;                                                        \
    int to = min(count, from + length);                                                       \
    int extent = inner.extent[inner.rank - 1];                                                \
    int stride = inner.a[inner.rank - 1];                                                     \
    float r = start;                                                                          \
    for (int i = from; i < to;) {                                                             \
      int at = base + place(inner, i).x;                                                      \
      int run = min(to - i, extent - i % extent);                                             \
      for (int j = 0; j < run; j++) {                                                         \
        float v = x[at + j * stride];                                                         \
        step;                                                                                 \
      }                                                                                       \
      i += run;                                                                               \
    }                                                                                         \
    out[outAt + id] = r;                                                                      \
  }

REDUCE(SUM, 0, r += v)
REDUCE(MAX, -INFINITY, r = is_larger(v, r) ? v : r)

kernel void divide(global float *x, int xAt, float divisor, int n) {
  int i = get_global_id(0);
  if (i >= n) return;
  x[xAt + i] /= divisor;
}

// The column of the first largest element of each row.
kernel void argmax(global const float *x, int xAt, global int *out, int outAt, int columns,
                   int rows) {
  int i = get_global_id(0);
  if (i >= rows) return;
  int row = xAt + i * columns;
  int best = 0;
  for (int j = 1; j < columns; j++) {
    best = is_larger(x[row + j], x[row + best]) ? j : best;
  }
  out[outAt + i] = best;
}

// Each row's probabilities and its loss, ln(sum e^(z - max)) - (z[label] - max).
kernel void cross_entropy(global const float *logits, int logitsAt, global const int *labels,
                          int labelsAt, global float *losses, int lossesAt, global float *p, int pAt,
                          int classes, int rows) {
  int i = get_global_id(0);
  if (i >= rows) return;
  int z = logitsAt + i * classes;
  int out = pAt + i * classes;
  float largest = logits[z];
  for (int j = 1; j < classes; j++) {
    largest = is_larger(logits[z + j], largest) ? logits[z + j] : largest;
  }
  float wanted = logits[z + labels[labelsAt + i]] - largest;
  float sum = 0;
  for (int j = 0; j < classes; j++) {
    float power = exp_of(logits[z + j] - largest);
    p[out + j] = power;
    sum += power;
  }
  for (int j = 0; j < classes; j++) {
    p[out + j] /= sum;
  }
  losses[lossesAt + i] = log_of(sum) - wanted;
}

// (probabilities - onehot(labels)) (dLoss / rows)
kernel void cross_entropy_gradient(global const float *p, int pAt, global const int *labels,
                                   int labelsAt, global const float *dLoss, int dLossAt,
                                   global float *out, int outAt, int classes, int rows) {
  int i = get_global_id(0);
  if (i >= rows * classes) return;
  float target = labels[labelsAt + i / classes] == i % classes ? 1 : 0;
  out[outAt + i] = (p[pAt + i] - target) * (dLoss[dLossAt] / rows);
}
