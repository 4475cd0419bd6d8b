import dev.rankine.engine.*;
import java.util.Arrays;

/** Tensors and shapes. */
class Lesson01 {
  static void print(String name, Tensor x) {
    System.out.println(name + " " + x.shape() + ": " + Arrays.toString(x.toFloats()));
  }

  static void main() {
    Backend cpu = Backend.cpu();
    Tensor x = Tensor.of(cpu, Shape.of(2, 3), 1f, 2f, 3f, 4f, 5f, 6f);
    print("x", x);

    Tensor tall = x.reshape(3, 2);
    Tensor second = x.slice(1, 2);
    print("tall", tall);
    print("second", second);
    System.out.println("one memory: " + (tall.storage() == x.storage()));
    System.out.println("second starts at element " + second.offset());

    System.out.println();
    Tensor turned = Tensor.allocate(cpu, Shape.of(3, 2));
    cpu.copy(Matrix.of(x).transpose(), Matrix.of(turned));
    print("turned", turned);

    Tensor row = Tensor.of(cpu, Shape.of(3), 10f, 20f, 30f);
    Tensor sum = Tensor.allocate(cpu, Shape.broadcast(x.shape(), row.shape()));
    cpu.zip(Binary.ADD, x, row, sum);
    print("x + row", sum);

    Tensor column = Tensor.allocate(cpu, Shape.of(2));
    cpu.reduce(Reduction.SUM, x, new int[] {1}, column);
    print("sum over axis 1", column);

    System.out.println();
    try {
      cpu.zip(Binary.ADD, x, column, sum);
    } catch (ShapeException wrong) {
      System.out.println(wrong.getMessage());
    }
    Tensor lost;
    try (Scope scope = Scope.on(cpu)) {
      lost = scope.tensor(2, 3);
      cpu.map(Unary.NEGATE, x, lost);
      print("in the scope", lost);
    }
    try {
      print("after it", lost);
    } catch (IllegalStateException closed) {
      System.out.println(closed.getMessage());
    }
  }
}
