package dev.rankine.autograd;

import dev.rankine.engine.Backend;
import dev.rankine.engine.Binary;
import dev.rankine.engine.Matrix;
import dev.rankine.engine.Scope;
import dev.rankine.engine.Shape;
import dev.rankine.engine.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The gradients of several losses added up, where a batch is too large for one tape:
 *
 * <pre>
 * try (GradientSum sum = new GradientSum(backend)) {
 *   for (Batch part : parts) {
 *     try (Tape tape = Tape.recording(backend)) {
 *       tape.backward(meanLoss(part).scale(part.size() / batchSize)).addInto(sum);
 *     }
 *   }
 *   optimizer.step(sum);
 * }
 * </pre>
 *
 * <p>Each element is the chain ((g₁ + g₂) + g₃) + …, rounded at each step. One loss gives its own
 * bits; several give what the whole batch would, up to rounding. The sum owns its memory; closing
 * it returns that to the pool.
 */
public final class GradientSum implements ParameterGradients, AutoCloseable {
  /** A sum, and its parameter's version when it began. */
  private record Sum(Tensor tensor, long version) {}

  private final Scope scope;
  private final Map<Parameter, Sum> sums = new LinkedHashMap<>();

  /** An empty sum. */
  public GradientSum(Backend backend) {
    this.scope = Scope.on(backend);
  }

  /** For {@link Gradients#addInto}: checks all, then adds. */
  void add(Map<Parameter, Tensor> gradients) {
    gradients.forEach(
        (parameter, gradient) -> {
          gradient.storage(); // fails where the tape is closed
          requireSameVersion(parameter);
        });
    gradients.forEach(this::add);
  }

  private void requireSameVersion(Parameter parameter) {
    Sum sum = sums.get(parameter);
    if (sum != null && sum.version() != parameter.tensor().version()) {
      throw new IllegalStateException(
          "gradient sum: parameter "
              + parameter.name()
              + " was updated since the sum began; begin a new sum after each step");
    }
  }

  private void add(Parameter parameter, Tensor gradient) {
    Sum sum = sums.get(parameter);
    if (sum != null) {
      scope.backend().zip(Binary.ADD, sum.tensor(), gradient, sum.tensor());
      return;
    }
    Tensor copy = allocate(gradient.shape());
    scope.backend().copy(row(gradient), row(copy));
    sums.put(parameter, new Sum(copy, parameter.tensor().version()));
  }

  private static Matrix row(Tensor x) {
    return Matrix.of(x, 1, x.size());
  }

  @Override
  public Tensor of(Parameter parameter) {
    if (!reached(parameter)) {
      throw new IllegalArgumentException(
          "no loss reaches parameter "
              + parameter
              + "; take it out of the optimizer, or use it in the model");
    }
    return sums.get(parameter).tensor();
  }

  @Override
  public boolean reached(Parameter parameter) {
    return sums.containsKey(parameter);
  }

  @Override
  public Tensor allocate(Shape shape) {
    return scope.tensor(shape);
  }

  /** Returns all memory; the sums fail by name afterwards. */
  @Override
  public void close() {
    scope.close();
  }
}
