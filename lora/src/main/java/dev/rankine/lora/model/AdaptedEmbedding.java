package dev.rankine.lora.model;

import dev.rankine.autograd.Parameter;
import dev.rankine.autograd.Tape;
import dev.rankine.autograd.Var;
import dev.rankine.autograd.nn.IndexLayer;
import dev.rankine.autograd.nn.Model;
import dev.rankine.engine.Indices;
import dev.rankine.lora.update.EmbeddingBase;
import dev.rankine.lora.update.Update;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** An embedding with the updates of the active adapters: rows of W, then what each update adds. */
record AdaptedEmbedding(EmbeddingBase base, List<Update> updates) implements IndexLayer, Adapted {
  @Override
  public Var forward(Tape tape, Indices rows) {
    Var plain = base.layer().forward(tape, rows);
    Var sum = plain;
    for (Update update : updates) {
      sum = sum.add(update.addedRows(tape, rows, () -> plain));
    }
    return sum;
  }

  @Override
  public Model merged() {
    return base.plain(AdaptedLayer.weight(base, updates), Optional.empty());
  }

  @Override
  public List<Parameter> parameters() {
    List<Parameter> all = new ArrayList<>(base.layer().parameters());
    updates.forEach(update -> all.addAll(update.parameters()));
    return all;
  }
}
