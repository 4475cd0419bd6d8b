package dev.rankine.autograd;

import dev.rankine.autograd.explain.Explanation;
import dev.rankine.engine.Backend;
import dev.rankine.engine.Lists;
import dev.rankine.engine.Scope;
import dev.rankine.engine.Shape;
import dev.rankine.engine.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The record of a computation, in the order in which it ran, so that the way back is one reverse
 * loop. It owns the memory of everything computed on it; closing it returns that to the pool.
 *
 * <p>An op is recorded only where one of its inputs wants a gradient: what is frozen costs nothing
 * on the way back. A tape serves one thread.
 */
public final class Tape implements AutoCloseable {
  /**
   * An op on the tape.
   *
   * @param out what it computed
   * @param bytes memory that the tape took for it: results, and whatever else was allocated since
   *     the op before
   */
  public record Step(Op op, Var out, long bytes) {}

  private record Link(Op op, Var out, long bytes, Link before) {}

  private enum Mode {
    RECORDING,
    TRACING,
    NONE
  }

  private final Scope scope;
  private final Mode mode;
  private final Uses uses = new Uses();
  private Link last;
  private long bytes;
  private boolean training;
  private boolean finite;
  private boolean closed;

  private Tape(Backend backend, Mode mode) {
    this.scope = Scope.on(backend);
    this.mode = mode;
    this.training = mode == Mode.RECORDING;
  }

  /** A tape that can go back. */
  public static Tape recording(Backend backend) {
    return new Tape(backend, Mode.RECORDING);
  }

  /** A tape for inference: it owns memory and records nothing. */
  public static Tape none(Backend backend) {
    return new Tape(backend, Mode.NONE);
  }

  /**
   * A tape for looking at a model: as in inference, and every op is recorded, also where nothing
   * wants a gradient.
   */
  public static Tape tracing(Backend backend) {
    return new Tape(backend, Mode.TRACING);
  }

  /**
   * Whether layers do what they do in training alone, such as dropout: at first on a recording
   * tape, and not on another.
   */
  public boolean training() {
    return training;
  }

  /** Says whether layers do from now on what they do in training alone. */
  public Tape training(boolean training) {
    this.training = training;
    return this;
  }

  /**
   * From now on every value that an op computes, and every gradient on the way back, is looked
   * through for NaN and infinities. It costs a pass over each of them.
   *
   * @return this tape, whose ops and backward throw an {@link ArithmeticException} with the first
   *     such op and element
   */
  public Tape checkFinite() {
    finite = true;
    return this;
  }

  /** Where values are computed. */
  public Backend backend() {
    return scope.backend();
  }

  /**
   * The memory of this tape, for ops.
   *
   * @throws IllegalStateException if the tape is closed
   */
  public Scope scope() {
    requireOpen();
    return scope;
  }

  /** An uninitialised tensor that lives as long as this tape, for ops. */
  public Tensor allocate(Shape shape) {
    return scope().tensor(shape);
  }

  /** A value that no gradient is wanted of. */
  public Var constant(Tensor value) {
    return new Var(this, value, false);
  }

  /** A value whose gradient is wanted. */
  public Var variable(Tensor value) {
    return new Var(this, value, mode == Mode.RECORDING);
  }

  /** A parameter as a value; the same one each time. */
  public Var parameter(Parameter parameter) {
    Var var = uses.find(parameter);
    if (var == null) {
      var = new Var(this, parameter.tensor(), mode == Mode.RECORDING && parameter.trainable());
      uses.add(parameter, var);
    }
    return var;
  }

  /** As {@link #parameter}, for each. */
  public List<Var> parameters(List<Parameter> parameters) {
    return Lists.map(parameters, this::parameter);
  }

  /** The parameters whose values were asked for, in order of their first use. */
  public List<Parameter> parametersInUse() {
    return uses.parameters();
  }

  /** A parameter's value if it was used on this tape, or null. */
  Var used(Parameter parameter) {
    return uses.find(parameter);
  }

  /**
   * Puts an op on the tape if one of its inputs wants a gradient.
   *
   * @param out what the op computed
   * @return out as a value on this tape
   * @throws IllegalArgumentException if an input is of another tape, or a custom op is not
   *     registered
   * @throws IllegalStateException if the tape is closed
   */
  public Var record(Op op, Tensor out) {
    requireOpen();
    boolean wanted = false;
    for (Var input : op.inputs()) {
      if (input.tape() != this) {
        throw new IllegalArgumentException(
            name(op) + ": an input belongs to another tape; use one tape for one computation");
      }
      wanted |= input.wantsGradient();
    }
    if (op instanceof CustomOp custom && !CustomOps.contains(custom)) {
      throw new IllegalArgumentException(
          name(op) + " is not registered; call CustomOp.register once and test its gradient");
    }
    Var result = new Var(this, out, wanted);
    long before = bytes;
    bytes = scope.bytes();
    if (wanted || mode == Mode.TRACING) {
      last = new Link(op, result, bytes - before, last);
    }
    if (finite) {
      FiniteCheck.requireFinite(op, out);
    }
    return result;
  }

  static String name(Op op) {
    return op.getClass().getSimpleName();
  }

  /** The recorded ops, in execution order. */
  public List<Op> ops() {
    return Lists.map(steps(), Step::op);
  }

  /** The recorded ops with what they computed, in execution order. */
  public List<Step> steps() {
    List<Step> steps = new ArrayList<>();
    for (Link link = last; link != null; link = link.before()) {
      steps.add(new Step(link.op(), link.out(), link.bytes()));
    }
    return steps.reversed();
  }

  /**
   * What was recorded, for people to read: as a table, a diagram or a page.
   *
   * @throws IllegalStateException if the tape is closed
   */
  public Explanation explain() {
    requireOpen();
    return Explanation.of(this, Optional.empty());
  }

  /** As {@link #explain()}, with the gradients that a backward of this tape gave. */
  public Explanation explain(Gradients gradients) {
    requireOpen();
    return Explanation.of(this, Optional.of(gradients));
  }

  /**
   * The gradients of a scalar with respect to everything that wants one.
   *
   * @throws IllegalArgumentException if the loss is not a scalar of this tape that depends on
   *     something trainable
   * @throws IllegalStateException if the tape is closed or a parameter changed since it was used
   */
  public Gradients backward(Var loss) {
    requireOpen();
    requireScalar(loss);
    uses.requireUnchanged();
    Gradients gradients = new Gradients(this);
    Tensor one = allocate(Shape.SCALAR);
    backend().fill(1, one);
    gradients.add(loss, one.reshape(loss.shape()));
    for (Link link = last; link != null; link = link.before()) {
      Op op = link.op();
      Tensor dy =
          op instanceof TakesNumber ? link.out().gradientIn(gradients) : gradients.find(link.out());
      if (dy != null) {
        op.backward(dy, gradients);
        if (finite) {
          FiniteCheck.requireFinite(op, gradients);
        }
      }
    }
    bytes = scope.bytes();
    return gradients;
  }

  private void requireOpen() {
    if (closed) {
      throw new IllegalStateException("the tape is closed; compute inside its try block");
    }
  }

  private void requireScalar(Var loss) {
    if (loss.tape() != this) {
      throw new IllegalArgumentException("backward: the loss belongs to another tape");
    }
    if (loss.value().size() != 1) {
      throw new IllegalArgumentException(
          "backward: the loss has shape "
              + loss.shape()
              + ", a scalar is needed; sum or average it");
    }
    if (mode != Mode.RECORDING) {
      throw new IllegalArgumentException(
          "backward: this tape has no way back; open it with Tape.recording");
    }
    if (!loss.wantsGradient()) {
      throw new IllegalArgumentException(
          "backward: the loss depends on nothing trainable; unfreeze a parameter");
    }
  }

  /** Returns all memory; values computed on the tape fail by name afterwards. */
  @Override
  public void close() {
    closed = true;
    scope.close();
  }
}
