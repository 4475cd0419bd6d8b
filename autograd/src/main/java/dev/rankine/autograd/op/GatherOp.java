package dev.rankine.autograd.op;

import dev.rankine.autograd.Gradients;
import dev.rankine.autograd.Op;
import dev.rankine.autograd.Var;
import dev.rankine.engine.Indices;
import dev.rankine.engine.Shape;
import dev.rankine.engine.ShapeException;
import dev.rankine.engine.Tensor;
import java.util.List;

/**
 * y = rows of a table: table (N, …), rows in any shape S, y (S, …). A row's gradient is the sum of
 * dy over all places where it was taken, in ascending order. Rows of words make it an embedding.
 */
public record GatherOp(Var table, Indices rows) implements Op {
  /**
   * Takes the rows.
   *
   * @throws IndexOutOfBoundsException if one is not in 0 … N − 1
   */
  public static Var of(Var table, Indices rows) {
    if (table.shape().rank() == 0) {
      throw ShapeException.of(
          "gather", "a table (N, …) is needed", "reshape it to one axis or more", table.shape());
    }
    Shape result = joined(rows.shape(), table.shape());
    GatherOp op = new GatherOp(table, rows.reshape(Shape.of(rows.size())));
    Tensor y = table.tape().allocate(result);
    table.tape().backend().gather(table.value(), op.rows(), op.flat(y));
    return table.tape().record(op, y);
  }

  private static Shape joined(Shape rows, Shape table) {
    if (rows.rank() == 1) {
      return table.with(0, rows.dim(0));
    }
    int[] dims = new int[rows.rank() + table.rank() - 1];
    for (int i = 0; i < dims.length; i++) {
      dims[i] = i < rows.rank() ? rows.dim(i) : table.dim(i - rows.rank() + 1);
    }
    return Shape.of(dims);
  }

  private Tensor flat(Tensor y) {
    return y.reshape(table.shape().with(0, rows.size()));
  }

  @Override
  public List<Var> inputs() {
    return List.of(table);
  }

  @Override
  public String formula() {
    return "y = rows of x";
  }

  @Override
  public void backward(Tensor dy, Gradients gradients) {
    Tensor dTable = gradients.allocate(table.shape());
    gradients.backend().fill(0, dTable);
    gradients.backend().scatterAddInPlace(flat(dy), rows, dTable);
    gradients.add(table, dTable);
  }
}
