// Convolution and both gradients as products whose im2col matrix is never written: each tap is
// read from the image where it is needed. Channels of the result are the vector, eight at a time:
//
//   one work item:   positions w, w+1, w+2, w+3 of a row  x  eight channels
//
//   weights of a tap (8 channels, packed)  ──┐
//   source at w .. w+3 (broadcast each)    ──┴──► four accumulators of eight channels
//
// Taps in the padding are left out, not multiplied. The contraction runs (row of the kernel, column
// of the kernel, channel).

#define POSITIONS 4

// Of a convolution or of its input gradient: the source is read, the target written. The channels
// of the target are rounded up to a multiple of eight in packed weights.
typedef struct {
  int channels, height, width;                   // of the source
  int targetChannels, targetHeight, targetWidth; // of the target
  int kernelH, kernelW, stride, padding, dilation;
  int gradient; // 0: the target is the output; 1: it is the input
} Geometry;

// packed[(tap, source channel)][target channel] from w (O, C, kernelH, kernelW).
kernel void pack_weights(global const float *w, int wAt, global float *packed, int packedAt,
                         const Geometry g, int n) {
  int id = get_global_id(0);
  if (id >= n) return;
  int padded = (g.targetChannels + 7) / 8 * 8;
  int t = id % padded;
  int s = id / padded % g.channels;
  int tap = id / padded / g.channels;
  int taps = g.kernelH * g.kernelW;
  int pair = g.gradient ? s * g.targetChannels + t : t * g.channels + s;
  packed[packedAt + id] = t < g.targetChannels ? w[wAt + pair * taps + tap] : 0;
}

// The source position that a tap of a target position sees, or -1 in the padding.
int source(const Geometry g, int position, int tap, int extent) {
  if (!g.gradient) {
    int at = position * g.stride - g.padding + tap * g.dilation;
    return at < extent ? at : -1;
  }
  int at = position + g.padding - tap * g.dilation;
  return at >= 0 && at % g.stride == 0 && at / g.stride < extent ? at / g.stride : -1;
}

kernel void convolve(global const float *x, int xAt, global const float *weights, int weightsAt,
                     global float *out, int outAt, const Geometry g, int items) {
  int id = get_global_id(0);
  int block = get_global_id(1);
  int image = get_global_id(2);
  if (id >= items) return;
  int tiles = (g.targetWidth + POSITIONS - 1) / POSITIONS;
  int h = id / tiles;
  int w = id % tiles * POSITIONS;
  int padded = (g.targetChannels + 7) / 8 * 8;
  int plane = g.height * g.width;
  float8 sum[POSITIONS] = {(float8)(0), (float8)(0), (float8)(0), (float8)(0)};
  for (int kh = 0; kh < g.kernelH; kh++) {
    int row = source(g, h, kh, g.height);
    if (row < 0) continue;
    for (int kw = 0; kw < g.kernelW; kw++) {
      global const float *tap =
          weights + weightsAt + (kh * g.kernelW + kw) * g.channels * padded + 8 * block;
      global const float *line = x + xAt + image * g.channels * plane + row * g.width;
      int at[POSITIONS];
      bool all = true;
      for (int p = 0; p < POSITIONS; p++) {
        at[p] = w + p < g.targetWidth ? source(g, w + p, kw, g.width) : -1;
        all = all && at[p] >= 0;
      }
      if (all) {
        for (int c = 0; c < g.channels; c++) {
          float8 weight = vload8(0, tap + c * padded);
          sum[0] = fma((float8)(line[at[0] + c * plane]), weight, sum[0]);
          sum[1] = fma((float8)(line[at[1] + c * plane]), weight, sum[1]);
          sum[2] = fma((float8)(line[at[2] + c * plane]), weight, sum[2]);
          sum[3] = fma((float8)(line[at[3] + c * plane]), weight, sum[3]);
        }
        continue;
      }
      for (int p = 0; p < POSITIONS; p++) {
        for (int c = 0; c < g.channels && at[p] >= 0; c++) {
          float8 weight = vload8(0, tap + c * padded);
          sum[p] = fma((float8)(line[at[p] + c * plane]), weight, sum[p]);
        }
      }
    }
  }
  int targets = g.targetHeight * g.targetWidth;
  int first = outAt + (image * g.targetChannels + 8 * block) * targets + h * g.targetWidth + w;
  for (int p = 0; p < POSITIONS && w + p < g.targetWidth; p++) {
    float lanes[8];
    vstore8(sum[p], 0, lanes);
    for (int t = 0; t < 8 && 8 * block + t < g.targetChannels; t++) {
      out[first + t * targets + p] = lanes[t];
    }
  }
}

// dy (B, O, outputs) as (B, outputs, O rounded up to a multiple of eight), zeros beyond O.
kernel void channels_last(global const float *dy, int dyAt, global float *out, int outAt,
                          int channels, int outputs) {
  int position = get_global_id(0);
  int image = get_global_id(1);
  if (position >= outputs) return;
  int padded = (channels + 7) / 8 * 8;
  int from = dyAt + image * channels * outputs + position;
  int to = outAt + (image * outputs + position) * padded;
  for (int o = 0; o < padded; o++) {
    out[to + o] = o < channels ? dy[from + o * outputs] : 0;
  }
}

int ceil_divide(int a, int b) { return a > 0 ? (a + b - 1) / b : 0; }

// parts[chunk][tap, channel][O]: the gradient of eight output channels at one tap of one input
// channel over a chunk of images. Four chains hide the latency of one multiply-add.
kernel void weight_gradient(global const float *x, int xAt, global const float *dy, int dyAt,
                            global float *parts, int partsAt, const Geometry g, int batch,
                            int images, int items) {
  int id = get_global_id(0);
  int block = get_global_id(1);
  int chunk = get_global_id(2);
  if (id >= items) return;
  int c = id % g.channels;
  int kh = id / g.channels / g.kernelW;
  int kw = id / g.channels % g.kernelW;
  int padded = (g.targetChannels + 7) / 8 * 8;
  int shiftH = kh * g.dilation - g.padding;
  int shiftW = kw * g.dilation - g.padding;
  int fromH = ceil_divide(-shiftH, g.stride);
  int toH = min(g.targetHeight, ceil_divide(g.height - shiftH, g.stride));
  int fromW = ceil_divide(-shiftW, g.stride);
  int toW = min(g.targetWidth, ceil_divide(g.width - shiftW, g.stride));
  float8 sum[4] = {(float8)(0), (float8)(0), (float8)(0), (float8)(0)};
  for (int b = chunk * images; b < min(batch, (chunk + 1) * images); b++) {
    for (int h = fromH; h < toH; h++) {
      global const float *line = x + xAt + ((b * g.channels + c) * g.height +
                                            h * g.stride + shiftH) * g.width + shiftW;
      global const float *up =
          dy + dyAt + (b * g.targetHeight + h) * g.targetWidth * padded + 8 * block;
      int w = fromW;
      for (; w + 3 < toW; w += 4) {
        sum[0] = fma((float8)(line[w * g.stride]), vload8(0, up + w * padded), sum[0]);
        sum[1] = fma((float8)(line[(w + 1) * g.stride]), vload8(0, up + (w + 1) * padded), sum[1]);
        sum[2] = fma((float8)(line[(w + 2) * g.stride]), vload8(0, up + (w + 2) * padded), sum[2]);
        sum[3] = fma((float8)(line[(w + 3) * g.stride]), vload8(0, up + (w + 3) * padded), sum[3]);
      }
      for (; w < toW; w++) {
        sum[0] = fma((float8)(line[w * g.stride]), vload8(0, up + w * padded), sum[0]);
      }
    }
  }
  float8 total = (sum[0] + sum[1]) + (sum[2] + sum[3]);
  vstore8(total, 0, parts + partsAt + (chunk * items + id) * padded + 8 * block);
}

// dw (O, C, kernelH, kernelW) <- the sum of the chunks.
kernel void fold_weights(global const float *parts, int partsAt, global float *dw, int dwAt,
                         const Geometry g, int chunks, int n) {
  int id = get_global_id(0);
  if (id >= n) return;
  int taps = g.kernelH * g.kernelW;
  int padded = (g.targetChannels + 7) / 8 * 8;
  int tap = id % taps;
  int c = id / taps % g.channels;
  int o = id / taps / g.channels;
  float sum = 0;
  for (int chunk = 0; chunk < chunks; chunk++) {
    sum += parts[partsAt + ((chunk * taps + tap) * g.channels + c) * padded + o];
  }
  dw[dwAt + id] = sum;
}
