// Pooling over planes (B C, H, W). The gradient of max-pooling adds to places that are data, so
// one work item has a plane; the other kernels have a work item for each element they write.

kernel void max_pool(global const float *x, int xAt, global float *out, int outAt,
                     global int *argmax, int argmaxAt, int height, int width, int outH, int outW,
                     int size, int stride, int n) {
  int i = get_global_id(0);
  if (i >= n) return;
  int plane = xAt + i / (outH * outW) * height * width;
  int best = (i / outW % outH * width + i % outW) * stride;
  int first = best;
  for (int tap = 1; tap < size * size; tap++) {
    int candidate = first + tap / size * width + tap % size;
    best = is_larger(x[plane + candidate], x[plane + best]) ? candidate : best;
  }
  out[outAt + i] = x[plane + best];
  argmax[argmaxAt + i] = best;
}

// A block of ConvBlocks behind its convolution: the bias of the channel, ReLU and 2 x 2 pooling.
kernel void bias_relu_pool(global const float *z, int zAt, global const float *bias, int biasAt,
                           global float *out, int outAt, global int *argmax, int argmaxAt,
                           int channels, int height, int width) {
  int i = get_global_id(0);
  int plane = get_global_id(1);
  int outW = width / 2;
  int outputs = height / 2 * outW;
  if (i >= outputs) return;
  int h = i / outW;
  int first = (h * width + i - h * outW) * 2;
  float b = bias[biasAt + plane % channels];
  float largest = -INFINITY;
  int best = first;
  for (int tap = 0; tap < 4; tap++) {
    int candidate = first + tap / 2 * width + tap % 2;
    float v = z[zAt + plane * height * width + candidate] + b;
    v = v <= 0 ? 0 : v;
    bool larger = is_larger(v, largest);
    largest = larger ? v : largest;
    best = larger ? candidate : best;
  }
  out[outAt + plane * outputs + i] = largest;
  argmax[argmaxAt + plane * outputs + i] = best;
}

kernel void max_pool_gradient(global const float *dy, int dyAt, global const int *argmax,
                              int argmaxAt, global float *dx, int dxAt, int inputs, int outputs,
                              int planes) {
  int plane = get_global_id(0);
  if (plane >= planes) return;
  for (int i = 0; i < inputs; i++) {
    dx[dxAt + plane * inputs + i] = 0;
  }
  for (int i = plane * outputs; i < (plane + 1) * outputs; i++) {
    dx[dxAt + plane * inputs + argmax[argmaxAt + i]] += dy[dyAt + i];
  }
}

// AveragePool2dGeometry.Windows: extent, count, kernel and stride.
int window_from(int4 windows, int i) {
  return windows.z > 0 ? i * windows.w : (int)((long)i * windows.x / windows.y);
}

int window_to(int4 windows, int i) {
  return windows.z > 0 ? i * windows.w + windows.z
                       : (int)(((i + 1L) * windows.x + windows.y - 1) / windows.y);
}

// The first window that reaches beyond position h.
int first_window(int4 windows, int h) {
  if (windows.z == 0) return (int)((long)h * windows.y / windows.x);
  return h < windows.z ? 0 : (h - windows.z) / windows.w + 1;
}

kernel void average_pool(global const float *x, int xAt, global float *out, int outAt, int4 rows,
                         int4 columns, int n) {
  int id = get_global_id(0);
  if (id >= n) return;
  int i = id / columns.y % rows.y;
  int j = id % columns.y;
  int plane = xAt + id / (rows.y * columns.y) * rows.x * columns.x;
  int fromH = window_from(rows, i);
  int toH = window_to(rows, i);
  int fromW = window_from(columns, j);
  int toW = window_to(columns, j);
  float sum = 0;
  for (int h = fromH; h < toH; h++) {
    for (int w = fromW; w < toW; w++) {
      sum += x[plane + h * columns.x + w];
    }
  }
  out[outAt + id] = sum / ((toH - fromH) * (toW - fromW));
}

kernel void average_pool_gradient(global const float *dy, int dyAt, global float *dx, int dxAt,
                                  int4 rows, int4 columns, int n) {
  int id = get_global_id(0);
  if (id >= n) return;
  int h = id / columns.x % rows.x;
  int w = id % columns.x;
  int plane = dyAt + id / (rows.x * columns.x) * rows.y * columns.y;
  float sum = 0;
  for (int i = first_window(rows, h); i < rows.y && window_from(rows, i) <= h; i++) {
    for (int j = first_window(columns, w); j < columns.y && window_from(columns, j) <= w; j++) {
      int elements = (window_to(rows, i) - window_from(rows, i)) *
                     (window_to(columns, j) - window_from(columns, j));
      sum += dy[plane + i * columns.y + j] / elements;
    }
  }
  dx[dxAt + id] = sum;
}
