package dev.rankine.lora.update;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.rankine.autograd.GradientCheck;
import dev.rankine.autograd.Tape;
import dev.rankine.autograd.Var;
import dev.rankine.autograd.nn.Embedding;
import dev.rankine.autograd.nn.Parameters;
import dev.rankine.autograd.op.GatherOp;
import dev.rankine.engine.Backend;
import dev.rankine.engine.Indices;
import dev.rankine.engine.Philox;
import dev.rankine.engine.Shape;
import dev.rankine.engine.Tensor;
import dev.rankine.lora.Nets;
import dev.rankine.lora.config.AdapterConfig;
import dev.rankine.lora.config.InitLoraWeights;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The updates of embeddings against central differences, and their two forms. */
class EmbeddingGradientTest {
  private static final Backend BACKEND = GradientCheck.backend();
  private static final AdapterConfig CONFIG =
      AdapterConfig.of("words").r(2).loraAlpha(3).initLoraWeights(InitLoraWeights.RANDOM).build();

  private static EmbeddingBase base(long seed) {
    Parameters source = Parameters.initialise(BACKEND, new Philox(seed, 0));
    return new EmbeddingBase("words", Embedding.of(source.at("words"), 5, 4));
  }

  /** With a row that is asked for twice, and rows that are not asked for. */
  private static Indices rows() {
    return Indices.of(BACKEND, Shape.of(2, 2), 3, 0, 3, 1);
  }

  private static Tensor factors(long seed) {
    return Nets.normal(BACKEND, Shape.of(2, 2, 4), seed);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void ofLora(long seed) {
    LowRank update = LowRank.of(base(seed), CONFIG, new Philox(seed, 1));
    GradientCheck.of("LowRank on an embedding", seed)
        .assertGradients(
            (tape, v) -> update.addedRows(tape, rows(), () -> v.getFirst()).mul(v.getFirst()),
            new TreeMap<>(Map.of("factors", factors(seed))),
            update.trainable());
    agree(update);
  }

  /** n is a constant to the gradient, so it is held where it is while elements are moved. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void ofDora(long seed) {
    EmbeddingBase base = base(seed);
    Dora update = Dora.of(base, CONFIG, new Philox(seed, 1));
    double[] lengths = update.magnitude().tensor().toDoubles();
    for (int i = 0; i < lengths.length; i++) {
      lengths[i] *= 1 + 0.1 * i;
    }
    BACKEND.upload(lengths, update.magnitude().tensor());
    Tensor norm = Dora.norm(base, update.direction().delta());
    GradientCheck.of("Dora on an embedding", seed)
        .assertGradients(
            (tape, v) -> {
              Var plain = base.layer().forward(tape, rows());
              return update.addedRows(tape, rows(), () -> plain, norm).mul(v.getFirst());
            },
            new TreeMap<>(Map.of("factors", factors(seed))),
            update.trainable());
    agree(update);
  }

  /** What is added is the rows of ΔW. */
  private static void agree(Update update) {
    try (Tape tape = Tape.none(BACKEND)) {
      Var plain = ((EmbeddingBase) update.base()).layer().forward(tape, rows());
      double[] added = update.addedRows(tape, rows(), () -> plain).value().toDoubles();
      Var delta = tape.constant(update.delta());
      double[] expected = GatherOp.of(delta, rows()).value().toDoubles();
      for (int i = 0; i < added.length; i++) {
        assertEquals(expected[i], added[i], 1e-12);
      }
    }
  }
}
