package dev.rankine.autograd;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rankine.autograd.data.Batches;
import dev.rankine.autograd.nn.Conv2d;
import dev.rankine.autograd.nn.Flatten;
import dev.rankine.autograd.nn.Layer;
import dev.rankine.autograd.nn.Linear;
import dev.rankine.autograd.nn.MaxPool2d;
import dev.rankine.autograd.nn.Parameters;
import dev.rankine.autograd.nn.Relu;
import dev.rankine.autograd.nn.Sequential;
import dev.rankine.autograd.op.CrossEntropyOp;
import dev.rankine.autograd.optim.Adam;
import dev.rankine.engine.Backend;
import dev.rankine.engine.Conv2dGeometry;
import dev.rankine.engine.Indices;
import dev.rankine.engine.Philox;
import dev.rankine.engine.Shape;
import dev.rankine.engine.Tensor;
import java.util.Arrays;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A small convolutional network learns to tell horizontal bars from vertical ones. */
class TrainingTest {
  private static final int IMAGES = 100;
  private static final int SIZE = 6;
  private static final int EPOCHS = 16;

  /** Losses by epoch and the final parameters, joined. */
  private record Run(double[] losses, double[] parameters) {}

  private static Layer model(Parameters parameters) {
    return Sequential.of(
        Conv2d.of(parameters.at(0), 1, 4, 3, new Conv2dGeometry.Window(1, 1, 1)),
        new Relu(),
        new MaxPool2d(2),
        new Flatten(),
        Linear.of(parameters.at(4), 4 * 3 * 3, 2));
  }

  /** Noise in [0, ½) with one bright row (even images) or column (odd images). */
  private static Tensor images(Backend backend) {
    Philox random = new Philox(11, 0);
    float[] values = new float[IMAGES * SIZE * SIZE];
    for (int image = 0; image < IMAGES; image++) {
      int bar = random.nextInt(SIZE);
      for (int i = 0; i < SIZE * SIZE; i++) {
        int position = image % 2 == 0 ? i / SIZE : i % SIZE;
        values[image * SIZE * SIZE + i] = (position == bar ? 1 : 0) + 0.5f * random.nextFloat();
      }
    }
    return Tensor.of(backend, Shape.of(IMAGES, 1, SIZE, SIZE), values);
  }

  private static Run train(Backend backend, int epochs) {
    Parameters parameters = Parameters.initialise(backend, new Philox(1, 0));
    Layer model = model(parameters);
    Adam optimizer = new Adam(parameters.all(), 0.01);
    Tensor images = images(backend);
    Philox order = new Philox(1, 1);
    double[] losses = new double[epochs];
    for (int epoch = 0; epoch < epochs; epoch++) {
      for (int[] rows : Batches.shuffled(IMAGES, 16, order)) {
        losses[epoch] += step(model, optimizer, images, rows) * rows.length / IMAGES;
      }
    }
    return new Run(
        losses,
        parameters.all().stream()
            .map(Parameter::tensor)
            .map(Tensor::toDoubles)
            .flatMapToDouble(DoubleStream::of)
            .toArray());
  }

  private static double step(Layer model, Adam optimizer, Tensor images, int[] rows) {
    Backend backend = images.backend();
    try (Tape tape = Tape.recording(backend)) {
      int[] kinds = IntStream.of(rows).map(row -> row % 2).toArray();
      Tensor batch = tape.allocate(images.shape().with(0, rows.length));
      backend.gather(images, Indices.of(backend, Shape.of(rows.length), rows), batch);
      Var logits = model.forward(tape, tape.constant(batch));
      Var loss = CrossEntropyOp.of(logits, Indices.of(backend, Shape.of(rows.length), kinds));
      optimizer.step(tape.backward(loss));
      return loss.value().item();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"cpu", "reference"})
  void learnsAndRepeatsToTheBit(String name) {
    Run run = train(Backend.named(name), EPOCHS);
    assertEquals(Math.log(2), run.losses()[0], 0.05, "the first epoch knows little");
    assertTrue(run.losses()[EPOCHS - 1] < 0.1, "losses " + Arrays.toString(run.losses()));
    Run again = train(Backend.named(name), EPOCHS);
    assertArrayEquals(run.losses(), again.losses());
    assertArrayEquals(run.parameters(), again.parameters());
  }

  @Test
  void singlePrecisionFollowsDoublePrecision() {
    Run single = train(Backend.cpu(), EPOCHS);
    Run exact = train(GradientCheck.backend(), EPOCHS);
    assertArrayEquals(exact.losses(), single.losses(), 1e-5);
    assertArrayEquals(exact.parameters(), single.parameters(), 1e-4);
  }
}
