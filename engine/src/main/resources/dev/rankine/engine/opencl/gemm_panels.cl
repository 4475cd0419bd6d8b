// C <- alpha A B + beta C on a device whose local memory is not real: a processor. Both operands
// are first copied into panels, which takes care of transposition, alpha and the edges; then one
// work item computes a tile of C in registers.
//
//               panel q of B: TILE_COLUMNS wide, zeros beyond column N
//                 ┌────────────┐
//               k │  b b … b   │   one row is TILE_VECTORS vectors of eight
//                 └────────────┘
//   panel p of A  ┌────────────┐
//   ┌───┐         │            │   TILE_ROWS x TILE_VECTORS accumulators; each row of the panels
//   │ a │ k ►     │   tile     │   costs TILE_ROWS broadcasts and TILE_VECTORS loads for
//   └───┘         │            │   TILE_ROWS x TILE_VECTORS multiply-adds
//                 └────────────┘
//
// The contraction goes in blocks of k, so that a block of B's panel stays in the first cache while
// the panels of A pass by; between blocks the tile waits in C.

#define TILE_COLUMNS (8 * TILE_VECTORS)

// panels[(p K + k) tile + r] <- scale x[(p tile + r) step + k stride], 0 beyond the last of `count`.
kernel void pack(global const float *x, int xAt, int step, int stride, float scale,
                 global float *panels, int panelsAt, int tile, int count, int depth) {
  int k = get_global_id(0);
  int p = get_global_id(1);
  if (k >= depth) return;
  int first = p * tile;
  int filled = min(tile, count - first);
  int to = panelsAt + (p * depth + k) * tile;
  int from = xAt + first * step + k * stride;
  for (int r = 0; r < filled; r++) {
    panels[to + r] = scale * x[from + r * step];
  }
  for (int r = filled; r < tile; r++) {
    panels[to + r] = 0;
  }
}

// What is at a row of C from a column on; zeros beyond column N.
float8 load_row(global const float *c, int columns) {
  if (columns >= 8) return vload8(0, c);
  float lanes[8] = {0, 0, 0, 0, 0, 0, 0, 0};
  for (int j = 0; j < columns; j++) {
    lanes[j] = c[j];
  }
  return vload8(0, lanes);
}

void store_row(float8 value, global float *c, int columns) {
  if (columns >= 8) {
    vstore8(value, 0, c);
    return;
  }
  float lanes[8];
  vstore8(value, 0, lanes);
  for (int j = 0; j < columns; j++) {
    c[j] = lanes[j];
  }
}

// finish: 0 nothing, 1 adds the bias of the column, 2 then applies ReLU; in the last block alone.
kernel void multiply(global const float *a, int aAt, global const float *b, int bAt, float beta,
                     global float *c, int cAt, int ld, int m, int n, int depth, int from, int to,
                     global const float *bias, int biasAt, int finish) {
  int p = get_global_id(0);
  int q = get_global_id(1);
  int row = p * TILE_ROWS;
  int column = q * TILE_COLUMNS;
  int rows = min(TILE_ROWS, m - row);
  int columns = min(TILE_COLUMNS, n - column);
  global float *corner = c + cAt + row * ld + column;
  float factor = from == 0 ? beta : 1;
  float8 tile[TILE_ROWS][TILE_VECTORS];
#pragma unroll
  for (int r = 0; r < TILE_ROWS; r++) {
#pragma unroll
    for (int v = 0; v < TILE_VECTORS; v++) {
      bool read = factor != 0 && r < rows && 8 * v < columns;
      tile[r][v] = read ? factor * load_row(corner + r * ld + 8 * v, columns - 8 * v) : (float8)(0);
    }
  }
  global const float *left = a + aAt + (p * depth + from) * TILE_ROWS;
  global const float *right = b + bAt + (q * depth + from) * TILE_COLUMNS;
  for (int k = from; k < to; k++) {
    float8 line[TILE_VECTORS];
#pragma unroll
    for (int v = 0; v < TILE_VECTORS; v++) {
      line[v] = vload8(v, right);
    }
#pragma unroll
    for (int r = 0; r < TILE_ROWS; r++) {
#pragma unroll
      for (int v = 0; v < TILE_VECTORS; v++) {
        tile[r][v] = fma((float8)(left[r]), line[v], tile[r][v]);
      }
    }
    left += TILE_ROWS;
    right += TILE_COLUMNS;
  }
#pragma unroll
  for (int r = 0; r < TILE_ROWS; r++) {
#pragma unroll
    for (int v = 0; v < TILE_VECTORS; v++) {
      if (r < rows && 8 * v < columns) {
        float8 value = tile[r][v];
        if (finish > 0) {
          value += load_row(bias + biasAt + column + 8 * v, columns - 8 * v);
        }
        if (finish > 1) {
          value = select(value, (float8)(0), value <= (float8)(0));
        }
        store_row(value, corner + r * ld + 8 * v, columns - 8 * v);
      }
    }
  }
}
