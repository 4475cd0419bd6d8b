// Copies, gathers and scatters. Where several elements are added to one, one work item adds them
// all, in ascending order: no atomics, and the same sum each time.

kernel void copy(global const float *x, int xAt, global float *out, int outAt, const Walk walk,
                 int n) {
  int i = get_global_id(0);
  if (i >= n) return;
  int2 at = place(walk, i);
  out[outAt + at.y] = x[xAt + at.x];
}

// out[i] = table[rows[i]], a row has `row` elements.
kernel void gather_reals(global const float *table, int tableAt, global const int *rows, int rowsAt,
                         global float *out, int outAt, int row, int n) {
  int i = get_global_id(0);
  if (i >= n) return;
  out[outAt + i] = table[tableAt + rows[rowsAt + i / row] * row + i % row];
}

kernel void gather_indices(global const int *table, int tableAt, global const int *rows, int rowsAt,
                           global int *out, int outAt, int row, int n) {
  int i = get_global_id(0);
  if (i >= n) return;
  out[outAt + i] = table[tableAt + rows[rowsAt + i / row] * row + i % row];
}

kernel void gather_bytes(global const uchar *table, int tableAt, global const int *rows, int rowsAt,
                         global float *out, int outAt, int row, float divisor, int n) {
  int i = get_global_id(0);
  if (i >= n) return;
  float value = table[tableAt + rows[rowsAt + i / row] * row + i % row];
  out[outAt + i] = value / divisor;
}

// out[rows[i]] += x[i]: a work item has one column.
kernel void scatter_add(global const float *x, int xAt, global const int *rows, int rowsAt,
                        global float *out, int outAt, int row, int count) {
  int j = get_global_id(0);
  if (j >= row) return;
  for (int i = 0; i < count; i++) {
    out[outAt + rows[rowsAt + i] * row + j] += x[xAt + i * row + j];
  }
}

// A table (outer, extent, inner) and what is picked along its middle axis (outer, picked, inner).
kernel void gather_along(global const float *x, int xAt, global const int *index, int indexAt,
                         global float *out, int outAt, int extent, int picked, int inner, int n) {
  int i = get_global_id(0);
  if (i >= n) return;
  int outer = i / (picked * inner);
  out[outAt + i] = x[xAt + (outer * extent + index[indexAt + i]) * inner + i % inner];
}

kernel void scatter_add_along(global const float *x, int xAt, global const int *index, int indexAt,
                              global float *out, int outAt, int extent, int picked, int inner,
                              int n) {
  int id = get_global_id(0); // of (outer, inner)
  if (id >= n) return;
  int first = id / inner * picked * inner + id % inner;
  for (int m = 0; m < picked; m++) {
    int i = first + m * inner;
    int row = id / inner * extent + index[indexAt + i];
    out[outAt + row * inner + id % inner] += x[xAt + i];
  }
}

// Philox4x32-10 as in Philox.java: word `lane` of the block with this number.
uint philox(ulong block, ulong stream, ulong seed, int lane) {
  uint4 c = (uint4)((uint)block, (uint)(block >> 32), (uint)stream, (uint)(stream >> 32));
  uint2 key = (uint2)((uint)seed, (uint)(seed >> 32));
  for (int round = 0; round < 10; round++) {
    uint high0 = mul_hi(0xD2511F53u, c.x);
    uint high1 = mul_hi(0xCD9E8D57u, c.z);
    c = (uint4)(high1 ^ c.y ^ key.x, 0xCD9E8D57u * c.z, high0 ^ c.w ^ key.y, 0xD2511F53u * c.x);
    key += (uint2)(0x9E3779B9u, 0xBB67AE85u);
  }
  return lane == 0 ? c.x : lane == 1 ? c.y : lane == 2 ? c.z : c.w;
}

// u = word >> 8 is uniform in 0 ... 2^24 - 1; kept where u / 2^24 < probability.
kernel void keep(long seed, long stream, long position, int bound, float kept, global float *out,
                 int outAt, int n) {
  int i = get_global_id(0);
  if (i >= n) return;
  ulong word = (ulong)position + i;
  int u = philox(word >> 2, stream, seed, word & 3) >> 8;
  out[outAt + i] = u < bound ? kept : 0;
}
