package dev.rankine.bench.rankine;

import dev.rankine.bench.work.AdamUpdate;
import dev.rankine.bench.work.CrossEntropy;
import dev.rankine.bench.work.Elementwise;
import dev.rankine.bench.work.Pooling;
import dev.rankine.bench.work.Trial;
import dev.rankine.engine.AdamStep;
import dev.rankine.engine.Backend;
import dev.rankine.engine.Indices;
import dev.rankine.engine.Pool2dGeometry;
import dev.rankine.engine.Shape;
import dev.rankine.engine.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Workloads that go over memory once, on a backend. */
record Passes(Backend backend) {
  Trial pooling(Pooling pooling) {
    Shape in = Shape.of(pooling.batch(), pooling.channels(), pooling.side(), pooling.side());
    Shape out = in.with(2, pooling.side() / 2).with(3, pooling.side() / 2);
    Pool2dGeometry geometry = Pool2dGeometry.of(in, 2, 2);
    Tensor x = Tensor.of(backend, in, pooling.x());
    Tensor y = Tensor.zeros(backend, out);
    Indices argmax = Indices.of(backend, out, new int[out.size()]);
    backend.maxPool2d(geometry, x, y, argmax);
    if (!pooling.backward()) {
      return Trial.of(
          () -> backend.maxPool2d(geometry, x, y, argmax),
          () -> Parts.concatenation(Stream.of(y.toFloats(), floats(argmax.toInts()))));
    }
    Tensor dy = Tensor.of(backend, out, pooling.dy());
    Tensor dx = Tensor.zeros(backend, in);
    return Trial.of(() -> backend.maxPool2dGradient(geometry, dy, argmax, dx), dx::toFloats);
  }

  Trial crossEntropy(CrossEntropy workload) {
    Shape shape = Shape.of(workload.batch(), workload.classes());
    Tensor logits = Tensor.of(backend, shape, workload.logits());
    Indices labels = Indices.of(backend, Shape.of(workload.batch()), workload.labels());
    Tensor loss = Tensor.zeros(backend, Shape.SCALAR);
    Tensor one = Tensor.of(backend, Shape.SCALAR, 1f);
    Tensor probabilities = Tensor.zeros(backend, shape);
    Tensor gradient = Tensor.zeros(backend, shape);
    return Trial.of(
        () -> {
          backend.softmaxCrossEntropy(logits, labels, loss, probabilities);
          backend.softmaxCrossEntropyGradient(probabilities, labels, one, gradient);
        },
        () -> Parts.concatenation(Stream.of(loss.toFloats(), gradient.toFloats())));
  }

  Trial elementwise(Elementwise workload) {
    Shape shape = Shape.of(Elementwise.ELEMENTS);
    Tensor x = Tensor.of(backend, shape, workload.x());
    Tensor y = Tensor.zeros(backend, shape);
    return Trial.of(() -> backend.map(workload.function(), x, y), y::toFloats);
  }

  Trial adam(AdamUpdate workload) {
    AdamStep step =
        new AdamStep(
            AdamUpdate.RATE / (1 - Math.pow(AdamUpdate.BETA1, AdamUpdate.STEP)),
            AdamUpdate.BETA1,
            AdamUpdate.BETA2,
            AdamUpdate.EPSILON,
            Math.sqrt(1 - Math.pow(AdamUpdate.BETA2, AdamUpdate.STEP)),
            1);
    List<Tensor> p = new ArrayList<>();
    List<Tensor> g = new ArrayList<>();
    List<Tensor> m = new ArrayList<>();
    List<Tensor> v = new ArrayList<>();
    for (int i = 0; i < AdamUpdate.SIZES.size(); i++) {
      Shape shape = Shape.of(AdamUpdate.SIZES.get(i));
      p.add(Tensor.of(backend, shape, workload.signed(i, AdamUpdate.Part.P)));
      g.add(Tensor.of(backend, shape, workload.signed(i, AdamUpdate.Part.G)));
      m.add(Tensor.of(backend, shape, workload.signed(i, AdamUpdate.Part.M)));
      v.add(Tensor.of(backend, shape, workload.squares(i)));
    }
    return Trial.of(
        () -> {
          for (int i = 0; i < p.size(); i++) {
            backend.adamInPlace(step, p.get(i), g.get(i), m.get(i), v.get(i));
          }
        },
        () -> Parts.concatenation(Stream.of(p, m, v).flatMap(List::stream).map(Tensor::toFloats)));
  }

  private static float[] floats(int[] values) {
    float[] floats = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      floats[i] = values[i];
    }
    return floats;
  }
}
