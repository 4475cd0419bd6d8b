package dev.rankine.autograd.op;

import dev.rankine.autograd.Gradients;
import dev.rankine.autograd.Op;
import dev.rankine.autograd.Var;
import dev.rankine.engine.Indices;
import dev.rankine.engine.Shape;
import dev.rankine.engine.Tensor;
import java.util.List;

/**
 * y = the mean over the batch of −ln softmax(logits)[label]: logits (B, C), labels (B), y a scalar.
 *
 * <pre>dLogits = (softmax(logits) − onehot(labels))·dy / B</pre>
 */
public record CrossEntropyOp(Var logits, Indices labels, Tensor probabilities) implements Op {
  /** Softmax and cross-entropy in one. */
  public static Var of(Var logits, Indices labels) {
    Tensor loss = logits.tape().allocate(Shape.SCALAR);
    Tensor probabilities = logits.tape().allocate(logits.shape());
    logits.tape().backend().softmaxCrossEntropy(logits.value(), labels, loss, probabilities);
    return logits.tape().record(new CrossEntropyOp(logits, labels, probabilities), loss);
  }

  @Override
  public List<Var> inputs() {
    return List.of(logits);
  }

  @Override
  public String formula() {
    return "y = mean(−ln softmax(x)[label])";
  }

  @Override
  public void backward(Tensor dy, Gradients gradients) {
    Tensor dLogits = gradients.allocate(logits.shape());
    gradients.backend().softmaxCrossEntropyGradient(probabilities, labels, dy, dLogits);
    gradients.add(logits, dLogits);
  }
}
