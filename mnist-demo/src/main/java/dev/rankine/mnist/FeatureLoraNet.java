package dev.rankine.mnist;

import dev.rankine.autograd.Parameter;
import dev.rankine.autograd.Tape;
import dev.rankine.autograd.Var;
import dev.rankine.autograd.nn.Concat;
import dev.rankine.autograd.nn.Layer;
import dev.rankine.engine.Philox;
import dev.rankine.engine.Tensor;
import dev.rankine.lora.DenseLayer;
import dev.rankine.lora.LoraConfig;
import dev.rankine.lora.LoraLinear;
import dev.rankine.lora.WidenedLinear;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The base network with fc1 widened by one feature, the mean pixel of the image, and low-rank
 * updates on fc1 and fc2. Of 59,586 parameters 7,448 train at rank 8: both A, both B and the new
 * column.
 *
 * <pre>
 * images ─┬─ conv … flatten ─► (B, 784) ─┐
 *         └─ mean pixel ─────► (B, 1) ───┴─ concat ─► (B, 785) ─ fc1 + LoRA ─ ReLU ─ fc2 + LoRA
 * </pre>
 */
record FeatureLoraNet(BaseNet base, Layer inputs, LoraLinear fc1, LoraLinear fc2, Parameter column)
    implements Layer {

  /** Adapts a trained base, whose parameters are frozen from then on. */
  static FeatureLoraNet of(
      BaseNet base, LoraConfig config, WidenedLinear.Start start, Philox random) {
    base.parameters().forEach(Parameter::freeze);
    WidenedLinear widened = WidenedLinear.of(base.fc1(), 1, start, random);
    return new FeatureLoraNet(
        base,
        new Concat(1, List.of(base.conv(), new MeanPixel())),
        LoraLinear.of("fc1", widened.layer(), config, random),
        LoraLinear.of("fc2", DenseLayer.of(base.fc2()), config, random),
        widened.added());
  }

  @Override
  public Var forward(Tape tape, Var images) {
    return head().forward(tape, inputs.forward(tape, images));
  }

  @Override
  public List<Parameter> parameters() {
    return Stream.of(inputs, head()).flatMap(layer -> layer.parameters().stream()).toList();
  }

  /** What is behind the frozen inputs, (B, 785) to (B, 10): all that trains. */
  Layer head() {
    return new Head(fc1, fc2);
  }

  private record Head(LoraLinear fc1, LoraLinear fc2) implements Layer {
    @Override
    public Var forward(Tape tape, Var features) {
      return fc2.forward(tape, fc1.forward(tape, features).relu());
    }

    @Override
    public List<Parameter> parameters() {
      return Stream.of(fc1, fc2).flatMap(layer -> layer.parameters().stream()).toList();
    }
  }

  /** What is saved: the base's names with fc1.weight assembled to (64, 785), then A and B. */
  Map<String, Tensor> tensors() {
    Map<String, Tensor> tensors = plain(fc1.unmerged(), fc2.unmerged());
    Stream.of(fc1, fc2)
        .flatMap(layer -> layer.adapter().stream())
        .forEach(parameter -> tensors.put(parameter.name(), parameter.tensor()));
    return tensors;
  }

  /** The plain network with the updates merged into fc1 and fc2. */
  Map<String, Tensor> mergedTensors() {
    return plain(fc1.merged(), fc2.merged());
  }

  private Map<String, Tensor> plain(Tensor fc1Weight, Tensor fc2Weight) {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    base.parameters().forEach(parameter -> tensors.put(parameter.name(), parameter.tensor()));
    tensors.put(base.fc1().weight().name(), fc1Weight);
    tensors.put(base.fc2().weight().name(), fc2Weight);
    return tensors;
  }

  /** The brightness of each image: (B, 1, H, W) to (B, 1). */
  private record MeanPixel() implements Layer {
    @Override
    public Var forward(Tape tape, Var images) {
      return images.mean(1, 2, 3).reshape(images.shape().dim(0), 1);
    }

    @Override
    public List<Parameter> parameters() {
      return List.of();
    }
  }
}
