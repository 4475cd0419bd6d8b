package dev.rankine.autograd;

import dev.rankine.autograd.op.AbsOp;
import dev.rankine.autograd.op.AddOp;
import dev.rankine.autograd.op.ClampOp;
import dev.rankine.autograd.op.DivOp;
import dev.rankine.autograd.op.ExpOp;
import dev.rankine.autograd.op.ExpandOp;
import dev.rankine.autograd.op.LogOp;
import dev.rankine.autograd.op.LogSoftmaxOp;
import dev.rankine.autograd.op.LogSumExpOp;
import dev.rankine.autograd.op.MatMulOp;
import dev.rankine.autograd.op.MaxOp;
import dev.rankine.autograd.op.MaximumOp;
import dev.rankine.autograd.op.MeanOp;
import dev.rankine.autograd.op.MinimumOp;
import dev.rankine.autograd.op.MulOp;
import dev.rankine.autograd.op.PermuteOp;
import dev.rankine.autograd.op.PowOp;
import dev.rankine.autograd.op.Rearranging;
import dev.rankine.autograd.op.ReluOp;
import dev.rankine.autograd.op.ReshapeOp;
import dev.rankine.autograd.op.ScaleOp;
import dev.rankine.autograd.op.SigmoidOp;
import dev.rankine.autograd.op.SliceOp;
import dev.rankine.autograd.op.SoftmaxOp;
import dev.rankine.autograd.op.SqrtOp;
import dev.rankine.autograd.op.SubOp;
import dev.rankine.autograd.op.SumOp;
import dev.rankine.autograd.op.TanhOp;
import dev.rankine.autograd.op.VarianceOp;
import dev.rankine.engine.Shape;
import dev.rankine.engine.Tensor;

/** A value on a tape: a tensor, and whether the loss's gradient with respect to it is wanted. */
public final class Var {
  private final Tape tape;
  private final Tensor value;
  private final boolean wantsGradient;

  /** The gradients found so far, by the newest backward first: usually one. */
  private Gradient newest;

  private static final class Gradient {
    private final Gradients owner;
    private final Gradient older;
    private Tensor tensor;

    private Gradient(Gradients owner, Gradient older) {
      this.owner = owner;
      this.older = older;
    }
  }

  Var(Tape tape, Tensor value, boolean wantsGradient) {
    this.tape = tape;
    this.value = value;
    this.wantsGradient = wantsGradient;
  }

  /** The tape it lives on. */
  public Tape tape() {
    return tape;
  }

  /** The numbers. */
  public Tensor value() {
    return value;
  }

  /** The extents. */
  public Shape shape() {
    return value.shape();
  }

  /** Whether it is trainable, or computed from something that is. */
  public boolean wantsGradient() {
    return wantsGradient;
  }

  /** The gradient of this value among others of one backward, or null. */
  Tensor gradientIn(Gradients owner) {
    Gradient gradient = find(owner);
    return gradient == null ? null : gradient.tensor;
  }

  void setGradient(Gradients owner, Tensor tensor) {
    Gradient gradient = find(owner);
    if (gradient == null) {
      gradient = new Gradient(owner, newest);
      newest = gradient;
    }
    gradient.tensor = tensor;
  }

  private Gradient find(Gradients owner) {
    Gradient gradient = newest;
    while (gradient != null && gradient.owner != owner) {
      gradient = gradient.older;
    }
    return gradient;
  }

  /** this + other, broadcasting. */
  public Var add(Var other) {
    return AddOp.of(this, other);
  }

  /** this − other, broadcasting. */
  public Var sub(Var other) {
    return SubOp.of(this, other);
  }

  /** this · other element by element, broadcasting. */
  public Var mul(Var other) {
    return MulOp.of(this, other);
  }

  /** this / other element by element, broadcasting. */
  public Var div(Var other) {
    return DivOp.of(this, other);
  }

  /** this to the power of a number. */
  public Var pow(double exponent) {
    return PowOp.of(this, exponent);
  }

  /** −this. */
  public Var neg() {
    return ScaleOp.of(this, -1);
  }

  /** |this|. */
  public Var abs() {
    return AbsOp.of(this);
  }

  /** The square root. */
  public Var sqrt() {
    return SqrtOp.of(this);
  }

  /** e to the power of this. */
  public Var exp() {
    return ExpOp.of(this);
  }

  /** The natural logarithm. */
  public Var log() {
    return LogOp.of(this);
  }

  /** tanh of this. */
  public Var tanh() {
    return TanhOp.of(this);
  }

  /** 1 / (1 + e^(−this)). */
  public Var sigmoid() {
    return SigmoidOp.of(this);
  }

  /** This, but at least low and at most high. */
  public Var clamp(double low, double high) {
    return ClampOp.of(this, low, high);
  }

  /** The larger of this and other, broadcasting. */
  public Var maximum(Var other) {
    return MaximumOp.of(this, other);
  }

  /** The smaller of this and other, broadcasting. */
  public Var minimum(Var other) {
    return MinimumOp.of(this, other);
  }

  /** this · factor. */
  public Var scale(double factor) {
    return ScaleOp.of(this, factor);
  }

  /**
   * The matrix product: this (…, M, K), other (…, K, N), result (…, M, N); the axes before the last
   * two broadcast.
   */
  public Var matmul(Var other) {
    return MatMulOp.of(this, other);
  }

  /** max(this, 0). */
  public Var relu() {
    return ReluOp.of(this);
  }

  /** The same elements in another shape. */
  public Var reshape(int... dims) {
    return ReshapeOp.of(this, Shape.of(dims));
  }

  /** The axes in another order: axis i of the result is axis {@code axes[i]} of this. */
  public Var permute(int... axes) {
    return PermuteOp.of(this, axes);
  }

  /** Two axes exchanged; axes may count from the innermost one, -1. */
  public Var transpose(int a, int b) {
    return Rearranging.transpose(this, a, b);
  }

  /** Positions {@code from} (inclusive) to {@code to} (exclusive) of an axis. */
  public Var slice(int axis, int from, int to) {
    return SliceOp.of(this, axis, from, to, 1);
  }

  /** This repeated to a larger shape that it broadcasts to. */
  public Var expand(int... dims) {
    return ExpandOp.of(this, Shape.of(dims));
  }

  /** The sum over some axes, ascending, which are dropped; over all of them if none is given. */
  public Var sum(int... axes) {
    return SumOp.of(this, axes);
  }

  /** The mean over some axes, ascending, which are dropped; over all of them if none is given. */
  public Var mean(int... axes) {
    return MeanOp.of(this, axes);
  }

  /** The largest over some axes, ascending, which are dropped; over all if none is given. */
  public Var max(int... axes) {
    return MaxOp.of(this, axes);
  }

  /**
   * Σ (this − mean)² / n over some axes, ascending, which are dropped; over all if none is given.
   */
  public Var variance(int... axes) {
    return VarianceOp.of(this, axes);
  }

  /** ln Σ e^this over some axes, ascending, which are dropped; over all if none is given. */
  public Var logSumExp(int... axes) {
    return LogSumExpOp.of(this, axes);
  }

  /** e^this / Σ e^this over some axes, ascending; over all if none is given. */
  public Var softmax(int... axes) {
    return SoftmaxOp.of(this, axes);
  }

  /** this − ln Σ e^this over some axes, ascending; over all if none is given. */
  public Var logSoftmax(int... axes) {
    return LogSoftmaxOp.of(this, axes);
  }
}
