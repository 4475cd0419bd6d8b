package dev.rankine.bench.peer;

import dev.rankine.bench.work.Network;
import dev.rankine.bench.work.TrainingStep;
import dev.rankine.engine.io.Idx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.AutoGradMode;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;

/** The experiment's {@code base} on libtorch, see {@link dev.rankine.bench.work.Program}. */
final class TorchDemo {
  private static final int BATCH = 64;
  private static final int TEST_BATCH = 1000;

  /** Images (N, 1, 28, 28) in 0 … 1, and labels (N). */
  private record Digits(Tensor images, Tensor labels) {
    int count() {
      return (int) labels.numel();
    }
  }

  private final TorchNet net =
      new TorchNet(
          Network.BASE, List.of(Layout.CHANNELS_LAST, Layout.CHANNELS_LAST), TrainingStep.RATE);
  private final Digits train;
  private final Digits test;

  private TorchDemo(Path data) throws IOException {
    train = read(data, "train");
    test = read(data, "t10k");
  }

  /**
   * The program.
   *
   * @param args folder with the MNIST files, epochs, threads
   */
  public static void main(String[] args) throws IOException {
    long start = System.nanoTime();
    torch.set_num_threads(Integer.parseInt(args[2]));
    Blas.load().setThreads(1);
    say("loaded libtorch in %.2f s", seconds(start));
    TorchDemo demo = new TorchDemo(Path.of(args[0]));
    for (int epoch = 1; epoch <= Integer.parseInt(args[1]); epoch++) {
      demo.epoch(epoch);
    }
    System.exit(0);
  }

  private static Digits read(Path data, String part) throws IOException {
    Idx images = Idx.read(file(data, part + "-images-idx3-ubyte"), 3);
    Idx labels = Idx.read(file(data, part + "-labels-idx1-ubyte"), 1);
    int side = Network.SIDE;
    Tensor pixels = bytes(images.data(), images.dims()[0], 1, side, side);
    return new Digits(
        pixels.to(torch.ScalarType.Float).div_(new Scalar(255f)),
        bytes(labels.data(), labels.dims()[0]).to(torch.ScalarType.Long));
  }

  private static Path file(Path data, String name) {
    Path packed = data.resolve(name + ".gz");
    return Files.exists(packed) ? packed : data.resolve(name);
  }

  private static Tensor bytes(byte[] values, long... dims) {
    return torch.from_blob(new BytePointer(values), dims, new TensorOptions(torch.ScalarType.Byte));
  }

  private void epoch(int epoch) {
    long start = System.nanoTime();
    double loss = 0;
    long correct = 0;
    Tensor order = torch.randperm(train.count());
    for (int from = 0; from < train.count(); from += BATCH) {
      int size = Math.min(BATCH, train.count() - from);
      try (PointerScope _ = new PointerScope()) {
        Tensor rows = order.narrow(0, from, size);
        Tensor labels = train.labels().index_select(0, rows);
        Tensor logits = net.forward(train.images().index_select(0, rows));
        Tensor mean = torch.cross_entropy_loss(logits, labels);
        mean.backward();
        net.update();
        loss += (double) mean.item_float() * size;
        correct += correct(logits, labels);
      }
    }
    double trained = seconds(start);
    long tested = System.nanoTime();
    double accuracy = accuracy();
    say(
        "epoch %d  loss %.4f  train %.2f %%  test %.2f %%  %.2f s + %.2f s test",
        epoch,
        loss / train.count(),
        100.0 * correct / train.count(),
        100 * accuracy,
        trained,
        seconds(tested));
  }

  private double accuracy() {
    long correct = 0;
    for (int from = 0; from < test.count(); from += TEST_BATCH) {
      try (PointerScope _ = new PointerScope();
          AutoGradMode _ = new AutoGradMode(false)) {
        Tensor logits = net.forward(test.images().narrow(0, from, TEST_BATCH));
        correct += correct(logits, test.labels().narrow(0, from, TEST_BATCH));
      }
    }
    return (double) correct / test.count();
  }

  private static long correct(Tensor logits, Tensor labels) {
    return logits.argmax(new LongOptional(1), false).eq(labels).sum().item_long();
  }

  private static double seconds(long start) {
    return (System.nanoTime() - start) * 1e-9;
  }

  private static void say(String format, Object... values) {
    System.out.println(String.format(Locale.ROOT, format, values));
  }
}
