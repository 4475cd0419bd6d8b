package dev.rankine.autograd.optim;

import dev.rankine.autograd.Parameter;
import dev.rankine.autograd.ParameterGradients;
import dev.rankine.engine.Backend;
import dev.rankine.engine.Binary;
import dev.rankine.engine.Reduction;
import dev.rankine.engine.Shape;
import dev.rankine.engine.Tensor;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/**
 * Bounds gradients before an update:
 *
 * <pre>
 * optimizer.step(Clip.byNorm(tape.backward(loss), model.parameters(), 1));
 * </pre>
 *
 * <p>Parameters that no loss reached, and repetitions, are passed over. The given gradients do not
 * change.
 */
public final class Clip {
  /** Gradients some of which are replaced. */
  private record Clipped(ParameterGradients source, Map<Parameter, Tensor> replaced)
      implements ParameterGradients {
    @Override
    public Tensor of(Parameter parameter) {
      Tensor clipped = replaced.get(parameter);
      return clipped == null ? source.of(parameter) : clipped;
    }

    @Override
    public boolean reached(Parameter parameter) {
      return source.reached(parameter);
    }

    @Override
    public Tensor allocate(Shape shape) {
      return source.allocate(shape);
    }
  }

  private Clip() {}

  /**
   * The norm of all gradients as one vector, √Σ g². Each tensor's squares are summed by its
   * backend; these sums are added in float64, in the parameters' order.
   */
  public static double norm(ParameterGradients gradients, Collection<Parameter> parameters) {
    double sum = 0;
    for (Parameter parameter : reached(gradients, parameters)) {
      Tensor gradient = gradients.of(parameter);
      Backend backend = gradient.backend();
      Tensor squares = gradients.allocate(gradient.shape());
      Tensor total = gradients.allocate(Shape.SCALAR);
      backend.zip(Binary.MULTIPLY, gradient, gradient, squares);
      int[] axes = IntStream.range(0, gradient.shape().rank()).toArray();
      backend.reduce(Reduction.SUM, squares, axes, total);
      sum += total.item();
    }
    return Math.sqrt(sum);
  }

  /**
   * Multiplies all gradients by max / norm where their {@link #norm} exceeds max (Pascanu, Mikolov
   * and Bengio, "On the difficulty of training recurrent neural networks", ICML 2013); otherwise
   * they are as they were, to the bit.
   *
   * @throws IllegalArgumentException if max is not positive
   * @throws ArithmeticException if the norm is not finite: training has diverged
   */
  public static ParameterGradients byNorm(
      ParameterGradients gradients, Collection<Parameter> parameters, double max) {
    Trained.positive("largest norm", max);
    double norm = norm(gradients, parameters);
    if (!Double.isFinite(norm)) {
      throw new ArithmeticException(
          "clip: the gradients' norm is "
              + norm
              + ", training has diverged; lower the rate, or look for an overflow in the loss");
    }
    if (norm <= max) {
      return gradients;
    }
    return replace(
        gradients,
        parameters,
        gradient -> {
          Backend backend = gradient.backend();
          Tensor factor = gradients.allocate(Shape.SCALAR);
          backend.fill(max / norm, factor);
          Tensor scaled = gradients.allocate(gradient.shape());
          backend.zip(Binary.MULTIPLY, gradient, factor, scaled);
          return scaled;
        });
  }

  /**
   * Replaces elements outside −max … max by the nearer end. NaN stays. The elements travel through
   * the host.
   *
   * @throws IllegalArgumentException if max is not positive
   */
  public static ParameterGradients byValue(
      ParameterGradients gradients, Collection<Parameter> parameters, double max) {
    Trained.positive("largest value", max);
    return replace(
        gradients,
        parameters,
        gradient -> {
          double[] elements = gradient.toDoubles();
          for (int i = 0; i < elements.length; i++) {
            elements[i] = Math.clamp(elements[i], -max, max);
          }
          Tensor clamped = gradients.allocate(gradient.shape());
          gradient.backend().upload(elements, clamped);
          return clamped;
        });
  }

  private static ParameterGradients replace(
      ParameterGradients gradients,
      Collection<Parameter> parameters,
      UnaryOperator<Tensor> replacement) {
    Map<Parameter, Tensor> replaced = new LinkedHashMap<>();
    for (Parameter parameter : reached(gradients, parameters)) {
      replaced.put(parameter, replacement.apply(gradients.of(parameter)));
    }
    return new Clipped(gradients, replaced);
  }

  private static Set<Parameter> reached(
      ParameterGradients gradients, Collection<Parameter> parameters) {
    Set<Parameter> reached = new LinkedHashSet<>(parameters);
    reached.removeIf(parameter -> !gradients.reached(parameter));
    return reached;
  }
}
