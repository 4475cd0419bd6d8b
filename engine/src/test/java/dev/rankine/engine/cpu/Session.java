package dev.rankine.engine.cpu;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.rankine.engine.Backend;
import dev.rankine.engine.Bytes;
import dev.rankine.engine.Indices;
import dev.rankine.engine.Matrix;
import dev.rankine.engine.Shape;
import dev.rankine.engine.Tensor;
import dev.rankine.engine.reference.ReferenceBackend;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * One run of a case on one backend: it uploads operands, each between guards, and collects results.
 */
final class Session {
  /** Values of one output after the run, row-major. */
  record Result(double[] values, Tolerance tolerance) {}

  /** For what follows from shapes alone. */
  static final Backend SCRATCH = new ReferenceBackend();

  private static final int GUARD = 4;
  private static final float SENTINEL = -7.25f;

  private final Backend memory;
  private final Backend operations;
  private final boolean absolute;
  private final List<Supplier<Result>> results = new ArrayList<>();

  /**
   * A session without operands.
   *
   * @param memory owns the operands
   * @param operations what the case calls: the same backend, or something that stands before it
   * @param absolute whether all inputs are replaced by their absolute values
   */
  Session(Backend memory, Backend operations, boolean absolute) {
    this.memory = memory;
    this.operations = operations;
    this.absolute = absolute;
  }

  /** The backend under test. */
  Backend backend() {
    return operations;
  }

  List<Result> results() {
    return results.stream().map(Supplier::get).toList();
  }

  /** A number of the call, or its absolute value. */
  double scalar(double value) {
    return absolute ? Math.abs(value) : value;
  }

  /** A number of the call whose terms are subtracted: −|value| makes the terms add up. */
  double subtracted(double value) {
    return absolute ? -Math.abs(value) : value;
  }

  /** An input, which must not change. */
  Tensor put(Operand operand) {
    Operand input = absolute ? operand.magnitude() : operand;
    return guarded(input, (whole, tensor) -> unchanged(input, tensor), null);
  }

  /** An output, or an operand that is modified. */
  Tensor result(Operand operand, Tolerance tolerance) {
    Operand input = absolute ? operand.magnitude() : operand;
    return guarded(input, null, tolerance);
  }

  Matrix put(Operand.View view) {
    return matrix(view, put(view.data()));
  }

  /** The result is all of the memory around the view. */
  Matrix result(Operand.View view, Tolerance tolerance) {
    return matrix(view, result(view.data(), tolerance));
  }

  private static Matrix matrix(Operand.View v, Tensor data) {
    return new Matrix(data, v.offset(), v.rows(), v.columns(), v.ld(), v.transposed());
  }

  private interface Check {
    void run(Tensor whole, Tensor view);
  }

  private Tensor guarded(Operand operand, Check check, Tolerance tolerance) {
    int size = operand.values().length;
    int start = operand.offset();
    float[] content = new float[start + size + GUARD];
    Arrays.fill(content, SENTINEL);
    System.arraycopy(operand.values(), 0, content, start, size);
    Tensor whole = Tensor.of(memory, Shape.of(content.length), content);
    Tensor view = whole.slice(start, start + size).reshape(operand.shape());
    results.add(
        () -> {
          double[] after = whole.toDoubles();
          for (int i = 0; i < after.length; i++) {
            boolean guard = i < start || i >= start + size;
            assertEquals(guard ? SENTINEL : after[i], after[i], "outside the tensor");
          }
          if (check != null) {
            check.run(whole, view);
          }
          return new Result(tolerance == null ? new double[0] : view.toDoubles(), tolerance);
        });
    return view;
  }

  private static void unchanged(Operand before, Tensor after) {
    float[] now = after.toFloats();
    for (int i = 0; i < now.length; i++) {
      int bits = Float.floatToIntBits(before.values()[i]);
      assertEquals(bits, Float.floatToIntBits(now[i]), "an input was changed");
    }
  }

  Indices put(Shape shape, int... values) {
    int[] content = new int[shape.with(0, shape.dim(0) + 2).size()];
    Arrays.fill(content, -1);
    System.arraycopy(values, 0, content, content.length / (shape.dim(0) + 2), values.length);
    Indices whole = Indices.of(memory, shape.with(0, shape.dim(0) + 2), content);
    return whole.slice(1, 1 + shape.dim(0));
  }

  Indices result(Shape shape) {
    int[] content = new int[shape.size()];
    Arrays.fill(content, -1);
    Indices indices = put(shape, content);
    emit(() -> IntStream.of(indices.toInts()).asDoubleStream().toArray(), Tolerance.EQUAL);
    return indices;
  }

  Bytes put(Shape shape, byte... values) {
    Bytes whole = Bytes.allocate(memory, shape.with(0, shape.dim(0) + 1));
    Bytes bytes = whole.slice(1, 1 + shape.dim(0));
    memory.upload(values, bytes);
    return bytes;
  }

  /** An output that is not a tensor. */
  void emit(Supplier<double[]> values, Tolerance tolerance) {
    results.add(() -> new Result(values.get(), tolerance));
  }
}
