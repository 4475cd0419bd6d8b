// C <- alpha A B + beta C on a device with local memory: a graphics card. A group of 16 x 16 work
// items computes 64 x 64 elements of C, each of them 4 x 4, sixteen columns apart, so that
// neighbours read neighbouring words:
//
//                 k ┌─ B: 16 x 64 in local memory ─┐
//                   └──────────────────────────────┘
//   A: 64 x 16      ┌──────────────────────────────┐
//   in local        │ item (x, y): rows y, y + 16, │
//   memory          │ y + 32, y + 48 and columns   │
//                   │ x, x + 16, x + 32, x + 48    │
//                   └──────────────────────────────┘
//
// Any transposition is a pair of strides. What lies beyond an edge is read as zero.

#define SIDE 64
#define DEPTH 16
#define STEP 16
#define EACH 4

kernel __attribute__((reqd_work_group_size(STEP, STEP, 1))) void multiply_local(
    float alpha, global const float *a, int aAt, int aRow, int aColumn, global const float *b,
    int bAt, int bRow, int bColumn, float beta, global float *c, int cAt, int ld, int m, int n,
    int depth, global const float *bias, int biasAt, int finish) {
  local float left[DEPTH][SIDE + 1];
  local float right[DEPTH][SIDE + 1];
  int x = get_local_id(0);
  int y = get_local_id(1);
  int item = y * STEP + x;
  int column = get_group_id(0) * SIDE;
  int row = get_group_id(1) * SIDE;
  float tile[EACH][EACH];
  for (int r = 0; r < EACH; r++) {
    for (int s = 0; s < EACH; s++) {
      int i = row + y + r * STEP;
      int j = column + x + s * STEP;
      bool read = beta != 0 && i < m && j < n;
      tile[r][s] = read ? beta * c[cAt + i * ld + j] : 0;
    }
  }
  for (int k = 0; k < depth; k += DEPTH) {
    for (int e = item; e < SIDE * DEPTH; e += STEP * STEP) {
      // Neighbouring items take neighbours in memory, whichever way the operand is stored.
      int i = aColumn == 1 ? e / DEPTH : e % SIDE;
      int p = aColumn == 1 ? e % DEPTH : e / SIDE;
      bool inside = row + i < m && k + p < depth;
      left[p][i] = inside ? alpha * a[aAt + (row + i) * aRow + (k + p) * aColumn] : 0;
      int j = bColumn == 1 ? e % SIDE : e / DEPTH;
      int q = bColumn == 1 ? e / SIDE : e % DEPTH;
      inside = column + j < n && k + q < depth;
      right[q][j] = inside ? b[bAt + (k + q) * bRow + (column + j) * bColumn] : 0;
    }
    barrier(CLK_LOCAL_MEM_FENCE);
    int most = min(DEPTH, depth - k);
    for (int p = 0; p < most; p++) {
      for (int r = 0; r < EACH; r++) {
        for (int s = 0; s < EACH; s++) {
          tile[r][s] = fma(left[p][y + r * STEP], right[p][x + s * STEP], tile[r][s]);
        }
      }
    }
    barrier(CLK_LOCAL_MEM_FENCE);
  }
  for (int r = 0; r < EACH; r++) {
    for (int s = 0; s < EACH; s++) {
      int i = row + y + r * STEP;
      int j = column + x + s * STEP;
      if (i < m && j < n) {
        float value = finish > 0 ? tile[r][s] + bias[biasAt + j] : tile[r][s];
        c[cAt + i * ld + j] = finish > 1 && value <= 0 ? 0 : value;
      }
    }
  }
}
