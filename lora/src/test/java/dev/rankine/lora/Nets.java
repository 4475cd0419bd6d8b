package dev.rankine.lora;

import dev.rankine.autograd.Parameter;
import dev.rankine.autograd.Tape;
import dev.rankine.autograd.Var;
import dev.rankine.autograd.nn.Composite;
import dev.rankine.autograd.nn.Conv2d;
import dev.rankine.autograd.nn.Flatten;
import dev.rankine.autograd.nn.Initial;
import dev.rankine.autograd.nn.Layer;
import dev.rankine.autograd.nn.Linear;
import dev.rankine.autograd.nn.MaxPool2d;
import dev.rankine.autograd.nn.Model;
import dev.rankine.autograd.nn.Parameters;
import dev.rankine.autograd.nn.Relu;
import dev.rankine.autograd.nn.Sequential;
import dev.rankine.engine.Backend;
import dev.rankine.engine.Conv2dGeometry;
import dev.rankine.engine.Philox;
import dev.rankine.engine.Shape;
import dev.rankine.engine.Tensor;
import dev.rankine.engine.io.TensorHash;
import dev.rankine.lora.model.AdaptedModel;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Models and helpers for the tests. */
public final class Nets {
  public static final Backend CPU = Backend.cpu();

  private Nets() {}

  /** A model of a user's: two linear layers with a ReLU between them. */
  public record Net(Layer fc1, Layer fc2) implements Layer, Composite {
    @Override
    public Net rebuilt(Change change) {
      return new Net(change.apply(fc1), change.apply(fc2));
    }

    @Override
    public Var forward(Tape tape, Var x) {
      return fc2.forward(tape, fc1.forward(tape, x).relu());
    }

    @Override
    public List<Parameter> parameters() {
      return Stream.of(fc1, fc2).flatMap(layer -> layer.parameters().stream()).toList();
    }
  }

  public static Net net(Backend backend, int in, int hidden, int out, long seed) {
    return net(Parameters.initialise(backend, new Philox(seed, 0)), in, hidden, out);
  }

  public static Net net(Parameters source, int in, int hidden, int out) {
    return new Net(
        Linear.of(source.at("fc1"), in, hidden), Linear.of(source.at("fc2"), hidden, out));
  }

  /** conv.0, conv.3 (stride 2), fc: (B, 1, 8, 8) to (B, 3). */
  public static Layer convNet(Backend backend, long seed) {
    return convNet(Parameters.initialise(backend, new Philox(seed, 0)));
  }

  public static Layer convNet(Parameters source) {
    Conv2dGeometry.Window same = new Conv2dGeometry.Window(1, 1, 1);
    Conv2dGeometry.Window half = new Conv2dGeometry.Window(2, 0, 1);
    return Sequential.of(
        Conv2d.of(source.at("conv").at(0), 1, 4, 3, same),
        new Relu(),
        new MaxPool2d(2),
        Conv2d.of(source.at("conv").at(3), 4, 5, 2, half),
        new Relu(),
        new Flatten(),
        Linear.of(source.at("fc"), 20, 3));
  }

  public static Tensor normal(Backend backend, Shape shape, long seed) {
    return Tensor.of(backend, shape, Initial.normal(1).draw(shape, new Philox(seed, 9)));
  }

  public static float[] outputs(Model model, Tensor x) {
    try (Tape tape = Tape.none(x.backend())) {
      return ((Layer) model).forward(tape, tape.constant(x)).value().toFloats();
    }
  }

  /** Gives every parameter of an adapter values that training might have given it. */
  public static void train(AdaptedModel model, String adapter, long seed) {
    for (Parameter parameter : model.adapter(adapter).parameters()) {
      Tensor values = normal(parameter.tensor().backend(), parameter.shape(), seed++);
      float[] moved = parameter.tensor().toFloats();
      float[] by = values.toFloats();
      for (int i = 0; i < moved.length; i++) {
        moved[i] += 0.3f * by[i];
      }
      parameter.tensor().backend().upload(moved, parameter.tensor());
    }
  }

  public static String hash(List<Parameter> parameters) {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    parameters.forEach(p -> tensors.put(tensors.size() + p.name(), p.tensor()));
    return TensorHash.sha256(tensors);
  }

  public static int count(List<Parameter> parameters) {
    return parameters.stream().mapToInt(parameter -> parameter.shape().size()).sum();
  }
}
