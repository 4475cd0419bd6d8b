package dev.rankine.autograd.onnx;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import dev.rankine.autograd.Parameter;
import dev.rankine.autograd.SquareOp;
import dev.rankine.autograd.Tape;
import dev.rankine.autograd.Var;
import dev.rankine.autograd.nn.Activation;
import dev.rankine.autograd.nn.AdaptiveAvgPool2d;
import dev.rankine.autograd.nn.AvgPool2d;
import dev.rankine.autograd.nn.BatchNorm2d;
import dev.rankine.autograd.nn.Concat;
import dev.rankine.autograd.nn.Conv2d;
import dev.rankine.autograd.nn.Dropout;
import dev.rankine.autograd.nn.Embedding;
import dev.rankine.autograd.nn.Evaluated;
import dev.rankine.autograd.nn.Flatten;
import dev.rankine.autograd.nn.Layer;
import dev.rankine.autograd.nn.LayerNorm;
import dev.rankine.autograd.nn.LeakyRelu;
import dev.rankine.autograd.nn.Linear;
import dev.rankine.autograd.nn.MaxPool2d;
import dev.rankine.autograd.nn.Parameters;
import dev.rankine.autograd.nn.Relu;
import dev.rankine.autograd.nn.RmsNorm;
import dev.rankine.autograd.nn.Sequential;
import dev.rankine.autograd.op.Masks;
import dev.rankine.autograd.op.WhereOp;
import dev.rankine.engine.Backend;
import dev.rankine.engine.Conv2dGeometry.Window;
import dev.rankine.engine.Indices;
import dev.rankine.engine.Philox;
import dev.rankine.engine.Shape;
import dev.rankine.engine.Tensor;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every layer as an ONNX file: onnxruntime gives its outputs, on batches of another size too. */
class OnnxTest {
  /** A layer, and an example of what it takes. */
  private record Case(Layer layer, int... dims) {
    @Override
    public String toString() {
      return layer.toString();
    }
  }

  /** A function without parameters as a layer. */
  record Plain(UnaryOperator<Var> function) implements Layer {
    @Override
    public Var forward(Tape tape, Var x) {
      return function.apply(x);
    }

    @Override
    public List<Parameter> parameters() {
      return List.of();
    }
  }

  private static Parameters source() {
    return Parameters.initialise(Backend.cpu(), new Philox(3, 1));
  }

  private static Tensor normal(long seed, int... dims) {
    Philox random = new Philox(seed, 2);
    double[] values = new double[Shape.of(dims).size()];
    Arrays.setAll(values, i -> random.nextGaussian());
    return Tensor.of(Backend.cpu(), Shape.of(dims), values);
  }

  private static Conv2d convolution(int in, int out, int kernel, Window window) {
    return Conv2d.of(source(), in, out, kernel, window);
  }

  /** Running statistics that are not those of a new layer. */
  private static BatchNorm2d batchNorm() {
    Parameters source = source();
    BatchNorm2d layer = BatchNorm2d.of(source, 3);
    try (Tape tape = Tape.recording(source.backend())) {
      layer.forward(tape, tape.constant(normal(4, 5, 3, 2, 2)));
    }
    return layer;
  }

  private static Stream<Case> layers() {
    Parameters source = source();
    Linear left = Linear.of(source.at("left"), 5, 3);
    Linear right = Linear.of(source.at("right"), 5, 2);
    return Stream.of(
        new Case(Linear.of(source(), 5, 3), 2, 5),
        new Case(Linear.of(source(), 5, 3), 2, 4, 5),
        new Case(Linear.of(source(), 5, 3), 2, 3, 4, 5),
        new Case(Sequential.of(Linear.of(source(), 5, 3), new Relu()), 2, 5),
        new Case(convolution(2, 3, 3, Window.DENSE), 2, 2, 5, 6),
        new Case(convolution(4, 6, 3, new Window(2, 1, 1, 2)), 1, 4, 7, 8),
        new Case(convolution(2, 2, 3, new Window(1, 2, 2)), 2, 2, 6, 6),
        new Case(new Relu(), 2, 3),
        new Case(new LeakyRelu(0.2), 2, 3),
        new Case(Activation.TANH, 2, 3),
        new Case(Activation.SIGMOID, 2, 3),
        new Case(Activation.SILU, 2, 3, 4),
        new Case(Activation.GELU, 2, 30),
        new Case(Activation.GELU_TANH, 2, 30),
        new Case(new MaxPool2d(2), 2, 3, 5, 6),
        new Case(new MaxPool2d(3, 2), 2, 3, 7, 8),
        new Case(new AvgPool2d(2), 2, 3, 5, 6),
        new Case(new AvgPool2d(3, 1), 2, 3, 5, 6),
        new Case(new AdaptiveAvgPool2d(1, 1), 2, 3, 5, 6),
        new Case(new AdaptiveAvgPool2d(3, 2), 2, 3, 6, 8),
        new Case(new AdaptiveAvgPool2d(3, 4), 2, 3, 5, 6),
        new Case(new Flatten(), 2, 3, 4, 5),
        new Case(new Dropout(0.5, new Philox(1, 1)), 2, 3),
        new Case(new Evaluated(new Dropout(0.5, new Philox(1, 1))), 2, 3),
        new Case(LayerNorm.of(source(), 4, 5), 2, 3, 4, 5),
        new Case(RmsNorm.of(source(), 5), 2, 3, 5),
        new Case(batchNorm(), 2, 3, 4, 5),
        new Case(new Concat(1, List.of(left, right)), 2, 5));
  }

  @ParameterizedTest
  @MethodSource("layers")
  void aLayer(Case c) {
    int[] dims = c.dims().clone();
    for (int batch : new int[] {dims[0], 1, 7}) {
      dims[0] = batch;
      Runtime.check(c.layer(), normal(1, c.dims()), normal(2 + batch, dims));
    }
  }

  @Test
  void anEmbedding() {
    Embedding layer = Embedding.of(source(), 11, 4);
    Backend backend = Backend.cpu();
    Indices example = Indices.of(backend, Shape.of(2, 3), 0, 1, 2, 3, 4, 5);
    Indices other = Indices.of(backend, Shape.of(4, 3), 10, 9, 0, 1, 1, 5, 7, 8, 2, 3, 3, 3);
    Runtime.check(layer, example, example);
    Runtime.check(layer, example, other);
  }

  private static Sequential experiment() {
    Parameters source = source();
    Window same = new Window(1, 1, 1);
    return Sequential.of(
        Conv2d.of(source.at("conv.0"), 1, 8, 3, same),
        new Relu(),
        new MaxPool2d(2),
        Conv2d.of(source.at("conv.3"), 8, 16, 3, same),
        new Relu(),
        new MaxPool2d(2),
        new Flatten(),
        Linear.of(source.at("fc1"), 784, 64),
        new Relu(),
        Linear.of(source.at("fc2"), 64, 10));
  }

  @Test
  void theExperimentsNetwork(@TempDir Path folder) throws Exception {
    Sequential model = experiment();
    Runtime.check(model, normal(1, 2, 1, 28, 28), normal(2, 64, 1, 28, 28));
    Path file = folder.resolve("base.onnx");
    Onnx.write(file, model, normal(1, 2, 1, 28, 28));
    byte[] bytes = Files.readAllBytes(file);
    assertArrayEquals(Onnx.bytes(model, normal(5, 1, 1, 28, 28)), bytes, "any example will do");
    OrtEnvironment env = OrtEnvironment.getEnvironment();
    try (OrtSession session = env.createSession(file.toString())) {
      TensorInfo in = (TensorInfo) session.getInputInfo().get("input").getInfo();
      assertEquals(OnnxJavaType.FLOAT, in.type);
      assertArrayEquals(new long[] {-1, 1, 28, 28}, in.getShape());
      assertArrayEquals(new String[] {"batch", "", "", ""}, in.getDimensionNames());
      TensorInfo out = (TensorInfo) session.getOutputInfo().get("output").getInfo();
      assertArrayEquals(new long[] {-1, 10}, out.getShape());
    }
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    model.parameters().forEach(p -> assertTrue(text.contains(p.name()), p.name()));
  }

  private static void refuses(String message, Layer layer, Tensor example) {
    assertEquals(
        message,
        assertThrows(IllegalArgumentException.class, () -> Onnx.bytes(layer, example))
            .getMessage());
  }

  @Test
  void whatCannotBeExportedIsNamed() {
    refuses(
        "onnx: SquareOp has no place in an exported model; export the layers around it",
        new Plain(SquareOp::of),
        normal(1, 2, 3));
    String outside =
        " depends on the size of the batch, or on values that were computed outside of the tape;"
            + " compute with ops on Vars alone, and keep the batch on the first axis";
    refuses(
        "onnx: WhereOp (op 1)" + outside,
        new Plain(x -> WhereOp.of(Masks.greater(x, x.neg()), x, x)),
        normal(1, 2, 3));
    refuses(
        "onnx: MulOp (op 0)" + outside,
        new Plain(x -> x.mul(x.tape().constant(x.value()))),
        normal(1, 2, 3));
    refuses(
        "onnx: ReshapeOp (op 0)" + outside,
        new Plain(x -> x.reshape(3, x.shape().dim(0))),
        normal(1, 2, 3));
    refuses(
        "onnx: (): an example (B, …) with at least one element is needed; give a batch of the"
            + " model's input",
        new Relu(),
        normal(1));
    Layer twice = Sequential.of(Linear.of(source(), 3, 3), new Relu(), Linear.of(source(), 3, 3));
    refuses(
        "onnx: two parameters are called weight; build each layer at a path of its own",
        twice,
        normal(1, 2, 3));
    for (String name : List.of("input", "output", "value0", "constant12", "")) {
      Parameter taken = new Parameter(name, normal(1, 3));
      refuses(
          "onnx: a parameter is called '"
              + name
              + "', a name that the file needs for something else; build its layer at a path",
          new Plain(x -> x.add(x.tape().parameter(taken))),
          normal(1, 2, 3));
    }
  }
}
