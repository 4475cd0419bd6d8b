import dev.rankine.engine.*;
import java.util.*;

/** Convolution as a matrix product: im2col written down, then made implicit. */
class Lesson04 {
  static final int SIDE = 4, KERNEL = 3, PAD = KERNEL / 2, TAPS = KERNEL * KERNEL;
  static final Backend CPU = Backend.cpu();

  /** An image (SIDE, SIDE) as columns (TAPS, SIDE·SIDE): one an output. */
  static float[] im2col(float[] image) {
    float[] columns = new float[TAPS * SIDE * SIDE];
    int at = 0;
    for (int ky = 0; ky < KERNEL; ky++)
      for (int kx = 0; kx < KERNEL; kx++)
        for (int y = 0; y < SIDE; y++)
          for (int x = 0; x < SIDE; x++) columns[at++] = pixel(image, y + ky - PAD, x + kx - PAD);
    return columns;
  }

  static float pixel(float[] image, int y, int x) {
    boolean inside = y >= 0 && y < SIDE && x >= 0 && x < SIDE;
    return inside ? image[y * SIDE + x] : 0;
  }

  static float[] product(float[] w, float[] columns) {
    Tensor row = Tensor.of(CPU, Shape.of(1, TAPS), w);
    Tensor matrix = Tensor.of(CPU, Shape.of(TAPS, SIDE * SIDE), columns);
    Tensor out = Tensor.allocate(CPU, Shape.of(1, SIDE * SIDE));
    CPU.gemm(1, Matrix.of(row), Matrix.of(matrix), 0, Matrix.of(out));
    return out.toFloats();
  }

  /** The same product without the matrix: each tap is fetched when it is needed. */
  static float[] implicit(float[] image, float[] w) {
    float[] out = new float[SIDE * SIDE];
    for (int y = 0; y < SIDE; y++)
      for (int x = 0; x < SIDE; x++)
        for (int k = 0; k < TAPS; k++) {
          float tap = pixel(image, y + k / KERNEL - PAD, x + k % KERNEL - PAD);
          out[y * SIDE + x] = Math.fma(w[k], tap, out[y * SIDE + x]);
        }
    return out;
  }

  static float[] engine(float[] image, float[] w) {
    var window = new Conv2dGeometry.Window(1, PAD, 1);
    var geometry = new Conv2dGeometry(1, 1, SIDE, SIDE, 1, KERNEL, KERNEL, window);
    Tensor x = Tensor.of(CPU, Shape.of(1, 1, SIDE, SIDE), image);
    Tensor weight = Tensor.of(CPU, Shape.of(1, 1, KERNEL, KERNEL), w);
    Tensor out = Tensor.allocate(CPU, Shape.of(1, 1, SIDE, SIDE));
    CPU.conv2d(geometry, x, weight, out);
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
    float[] columns = im2col(image);
    print(columns, SIDE * SIDE);
    float[] out = product(edges, columns);
    print(out, SIDE);
    System.out.println("implicit: same bits " + Arrays.equals(out, implicit(image, edges)));
    System.out.println("engine:   same bits " + Arrays.equals(out, engine(image, edges)));
    System.out.println("numbers held: image " + image.length + ", im2col " + columns.length);
  }
}
