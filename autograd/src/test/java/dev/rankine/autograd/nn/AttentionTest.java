package dev.rankine.autograd.nn;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rankine.autograd.GradientCheck;
import dev.rankine.autograd.Parameter;
import dev.rankine.autograd.Samples;
import dev.rankine.autograd.Tape;
import dev.rankine.autograd.Var;
import dev.rankine.autograd.op.Losses;
import dev.rankine.autograd.optim.Adam;
import dev.rankine.engine.Backend;
import dev.rankine.engine.Indices;
import dev.rankine.engine.Philox;
import dev.rankine.engine.Shape;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Ops and layers together: one block of a transformer (Vaswani and others 2017). */
class AttentionTest {
  private static final int HEADS = 2;

  /** Words (B, T) to logits (B, T, N). */
  private record Transformer(
      Embedding words, LayerNorm norm, Linear query, Linear key, Linear value, Linear out)
      implements Model {
    static Transformer of(Parameters source, int vocabulary, int width) {
      return new Transformer(
          Embedding.of(source.at("words"), vocabulary, width),
          LayerNorm.of(source.at("norm"), width),
          Linear.of(source.at("query"), width, width),
          Linear.of(source.at("key"), width, width),
          Linear.of(source.at("value"), width, width),
          Linear.of(source.at("out"), width, vocabulary));
    }

    Var forward(Tape tape, Indices rows) {
      Var x = words.forward(tape, rows);
      Var h = norm.forward(tape, x);
      Var q = heads(query.forward(tape, h));
      Var k = heads(key.forward(tape, h));
      Var v = heads(value.forward(tape, h));
      Var scores = q.matmul(k.transpose(-1, -2)).scale(1 / Math.sqrt(q.shape().dim(-1)));
      Var seen = scores.softmax(-1).matmul(v).transpose(1, 2).reshape(x.shape().dims());
      return out.forward(tape, Activation.GELU.forward(tape, x.add(seen)));
    }

    /** (B, T, D) as (B, heads, T, D / heads). */
    private static Var heads(Var x) {
      Shape shape = x.shape();
      return x.reshape(shape.dim(0), shape.dim(1), HEADS, shape.dim(2) / HEADS).transpose(1, 2);
    }

    @Override
    public List<Parameter> parameters() {
      return Stream.of(words, norm, query, key, value, out)
          .flatMap(model -> model.parameters().stream())
          .toList();
    }
  }

  @Property(tries = 10)
  void gradients(@ForAll long seed) {
    Parameters source = Parameters.initialise(GradientCheck.backend(), new Philox(seed, 0));
    Transformer model = Transformer.of(source, 3, 4);
    Indices rows = new Samples(seed).labels(6, 3).reshape(Shape.of(2, 3));
    GradientCheck.of("attention", seed)
        .assertGradients(
            (tape, in) -> model.forward(tape, rows), new LinkedHashMap<>(), model.parameters());
  }

  /** What to say after a word that is the same in each row: only those before it tell. */
  @Example
  void learnsToLookBack() {
    Backend backend = Backend.cpu();
    Transformer model = Transformer.of(Parameters.initialise(backend, new Philox(1, 0)), 5, 16);
    Indices rows = Indices.of(backend, Shape.of(4, 3), 0, 0, 4, 1, 1, 4, 2, 2, 4, 3, 3, 4);
    Indices wanted = Indices.of(backend, Shape.of(4, 1), 0, 1, 2, 3);
    Adam optimizer = new Adam(model.trainable(), 0.01);
    double loss = 0;
    for (int step = 0; step < 200; step++) {
      try (Tape tape = Tape.recording(backend)) {
        Var last = model.forward(tape, rows).slice(1, 2, 3);
        Var value = Losses.crossEntropy(last, wanted);
        optimizer.step(tape.backward(value));
        loss = value.value().item();
      }
    }
    assertTrue(loss < 0.05, "loss " + loss);
  }
}
