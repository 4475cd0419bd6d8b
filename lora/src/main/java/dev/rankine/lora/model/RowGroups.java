package dev.rankine.lora.model;

import dev.rankine.autograd.Tape;
import dev.rankine.autograd.Var;
import dev.rankine.autograd.nn.Layer;
import dev.rankine.autograd.op.ConcatOp;
import dev.rankine.autograd.op.GatherOp;
import dev.rankine.engine.Indices;
import dev.rankine.engine.Shape;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * A batch whose rows go through different models: the rows of each are taken together, and the
 * outputs put back in their places. That is exact because no output depends on the rest of its
 * batch.
 */
final class RowGroups {
  private RowGroups() {}

  static Var forward(Tape tape, Var x, List<String> rows, Function<String, Layer> model) {
    if (x.shape().dim(0) != rows.size()) {
      throw new IllegalArgumentException(
          rows.size() + " adapters are named for a batch of " + x.shape().dim(0) + " rows");
    }
    Map<String, List<Integer>> groups = new LinkedHashMap<>();
    for (int row = 0; row < rows.size(); row++) {
      groups.computeIfAbsent(rows.get(row), name -> new ArrayList<>()).add(row);
    }
    List<Var> outputs = new ArrayList<>();
    List<Integer> order = new ArrayList<>();
    groups.forEach(
        (name, members) -> {
          Var y = model.apply(name).forward(tape, GatherOp.of(x, indices(tape, members)));
          outputs.add(y);
          order.addAll(members);
        });
    List<Integer> places = new ArrayList<>(order);
    for (int i = 0; i < order.size(); i++) {
      places.set(order.get(i), i);
    }
    return GatherOp.of(ConcatOp.of(outputs, 0), indices(tape, places));
  }

  private static Indices indices(Tape tape, List<Integer> rows) {
    Indices indices = tape.scope().indices(Shape.of(rows.size()));
    tape.backend().upload(rows.stream().mapToInt(row -> row).toArray(), indices);
    return indices;
  }
}
