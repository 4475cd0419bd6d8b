package dev.rankine.lora.io;

import dev.rankine.autograd.Parameter;
import dev.rankine.autograd.Tape;
import dev.rankine.autograd.Var;
import dev.rankine.autograd.nn.Composite;
import dev.rankine.autograd.nn.Conv2d;
import dev.rankine.autograd.nn.Embedding;
import dev.rankine.autograd.nn.IndexLayer;
import dev.rankine.autograd.nn.Layer;
import dev.rankine.autograd.nn.LayerNorm;
import dev.rankine.autograd.nn.Linear;
import dev.rankine.autograd.nn.Model;
import dev.rankine.autograd.nn.Parameters;
import dev.rankine.autograd.nn.Relu;
import dev.rankine.autograd.nn.Sequential;
import dev.rankine.engine.Conv2dGeometry;
import dev.rankine.engine.Indices;
import dev.rankine.engine.Tensor;
import dev.rankine.lora.Nets;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The models of {@code nets.py} below {@code src/test/resources/peft-0.21.0}, layer by layer. */
final class TorchNets {
  private TorchNets() {}

  /** Words (B, 2) to (B, 3): two rows of 4, normalised, side by side. */
  private record Text(IndexLayer words, Layer norm, Layer out) implements IndexLayer, Composite {
    @Override
    public Var forward(Tape tape, Indices rows) {
      Var x = norm.forward(tape, words.forward(tape, rows));
      return out.forward(tape, x.reshape(rows.shape().dim(0), 8));
    }

    @Override
    public Text rebuilt(Change change) {
      return new Text(change.apply(words), change.apply(norm), change.apply(out));
    }

    @Override
    public List<Parameter> parameters() {
      return Stream.of(words, norm, out).flatMap(part -> part.parameters().stream()).toList();
    }
  }

  /** The model of this name with these parameters. */
  static Model of(String name, Parameters source) {
    return switch (name) {
      case "mlp" -> Nets.net(source, 4, 3, 2);
      case "conv" -> Nets.convNet(source);
      case "grouped" ->
          Conv2d.of(source.at("conv"), 4, 6, 3, new Conv2dGeometry.Window(1, 1, 1, 2));
      case "text" ->
          new Text(
              Embedding.of(source.at("embed_tokens"), 11, 4),
              LayerNorm.of(source.at("norm"), 4),
              Linear.of(source.at("lm_head"), 8, 3));
      case "deep" -> deep(source);
      default -> throw new IllegalArgumentException(name);
    };
  }

  private static Model deep(Parameters source) {
    Parameters layers = source.at("body").at("layers");
    Stream<Layer> blocks =
        IntStream.range(0, 3)
            .boxed()
            .flatMap(i -> Stream.of(Linear.of(layers.at(i).at("fc"), 4, 4), new Relu()));
    return Sequential.of(
        Stream.concat(blocks, Stream.of(Linear.of(source.at("head"), 4, 2))).toList());
  }

  /** What a model gives for an input, which is rows to look up where the model begins with that. */
  static float[] outputs(String name, Model model, Tensor x) {
    if (!name.equals("text")) {
      return Nets.outputs(model, x);
    }
    float[] values = x.toFloats();
    int[] rows = IntStream.range(0, values.length).map(i -> (int) values[i]).toArray();
    try (Tape tape = Tape.none(x.backend())) {
      Indices indices = Indices.of(x.backend(), x.shape(), rows);
      return ((IndexLayer) model).forward(tape, indices).value().toFloats();
    }
  }
}
