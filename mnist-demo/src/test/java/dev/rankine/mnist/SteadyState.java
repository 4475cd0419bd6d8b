package dev.rankine.mnist;

import com.sun.management.ThreadMXBean;
import dev.rankine.autograd.Parameter;
import dev.rankine.autograd.data.Batches;
import dev.rankine.autograd.data.DataSet;
import dev.rankine.autograd.data.Epoch;
import dev.rankine.autograd.data.FrozenPrefix;
import dev.rankine.autograd.data.ScaledBytes;
import dev.rankine.autograd.nn.Conv2d;
import dev.rankine.autograd.nn.Flatten;
import dev.rankine.autograd.nn.Layer;
import dev.rankine.autograd.nn.Linear;
import dev.rankine.autograd.nn.MaxPool2d;
import dev.rankine.autograd.nn.Parameters;
import dev.rankine.autograd.nn.Relu;
import dev.rankine.autograd.nn.Sequential;
import dev.rankine.autograd.optim.Adam;
import dev.rankine.autograd.train.Training;
import dev.rankine.engine.Backend;
import dev.rankine.engine.Bytes;
import dev.rankine.engine.Conv2dGeometry;
import dev.rankine.engine.Indices;
import dev.rankine.engine.Philox;
import dev.rankine.engine.Shape;
import dev.rankine.lora.LoraConfig;
import dev.rankine.lora.WidenedLinear;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordingFile;

/**
 * Trains for a while and prints what a step still allocates. Run without thread-local buffers
 * ({@code -XX:-UseTLAB}), so that the flight recorder sees every single allocation.
 */
final class SteadyState {
  private static final int STEPS = 20;
  private static final int BATCH = 8;
  private static final int EXAMPLES = 64;

  private record Task(Layer model, DataSet inputs) {}

  private SteadyState() {}

  /** Arguments: the model, and how many steps to train before. */
  public static void main(String[] args) throws Exception {
    Backend backend = Backend.cpu();
    backend.limitThreads(2);
    Task task = task(backend, args[0]);
    int warm = Integer.parseInt(args[1]);
    Indices labels = Indices.of(backend, Shape.of(EXAMPLES), new int[EXAMPLES]);
    Examples train = new Examples(task.inputs(), labels);
    Adam optimizer =
        new Adam(task.model().parameters().stream().filter(Parameter::trainable).toList(), 1e-3);
    List<Indices> epoch = new ArrayList<>();
    Batches.inOrder(EXAMPLES, BATCH).on(backend).forEach(epoch::add);
    DigitObjective objective = new DigitObjective(task.model(), train);
    Training training = Training.of(task.model(), optimizer, objective);
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    Path file = Files.createTempFile("steady", ".jfr");
    long misses = 0;
    long bytes = 0;
    try (Recording recording = new Recording()) {
      recording.enable("jdk.ObjectAllocationOutsideTLAB").withStackTrace();
      for (int step = 0; step < warm + 2 * STEPS; step++) {
        if (step == warm) {
          misses = backend.pool().misses();
          bytes = threads.getCurrentThreadAllocatedBytes();
        }
        if (step == warm + STEPS) {
          bytes = threads.getCurrentThreadAllocatedBytes() - bytes;
          recording.start();
        }
        if (step % epoch.size() == 0) {
          objective.begin(new Epoch(1, Batches.inOrder(EXAMPLES, BATCH)));
        }
        training.step(epoch.get(step % epoch.size()));
      }
      recording.stop();
      recording.dump(file);
    }
    System.out.println("kernels " + backend.kernels());
    System.out.println("misses " + (backend.pool().misses() - misses));
    System.out.println("bytes " + bytes / STEPS);
    arrays(file).forEach((where, count) -> System.out.println("array " + count + " " + where));
    Files.delete(file);
  }

  /** Arrays that steps allocated, by class and place, with their number. */
  private static Map<String, Integer> arrays(Path file) throws Exception {
    Map<String, Integer> found = new TreeMap<>();
    for (RecordedEvent event : RecordingFile.readAllEvents(file)) {
      String type = event.getClass("objectClass").getName();
      if (type.startsWith("[") && event.getStackTrace() != null) {
        List<String> frames =
            event.getStackTrace().getFrames().stream().map(SteadyState::name).toList();
        int ours = first(frames, "dev.rankine.");
        boolean inStep =
            frames.contains("dev.rankine.autograd.train.Training.step") || onWorker(event);
        boolean boxed = first(frames, "jdk.incubator.vector.") < ours;
        if (inStep && !boxed && !byTheJit(event) && ours < frames.size()) {
          found.merge(type + " " + frames.subList(0, ours + 1), 1, Integer::sum);
        }
      }
    }
    found.values().removeIf(count -> count < STEPS / 2);
    return found;
  }

  /** Whether the JVM allocated it on entry to a compiled method, to have that compiled anew. */
  private static boolean byTheJit(RecordedEvent event) {
    RecordedFrame top = event.getStackTrace().getFrames().getFirst();
    return top.getType().equals("JIT compiled") && top.getBytecodeIndex() < 0;
  }

  /** Whether a step's work was shared with this thread; the warm-up has work of its own. */
  private static boolean onWorker(RecordedEvent event) {
    String thread = event.getThread() == null ? "" : event.getThread().getJavaName();
    return thread != null && thread.startsWith("rankine-") && !thread.equals("rankine-warmup");
  }

  private static String name(RecordedFrame frame) {
    return frame.getMethod().getType().getName() + "." + frame.getMethod().getName();
  }

  private static int first(List<String> frames, String prefix) {
    for (int i = 0; i < frames.size(); i++) {
      if (frames.get(i).startsWith(prefix)) {
        return i;
      }
    }
    return frames.size();
  }

  private static Task task(Backend backend, String name) {
    Parameters source = Parameters.initialise(backend, new Philox(1, 1));
    Philox random = new Philox(1, 2);
    return switch (name) {
      case "base" -> new Task(BaseNet.of(source), images(backend, 28));
      case "feature-lora" -> {
        FeatureLoraNet model =
            FeatureLoraNet.of(
                BaseNet.of(source), new LoraConfig(8, 16), WidenedLinear.Start.RANDOM, random);
        yield new Task(model.head(), FrozenPrefix.of(model.inputs(), images(backend, 28)));
      }
      case "small" -> {
        Conv2dGeometry.Window same = new Conv2dGeometry.Window(1, 1, 1);
        Layer model =
            Sequential.of(
                Conv2d.of(source.at(0), 1, 2, 3, same),
                new Relu(),
                new MaxPool2d(2),
                Conv2d.of(source.at(3), 2, 2, 3, same),
                new Flatten(),
                Linear.of(source.at(5), 18, 10));
        yield new Task(model, images(backend, 6));
      }
      default -> throw new IllegalArgumentException(name);
    };
  }

  private static DataSet images(Backend backend, int side) {
    Shape shape = Shape.of(EXAMPLES, 1, side, side);
    byte[] pixels = new byte[shape.size()];
    Philox random = new Philox(1, 3);
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) random.nextInt();
    }
    return new ScaledBytes(Bytes.over(backend, shape, pixels), 255);
  }
}
