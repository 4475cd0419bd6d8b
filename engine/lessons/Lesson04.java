import dev.rankine.engine.*;
import java.util.*;

/** Convolution as a matrix product: im2col written down, then made implicit. */
class Lesson04 {
  static final int SIDE = 4, KERNEL = 3;

  /** A padded image (SIDE, SIDE) as columns (KERNEL·KERNEL, SIDE·SIDE): one an output. */
  static float[] im2col(float[] image, int side, int kernel) {
    float[] columns = new float[kernel * kernel * side * side];
    int pad = kernel / 2, at = 0;
    for (int ky = 0; ky < kernel; ky++)
      for (int kx = 0; kx < kernel; kx++)
        for (int y = 0; y < side; y++)
          for (int x = 0; x < side; x++)
            columns[at++] = pixel(image, side, y + ky - pad, x + kx - pad);
    return columns;
  }

  static float pixel(float[] image, int side, int y, int x) {
    boolean inside = y >= 0 && y < side && x >= 0 && x < side;
    return inside ? image[y * side + x] : 0;
  }

  /** The same product without the matrix: each tap is fetched when it is needed. */
  static float[] implicit(float[] image, int side, float[] w, int kernel) {
    float[] out = new float[side * side];
    int pad = kernel / 2;
    for (int y = 0; y < side; y++)
      for (int x = 0; x < side; x++) {
        float s = 0;
        for (int k = 0; k < w.length; k++)
          s = Math.fma(w[k], pixel(image, side, y + k / kernel - pad, x + k % kernel - pad), s);
        out[y * side + x] = s;
      }
    return out;
  }

  static float[] product(float[] w, float[] columns) {
    Backend cpu = Backend.cpu();
    int k = w.length, n = columns.length / k;
    Tensor out = Tensor.allocate(cpu, Shape.of(1, n));
    Tensor row = Tensor.of(cpu, Shape.of(1, k), w),
        matrix = Tensor.of(cpu, Shape.of(k, n), columns);
    cpu.gemm(1, Matrix.of(row), Matrix.of(matrix), 0, Matrix.of(out));
    return out.toFloats();
  }

  static float[] convolved(float[] image, int side, float[] w, int kernel) {
    Backend cpu = Backend.cpu();
    var same = new Conv2dGeometry.Window(1, kernel / 2, 1);
    Tensor x = Tensor.of(cpu, Shape.of(1, 1, side, side), image);
    Tensor out = Tensor.allocate(cpu, Shape.of(1, 1, side, side));
    var geometry = new Conv2dGeometry(1, 1, side, side, 1, kernel, kernel, same);
    cpu.conv2d(geometry, x, Tensor.of(cpu, Shape.of(1, 1, kernel, kernel), w), out);
    return out.toFloats();
  }

  static void print(float[] x, int columns) {
    for (int i = 0; i < x.length; i += columns) {
      StringJoiner row = new StringJoiner(" ");
      for (int j = 0; j < columns; j++) row.add("%3.0f".formatted(x[i + j]));
      System.out.println(row);
    }
    System.out.println();
  }

  static void main() {
    float[] image = new float[SIDE * SIDE];
    for (int i = 0; i < image.length; i++) image[i] = i + 1;
    float[] edges = {0, -1, 0, -1, 4, -1, 0, -1, 0};
    print(image, SIDE);
    float[] columns = im2col(image, SIDE, KERNEL);
    print(columns, SIDE * SIDE);
    float[] out = product(edges, columns);
    print(out, SIDE);
    boolean implicit = Arrays.equals(out, implicit(image, SIDE, edges, KERNEL));
    boolean engine = Arrays.equals(out, convolved(image, SIDE, edges, KERNEL));
    System.out.println("implicit: same bits " + implicit + ", engine: same bits " + engine);
    System.out.println("numbers held: image " + image.length + ", im2col " + columns.length);
  }
}
