package dev.rankine.lora.model;

import dev.rankine.autograd.Tape;
import dev.rankine.autograd.Var;
import dev.rankine.autograd.op.ConcatOp;
import dev.rankine.autograd.op.GatherOp;
import dev.rankine.engine.Indices;
import dev.rankine.engine.Shape;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;

/**
 * A batch whose rows go through different models: the rows of each are taken together, and the
 * outputs put back in their places. A row is one index of the first dimension, with all that it
 * holds. That is exact because no output depends on the rest of its batch.
 *
 * @param groups rows by name, in order of their first row
 */
record RowGroups(Map<String, Rows> groups) {
  /** Some rows of a batch, ascending. */
  record Rows(List<Integer> numbers) {
    Indices on(Tape tape) {
      Indices indices = tape.scope().indices(Shape.of(numbers.size()));
      tape.backend().upload(numbers.stream().mapToInt(row -> row).toArray(), indices);
      return indices;
    }

    /** These rows of a table of indices. */
    Indices of(Tape tape, Indices table) {
      int[] all = table.toInts();
      int width = table.shape().product(1, table.shape().rank());
      int[] some = new int[numbers.size() * width];
      for (int i = 0; i < numbers.size(); i++) {
        System.arraycopy(all, numbers.get(i) * width, some, i * width, width);
      }
      Indices rows = tape.scope().indices(table.shape().with(0, numbers.size()));
      tape.backend().upload(some, rows);
      return rows;
    }
  }

  static RowGroups of(List<String> names, Shape batch) {
    if (batch.dim(0) != names.size()) {
      throw new IllegalArgumentException(
          names.size() + " adapters are named for a batch of " + batch.dim(0) + " rows");
    }
    Map<String, Rows> groups = new LinkedHashMap<>();
    for (int row = 0; row < names.size(); row++) {
      groups
          .computeIfAbsent(names.get(row), name -> new Rows(new ArrayList<>()))
          .numbers()
          .add(row);
    }
    return new RowGroups(groups);
  }

  Var forward(Tape tape, BiFunction<String, Rows, Var> model) {
    List<Var> outputs = new ArrayList<>();
    List<Integer> order = new ArrayList<>();
    groups.forEach(
        (name, rows) -> {
          outputs.add(model.apply(name, rows));
          order.addAll(rows.numbers());
        });
    List<Integer> places = new ArrayList<>(order);
    for (int i = 0; i < order.size(); i++) {
      places.set(order.get(i), i);
    }
    return GatherOp.of(ConcatOp.of(outputs, 0), new Rows(places).on(tape));
  }
}
