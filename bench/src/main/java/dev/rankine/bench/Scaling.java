package dev.rankine.bench;

import dev.rankine.autograd.Tape;
import dev.rankine.autograd.Var;
import dev.rankine.autograd.data.Batches;
import dev.rankine.autograd.data.ScaledBytes;
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
import dev.rankine.autograd.optim.Optimizer;
import dev.rankine.engine.Backend;
import dev.rankine.engine.Bytes;
import dev.rankine.engine.Conv2dGeometry.Window;
import dev.rankine.engine.Indices;
import dev.rankine.engine.Philox;
import dev.rankine.engine.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/**
 * How training the experiment's network grows with the number of images, the batch and the hidden
 * layer: all cases take turns in one process, so that a machine's drift meets all of them, and each
 * round has ratios of its own to the case of 60,000 images, batch 64, 64 hidden units.
 *
 * <p>The images are random bytes, gathered from all over the data set as in a shuffled epoch.
 */
public final class Scaling {
  private static final int WARM = 3;
  private static final int ROUNDS = 15;

  /** Images of a turn. */
  private static final int IMAGES = 16 << 10;

  private static final int SIDE = 28;
  private static final int CLASSES = 10;

  private final Backend backend = Backend.cpu();

  private Scaling() {}

  /** What is trained. */
  private final class Case {
    private final String name;
    private final ScaledBytes images;
    private final int batch;
    private final Layer model;
    private final Optimizer optimizer;
    private final Philox order = new Philox(1, 1);
    private final double[] micros = new double[ROUNDS];

    private Case(String name, ScaledBytes images, int batch, int hidden) {
      this.name = name;
      this.images = images;
      this.batch = batch;
      Parameters parameters = Parameters.initialise(backend, new Philox(1, 0));
      Window same = new Window(1, 1, 1);
      model =
          Sequential.of(
              Conv2d.of(parameters.at("conv1"), 1, 8, 3, same),
              new Relu(),
              new MaxPool2d(2),
              Conv2d.of(parameters.at("conv2"), 8, 16, 3, same),
              new Relu(),
              new MaxPool2d(2),
              new Flatten(),
              Linear.of(parameters.at("fc1"), 784, hidden),
              new Relu(),
              Linear.of(parameters.at("fc2"), hidden, CLASSES));
      optimizer = new Adam(model.parameters(), 1e-3);
    }

    /** Microseconds an image. */
    private double turn() {
      int[] rows = Arrays.copyOf(order.permutation(images.count()), IMAGES);
      for (int i = images.count(); i < IMAGES; i++) {
        rows[i] = rows[i - images.count()];
      }
      Indices chosen = Indices.of(backend, Shape.of(IMAGES), rows);
      long start = System.nanoTime();
      for (Indices at : Batches.inOrder(IMAGES, batch).on(backend)) {
        int from = at.offset();
        step(chosen.slice(from, from + at.size()));
      }
      return (System.nanoTime() - start) * 1e-3 / IMAGES;
    }

    private void step(Indices rows) {
      try (Tape tape = Tape.recording(backend)) {
        Var x = tape.constant(images.gather(tape, rows));
        Indices labels = tape.scope().indices(rows.shape());
        int[] classes = rows.toInts();
        Arrays.setAll(classes, i -> classes[i] % CLASSES);
        backend.upload(classes, labels);
        Var loss = CrossEntropyOp.of(model.forward(tape, x), labels);
        optimizer.step(tape.backward(loss));
      }
    }
  }

  /** Measures and prints; an argument is the number of threads, 2 without one. */
  public static void main(String[] args) {
    new Scaling().run(args.length == 0 ? 2 : Integer.parseInt(args[0]));
  }

  private void run(int threads) {
    backend.limitThreads(threads);
    ScaledBytes usual = images(60_000);
    Case base = new Case("60,000 images, batch 64, 64 hidden units", usual, 64, 64);
    List<Case> cases = new ArrayList<>(List.of(base));
    cases.add(new Case("6,000 images", images(6_000), 64, 64));
    cases.add(new Case("600,000 images", images(600_000), 64, 64));
    for (int batch : new int[] {128, 256, 512, 1024}) {
      cases.add(new Case("batch " + batch, usual, batch, 64));
    }
    for (int hidden : new int[] {128, 256, 512, 1024}) {
      cases.add(new Case(hidden + " hidden units", usual, 64, hidden));
    }
    for (int round = -WARM; round < ROUNDS; round++) {
      for (Case each : cases) {
        double micros = each.turn();
        if (round >= 0) {
          each.micros[round] = micros;
        }
      }
    }
    System.out.println(
        "| | µs an image | ratio | fastest and slowest round |\n|---|---:|---:|---|");
    cases.forEach(each -> print(each, base));
  }

  private static void print(Case each, Case base) {
    double[] ratios = new double[ROUNDS];
    Arrays.setAll(ratios, i -> each.micros[i] / base.micros[i]);
    Arrays.sort(ratios);
    double[] micros = each.micros.clone();
    Arrays.sort(micros);
    System.out.printf(
        Locale.ROOT,
        "| %s | %.1f | %.2f | %.2f–%.2f |%n",
        each.name,
        micros[ROUNDS / 2],
        ratios[ROUNDS / 2],
        ratios[0],
        ratios[ROUNDS - 1]);
  }

  private ScaledBytes images(int count) {
    byte[] pixels = new byte[count * SIDE * SIDE];
    new Random(count).nextBytes(pixels);
    return new ScaledBytes(Bytes.of(backend, Shape.of(count, 1, SIDE, SIDE), pixels), 255);
  }
}
