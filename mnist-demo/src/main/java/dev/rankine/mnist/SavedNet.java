package dev.rankine.mnist;

import dev.rankine.autograd.Tape;
import dev.rankine.autograd.nn.Layer;
import dev.rankine.autograd.nn.Parameters;
import dev.rankine.engine.Backend;
import dev.rankine.engine.Matrix;
import dev.rankine.engine.Philox;
import dev.rankine.engine.Shape;
import dev.rankine.engine.Tensor;
import dev.rankine.engine.io.FormatException;
import dev.rankine.engine.io.Safetensors;
import dev.rankine.lora.LoraConfig;
import dev.rankine.lora.WidenedLinear;
import dev.rankine.mnist.data.DigitData;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A network that this program saved: a base, an adapted or a merged one, told apart by its tensors.
 *
 * @param name for people
 */
record SavedNet(String name, Layer net) {
  /** Where an adapted network's file says its α. */
  static final String ALPHA = "rankine.alpha";

  private static final String FC1 = "fc1.weight";
  private static final List<String> FACTORS =
      List.of("fc1.lora_A.weight", "fc1.lora_B.weight", "fc2.lora_A.weight", "fc2.lora_B.weight");

  /**
   * Reads a file.
   *
   * @throws FormatException if there is no such network in it
   * @throws IOException if it cannot be read
   */
  static SavedNet read(String name, Path file, Backend backend) throws IOException {
    Safetensors stored = Safetensors.read(file, backend);
    Map<String, Tensor> plain = new LinkedHashMap<>(stored.tensors());
    Tensor fc1 = plain.get(FC1);
    try {
      if (fc1 == null || !fc1.shape().equals(Shape.of(BaseNet.HIDDEN, BaseNet.FEATURES + 1))) {
        return new SavedNet(name, base(backend, plain));
      }
      Map<String, Tensor> factors = new LinkedHashMap<>(plain);
      factors.keySet().retainAll(FACTORS);
      plain.keySet().removeAll(FACTORS);
      plain.put(FC1, columns(fc1, 0, BaseNet.FEATURES));
      FeatureLoraNet net = adapted(base(backend, plain), config(file, stored, factors));
      fill(net.column().tensor(), columns(fc1, BaseNet.FEATURES, BaseNet.FEATURES + 1));
      if (!factors.isEmpty()) {
        fill(net.fc1().a().tensor(), factors.get(FACTORS.get(0)));
        fill(net.fc1().b().tensor(), factors.get(FACTORS.get(1)));
        fill(net.fc2().a().tensor(), factors.get(FACTORS.get(2)));
        fill(net.fc2().b().tensor(), factors.get(FACTORS.get(3)));
      }
      return new SavedNet(name, net);
    } catch (IllegalArgumentException unfit) {
      throw new FormatException(file, "it is not a network of this program: " + unfit.getMessage());
    }
  }

  private static BaseNet base(Backend backend, Map<String, Tensor> tensors) {
    Parameters parameters = Parameters.load(backend, tensors);
    BaseNet base = BaseNet.of(parameters);
    parameters.requireAllUsed();
    return base;
  }

  private static FeatureLoraNet adapted(BaseNet base, LoraConfig config) {
    return FeatureLoraNet.of(base, config, WidenedLinear.Start.ZERO, new Philox(0, 0));
  }

  /** Of a merged network the smallest update, which is zero. */
  private static LoraConfig config(Path file, Safetensors stored, Map<String, Tensor> factors)
      throws FormatException {
    if (factors.isEmpty()) {
      return new LoraConfig(1, 1);
    }
    if (factors.size() < FACTORS.size()) {
      throw new FormatException(file, "of A and B there are only " + factors.keySet());
    }
    String alpha = stored.metadata().get(ALPHA);
    if (alpha == null) {
      throw new FormatException(file, "its metadata lacks " + ALPHA + "; train it again");
    }
    int rank = factors.get(FACTORS.getFirst()).shape().dim(0);
    return new LoraConfig(rank, Double.parseDouble(alpha));
  }

  private static Tensor columns(Tensor matrix, int from, int to) {
    Backend backend = matrix.backend();
    Tensor part = Tensor.allocate(backend, Shape.of(matrix.shape().dim(0), to - from));
    backend.copy(Matrix.of(matrix).columns(from, to), Matrix.of(part));
    return part;
  }

  private static void fill(Tensor place, Tensor values) {
    if (!place.shape().equals(values.shape())) {
      throw new IllegalArgumentException(
          "a factor has shape " + values.shape() + ", expected " + place.shape());
    }
    place.backend().upload(values.toDoubles(), place);
  }

  /** The ten probabilities for 784 unsigned bytes, 255 is ink. */
  double[] answer(byte[] pixels, Backend backend) {
    double[] scaled = new double[pixels.length];
    Arrays.setAll(scaled, i -> (float) ((pixels[i] & 0xFF) / 255.0));
    Shape shape = Shape.of(1, 1, DigitData.SIDE, DigitData.SIDE);
    try (Tape tape = Tape.none(backend)) {
      Tensor image = Tensor.of(backend, shape, scaled);
      return Probabilities.of(net.forward(tape, tape.constant(image)).value().toDoubles());
    }
  }
}
