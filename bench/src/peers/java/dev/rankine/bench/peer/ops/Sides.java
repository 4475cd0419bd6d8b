package dev.rankine.bench.peer.ops;

import dev.rankine.autograd.Gradients;
import dev.rankine.autograd.Tape;
import dev.rankine.autograd.Var;
import dev.rankine.engine.Backend;
import dev.rankine.engine.Shape;
import dev.rankine.engine.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.AutoGradMode;
import org.bytedeco.pytorch.global.torch;

/** A sample through either side: the output, and the gradients of Σ c·y of each input. */
record Sides(OpPair pair, List<Shape> shapes, List<float[]> values) {
  /** The weights c of the output's elements, some of each sign. */
  private static float[] weights(int size) {
    float[] c = new float[size];
    for (int i = 0; i < size; i++) {
      c[i] = (i % 19 * 37 % 19 - 9) / 8f + 0.0625f;
    }
    return c;
  }

  /** Everything's magnitude, for Σ|aᵢ·bᵢ|. */
  Sides magnitudes() {
    List<float[]> absolute = new ArrayList<>();
    for (float[] each : values) {
      float[] copy = each.clone();
      for (int i = 0; i < copy.length; i++) {
        copy[i] = Math.abs(copy[i]);
      }
      absolute.add(copy);
    }
    return new Sides(pair, shapes, absolute);
  }

  /** On a backend of ours. */
  List<double[]> ours(Backend backend, boolean absolute) {
    try (Tape tape = Tape.recording(backend)) {
      List<Var> in = new ArrayList<>();
      for (int i = 0; i < shapes.size(); i++) {
        in.add(tape.variable(Tensor.of(backend, shapes.get(i), values.get(i))));
      }
      Var y = pair.ours().apply(in);
      float[] c = weights(y.value().size());
      for (int i = 0; absolute && i < c.length; i++) {
        c[i] = Math.abs(c[i]);
      }
      Var loss = y.mul(tape.constant(Tensor.of(backend, y.shape(), c))).sum();
      Gradients gradients = tape.backward(loss);
      List<double[]> results = new ArrayList<>(List.of(y.value().toDoubles()));
      in.forEach(x -> results.add(gradients.of(x).toDoubles()));
      return results;
    }
  }

  /** On libtorch. */
  List<double[]> theirs() {
    try (PointerScope _ = new PointerScope();
        AutoGradMode _ = new AutoGradMode(true)) {
      List<org.bytedeco.pytorch.Tensor> in = leaves();
      org.bytedeco.pytorch.Tensor y = pair.theirs().apply(in);
      float[] c = weights((int) y.numel());
      torch
          .sum(torch.mul(y, org.bytedeco.pytorch.Tensor.create(c, y.sizes().vec().get())))
          .backward();
      List<double[]> results = new ArrayList<>(List.of(doubles(y.detach())));
      in.forEach(x -> results.add(doubles(x.grad())));
      return results;
    }
  }

  /** The inputs on libtorch, which want gradients. */
  List<org.bytedeco.pytorch.Tensor> leaves() {
    List<org.bytedeco.pytorch.Tensor> in = new ArrayList<>();
    for (int i = 0; i < shapes.size(); i++) {
      long[] dims = Arrays.stream(shapes.get(i).dims()).asLongStream().toArray();
      // What set_requires_grad returns does not own the memory: the tensor itself must be kept.
      org.bytedeco.pytorch.Tensor x = org.bytedeco.pytorch.Tensor.create(values.get(i), dims);
      x.set_requires_grad(true);
      in.add(x);
    }
    return in;
  }

  private static double[] doubles(org.bytedeco.pytorch.Tensor x) {
    float[] values = new float[(int) x.numel()];
    x.contiguous().data_ptr_float().get(values);
    double[] wide = new double[values.length];
    Arrays.setAll(wide, i -> values[i]);
    return wide;
  }
}
