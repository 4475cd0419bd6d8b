package dev.rankine.mnist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rankine.autograd.Parameter;
import dev.rankine.autograd.Tape;
import dev.rankine.autograd.Var;
import dev.rankine.autograd.data.Batches;
import dev.rankine.autograd.nn.Layer;
import dev.rankine.autograd.nn.Parameters;
import dev.rankine.autograd.op.CrossEntropyOp;
import dev.rankine.autograd.optim.Adam;
import dev.rankine.engine.Backend;
import dev.rankine.engine.BackendProvider;
import dev.rankine.engine.DeviceUse;
import dev.rankine.engine.Indices;
import dev.rankine.engine.Philox;
import dev.rankine.lora.LoraConfig;
import dev.rankine.lora.WidenedLinear;
import dev.rankine.mnist.data.DigitData;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Both stages on an OpenCL device beside the cpu backend, from the same start. */
class OpenClTrainingTest {
  private static final int STEPS = 100;
  private static final int BATCH = 16;

  @BeforeAll
  static void needsDriver() {
    for (BackendProvider provider : Backend.providers()) {
      provider
          .unavailable()
          .ifPresent(
              reason -> {
                System.err.println("OpenCL tests are skipped: " + reason);
                Assumptions.abort(reason);
              });
    }
  }

  /** Noise, with a bright bar whose place tells the class. */
  private static DigitData.Digits digits() {
    int count = STEPS * BATCH;
    Philox random = new Philox(1, 9);
    byte[] images = new byte[count * DigitData.PIXELS];
    int[] labels = new int[count];
    for (int i = 0; i < count; i++) {
      labels[i] = random.nextInt(DigitData.CLASSES);
      for (int pixel = 0; pixel < DigitData.PIXELS; pixel++) {
        boolean bar = pixel / DigitData.SIDE / 2 == labels[i] + 2;
        images[i * DigitData.PIXELS + pixel] = (byte) random.nextInt(bar ? 256 : 128);
      }
    }
    return new DigitData.Digits(images, labels);
  }

  private static BaseNet base(Backend backend) {
    return BaseNet.of(Parameters.initialise(backend, new Philox(1, 1)));
  }

  private static Layer adapted(Backend backend) {
    LoraConfig config = new LoraConfig(8, 16);
    Philox random = new Philox(1, 2);
    return FeatureLoraNet.of(base(backend), config, WidenedLinear.Start.RANDOM, random);
  }

  /** The losses of a hundred steps, and what was moved from the first step's end to the last's. */
  private record Trained(List<Double> losses, DeviceUse from, DeviceUse to) {}

  private static Trained train(Backend backend, Function<Backend, Layer> maker) {
    Examples train = Examples.on(backend, digits());
    Layer model = maker.apply(backend);
    Adam optimizer =
        new Adam(model.parameters().stream().filter(Parameter::trainable).toList(), 1e-3);
    Answers answers = new Answers(train.labels());
    List<Double> losses = new ArrayList<>();
    DeviceUse first = null;
    for (Indices rows : Batches.inOrder(train.count(), BATCH).on(backend)) {
      try (Tape tape = Tape.recording(backend)) {
        Examples.Batch batch = train.gather(tape, rows);
        Var logits = model.forward(tape, tape.constant(batch.inputs()));
        Var loss = CrossEntropyOp.of(logits, batch.labels());
        optimizer.step(tape.backward(loss));
        answers.add(rows, logits.value());
        losses.add(loss.value().item());
      }
      first = first == null ? backend.deviceUse().orElse(null) : first;
    }
    return new Trained(losses, first, backend.deviceUse().orElse(null));
  }

  /** Waits until the garbage collector has given back what earlier tests left on the device. */
  private static void settle(Backend backend) {
    long memory = -1;
    for (int same = 0; same < 5; ) {
      System.gc();
      LockSupport.parkNanos(50_000_000);
      long now = backend.deviceUse().orElseThrow().memory();
      same = now == memory ? same + 1 : 0;
      memory = now;
    }
  }

  private static void check(Function<Backend, Layer> maker, double learnt) {
    List<Double> expected = train(Backend.cpu(), maker).losses();
    settle(Backend.named("opencl"));
    Trained trained = train(Backend.named("opencl"), maker);
    double last = expected.getLast();
    assertTrue(last < learnt * expected.getFirst(), "it learns: " + last);
    assertEquals(last, trained.losses().getLast(), 1e-3 * last);
    DeviceUse from = trained.from();
    DeviceUse to = trained.to();
    assertEquals(0, to.uploads() - from.uploads(), "uploads after the first step");
    assertEquals(STEPS - 1, to.downloads() - from.downloads(), "one download a step");
    assertEquals(
        (STEPS - 1L) * Float.BYTES, to.downloadedBytes() - from.downloadedBytes(), "the loss");
    assertEquals(from.memory(), to.memory(), "the memory of a step is used again");
  }

  @Test
  void theBaseNetworkLearnsAsOnTheCpu() {
    check(OpenClTrainingTest::base, 0.5);
  }

  @Test
  void theAdaptedNetworkLearnsAsOnTheCpu() {
    check(OpenClTrainingTest::adapted, 0.95); // on convolutions that were never trained
  }

  @Test
  void theCommandsKnowDevices() {
    Ran ran = Ran.of("base", "--backend", "opencl:99");
    assertEquals(1, ran.code());
    assertTrue(ran.err().startsWith("mnist-demo: backend opencl: no device is at 'opencl:99'"));
  }
}
