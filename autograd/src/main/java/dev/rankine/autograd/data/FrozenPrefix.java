package dev.rankine.autograd.data;

import dev.rankine.autograd.Parameter;
import dev.rankine.autograd.Tape;
import dev.rankine.autograd.nn.Layer;
import dev.rankine.engine.Backend;
import dev.rankine.engine.Indices;
import dev.rankine.engine.Matrix;
import dev.rankine.engine.Shape;
import dev.rankine.engine.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The outputs of the frozen front of a model over fixed examples, computed once and kept in one
 * tensor (N, …), so that training the rest costs the rest alone. It is itself a data set: the rest
 * of the model trains on it as the whole model would on the original.
 *
 * <p>The prefix runs as in training; wrap in {@link dev.rankine.autograd.nn.Evaluated} what is to
 * run as in evaluation. Nothing changes but the time: a forward output never depends on the rest of
 * its batch (the numeric contract), so a row that was computed in another batch has the same bits.
 *
 * <p>Where the tensor would be larger than a bound, nothing is kept, one log line says so, and
 * every batch goes through the prefix as it would without this class.
 */
public final class FrozenPrefix implements DataSet {
  private static final System.Logger LOG = System.getLogger("dev.rankine.autograd");

  /** Rows computed at a time: what lies between the layers stays small. */
  private static final int BATCH = 64;

  /** Rows that are computed twice, in different batches, to see that they come out the same. */
  private static final int PROBE = 32;

  /** Elements of the largest tensor. */
  private static final int LARGEST = Integer.MAX_VALUE - 64;

  private final Layer prefix;
  private final DataSet data;
  private final List<Parameter> parameters;
  private final long[] versions;
  private final Shape shape;
  private final Optional<Tensor> table;

  private FrozenPrefix(Layer prefix, DataSet data, long bound) {
    this.prefix = prefix;
    this.data = data;
    this.parameters = prefix.parameters();
    this.versions = parameters.stream().mapToLong(p -> p.tensor().version()).toArray();
    this.shape = probe();
    this.table = fits(bound) ? Optional.of(fill()) : Optional.empty();
  }

  /** As {@link #of(Layer, DataSet, long)} with {@link #defaultBound()}. */
  public static FrozenPrefix of(Layer prefix, DataSet data) {
    return of(prefix, data, defaultBound());
  }

  /**
   * Computes the outputs of a prefix for all examples.
   *
   * @param prefix without trainable parameters, and deterministic; a few rows are computed twice to
   *     check the latter
   * @param bound bytes that the outputs may take
   * @throws IllegalArgumentException if a parameter is trainable, the data are not fixed or empty,
   *     or the rows that were computed twice differ
   */
  public static FrozenPrefix of(Layer prefix, DataSet data, long bound) {
    for (Parameter parameter : prefix.parameters()) {
      if (parameter.trainable()) {
        throw new IllegalArgumentException(
            "frozen prefix: parameter "
                + parameter.name()
                + " is trainable; freeze it, or leave its layer out of the prefix");
      }
    }
    if (!data.fixed() || data.count() == 0) {
      throw new IllegalArgumentException(
          "frozen prefix: the data set "
              + (data.fixed() ? "is empty" : "is not fixed")
              + "; train the whole model on it instead");
    }
    return new FrozenPrefix(prefix, data, bound);
  }

  /** A quarter of the most memory that this JVM may use for objects ({@code -Xmx}), in bytes. */
  public static long defaultBound() {
    return Runtime.getRuntime().maxMemory() / 4;
  }

  /** Whether the outputs are kept. */
  public boolean cached() {
    return table.isPresent();
  }

  /** What all outputs take, in bytes, whether they are kept or not. */
  public long bytes() {
    return (long) count() * features() * backend().realBytes();
  }

  /** Elements of the output of one example. */
  public int features() {
    return shape.product(1, shape.rank());
  }

  @Override
  public Backend backend() {
    return data.backend();
  }

  @Override
  public int count() {
    return data.count();
  }

  @Override
  public boolean fixed() {
    return true;
  }

  /**
   * The outputs for these rows.
   *
   * @throws IllegalStateException if a parameter of the prefix was unfrozen or updated since
   */
  @Override
  public Tensor gather(Tape tape, Indices rows) {
    requireUnchanged();
    if (table.isEmpty()) {
      return forward(tape, rows);
    }
    Tensor batch = tape.allocate(shape.with(0, rows.size()));
    backend().gather(table.get(), rows, batch);
    return batch;
  }

  private Tensor forward(Tape tape, Indices rows) {
    return prefix.forward(tape, tape.constant(data.gather(tape, rows))).value();
  }

  private void requireUnchanged() {
    for (int i = 0; i < versions.length; i++) {
      Parameter parameter = parameters.get(i);
      if (parameter.trainable() || parameter.tensor().version() != versions[i]) {
        throw new IllegalStateException(
            "frozen prefix: parameter "
                + parameter.name()
                + " was unfrozen or updated after its outputs were computed; compute them again");
      }
    }
  }

  /** Computes a few rows twice, in different batches; returns the shape of their outputs. */
  private Shape probe() {
    int count = Math.min(PROBE, count());
    int[] up = new int[count];
    Arrays.setAll(up, i -> i);
    int[] down = new int[Math.ceilDiv(count, 2)];
    Arrays.setAll(down, i -> count - 1 - 2 * i);
    try (Tape tape = Tape.none(backend()).training(true)) {
      Tensor all = forward(tape, Indices.of(backend(), Shape.of(count), up));
      Tensor some = forward(tape, Indices.of(backend(), Shape.of(down.length), down));
      requireRows(count, all.shape());
      requireRows(down.length, some.shape());
      for (int i = 0; i < down.length; i++) {
        requireEqual(all.slice(down[i], down[i] + 1), some.slice(i, i + 1), down[i]);
      }
      return all.shape();
    }
  }

  private static void requireRows(int count, Shape shape) {
    if (shape.rank() == 0 || shape.dim(0) != count) {
      throw new IllegalArgumentException(
          "frozen prefix: "
              + count
              + " examples gave an output "
              + shape
              + "; a prefix gives one row an example");
    }
  }

  private static void requireEqual(Tensor first, Tensor second, int row) {
    if (!Arrays.equals(first.toDoubles(), second.toDoubles())) {
      throw new IllegalArgumentException(
          "frozen prefix: example "
              + row
              + " gave two different outputs in two batches; leave what is random, or what mixes"
              + " the rows of a batch, out of the prefix");
    }
  }

  private boolean fits(long bound) {
    boolean fits = bytes() <= bound && (long) count() * features() <= LARGEST;
    if (!fits) {
      LOG.log(
          System.Logger.Level.WARNING,
          String.format(
              Locale.ROOT,
              "Frozen outputs are computed again for each batch: %,d x %,d would take %,d bytes,"
                  + " the bound is %,d",
              count(),
              features(),
              bytes(),
              bound));
    }
    return fits;
  }

  private Tensor fill() {
    Tensor outputs = Tensor.allocate(backend(), shape.with(0, count()));
    int from = 0;
    for (Indices rows : Batches.inOrder(count(), BATCH).on(backend())) {
      Tensor part = outputs.slice(from, from + rows.size());
      try (Tape tape = Tape.none(backend()).training(true)) {
        backend().copy(matrix(forward(tape, rows)), matrix(part));
      }
      from += rows.size();
    }
    return outputs;
  }

  private Matrix matrix(Tensor x) {
    return Matrix.of(x, x.shape().dim(0), features());
  }
}
