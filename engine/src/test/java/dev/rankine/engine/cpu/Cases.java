package dev.rankine.engine.cpu;

import dev.rankine.engine.AdamStep;
import dev.rankine.engine.Binary;
import dev.rankine.engine.Conv2dGeometry;
import dev.rankine.engine.ConvBlocks;
import dev.rankine.engine.Epilogue;
import dev.rankine.engine.Indices;
import dev.rankine.engine.Matrix;
import dev.rankine.engine.MatrixBatch;
import dev.rankine.engine.Pool2dGeometry;
import dev.rankine.engine.Reduction;
import dev.rankine.engine.Rules;
import dev.rankine.engine.Scope;
import dev.rankine.engine.SgdStep;
import dev.rankine.engine.Shape;
import dev.rankine.engine.Tensor;
import dev.rankine.engine.Unary;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Draws a case of each method of the backend. */
final class Cases {
  private Cases() {}

  static Case uploadFloats(Draw d) {
    Operand x = d.any(d.shape());
    Operand out = d.blank(x.shape());
    return new Case(
        "upload floats " + x.shape(),
        s -> s.backend().upload(x.values(), s.result(out, Tolerance.ROUNDED)));
  }

  static Case uploadDoubles(Draw d) {
    Operand out = d.blank(d.shape());
    double[] x = d.doubles(out.shape().size());
    return new Case(
        "upload doubles " + out.shape(),
        s -> s.backend().upload(x, s.result(out, Tolerance.ROUNDED)));
  }

  static Case uploadIndices(Draw d) {
    Shape shape = Shape.of(d.length());
    int[] x = d.integers(shape.size());
    return new Case("upload indices " + shape, s -> s.backend().upload(x, s.result(shape)));
  }

  static Case uploadBytes(Draw d) {
    Shape shape = Shape.of(d.length());
    byte[] x = d.bytes(shape.size());
    return new Case(
        "upload bytes " + shape,
        s -> {
          var out = s.put(shape, new byte[shape.size()]);
          s.backend().upload(x, out);
          s.emit(() -> widened(out.toBytes()), Tolerance.EQUAL);
        });
  }

  static Case downloadFloats(Draw d) {
    Operand x = d.any(d.shape());
    float[] out = new float[x.values().length];
    return new Case(
        "download floats " + x.shape(),
        s -> {
          s.backend().download(s.put(x), out);
          double[] wide = IntStream.range(0, out.length).mapToDouble(i -> out[i]).toArray();
          s.emit(() -> wide, Tolerance.ROUNDED);
        });
  }

  static Case downloadDoubles(Draw d) {
    Operand x = d.any(d.shape());
    return new Case(
        "download doubles " + x.shape(),
        s -> {
          double[] out = new double[x.values().length];
          s.backend().download(s.put(x), out);
          s.emit(() -> out, Tolerance.ROUNDED);
        });
  }

  static Case downloadIndices(Draw d) {
    Shape shape = Shape.of(d.length());
    int[] x = d.integers(shape.size());
    return new Case(
        "download indices " + shape,
        s -> {
          int[] out = new int[x.length];
          s.backend().download(s.put(shape, x), out);
          s.emit(() -> IntStream.of(out).asDoubleStream().toArray(), Tolerance.EQUAL);
        });
  }

  static Case downloadBytes(Draw d) {
    Shape shape = Shape.of(d.length());
    byte[] x = d.bytes(shape.size());
    return new Case(
        "download bytes " + shape,
        s -> {
          byte[] out = new byte[x.length];
          s.backend().download(s.put(shape, x), out);
          s.emit(() -> widened(out), Tolerance.EQUAL);
        });
  }

  private static double[] widened(byte[] values) {
    return IntStream.range(0, values.length).mapToDouble(i -> values[i]).toArray();
  }

  static Case fill(Draw d) {
    double value = d.number(0, 1, -0.0, 0.1, Double.NaN, 1e300);
    Operand out = d.blank(d.shape());
    return new Case(
        "fill " + value + " " + out.shape(),
        s -> s.backend().fill(value, s.result(out, Tolerance.ROUNDED)));
  }

  static Case copy(Draw d) {
    int rows = d.extent();
    int columns = d.extent();
    Operand.View x = d.view(rows, columns, d.flip(), false);
    Operand.View out = d.view(rows, columns, d.flip(), true);
    return new Case(
        "copy " + x + " to " + out,
        s -> s.backend().copy(s.put(x), s.result(out, Tolerance.ROUNDED)));
  }

  static Case gatherReals(Draw d) {
    int n = d.positiveExtent();
    Operand table = d.any(d.rows(n));
    int[] rows = d.indices(d.extent(), n);
    Operand out = d.blank(table.shape().with(0, rows.length));
    return new Case(
        "gather " + table.shape() + " by " + rows.length,
        s ->
            s.backend()
                .gather(
                    s.put(table),
                    s.put(Shape.of(rows.length), rows),
                    s.result(out, Tolerance.ROUNDED)));
  }

  static Case gatherIndices(Draw d) {
    int n = d.positiveExtent();
    int[] table = d.integers(n);
    int[] rows = d.indices(d.extent(), n);
    return new Case(
        "gather indices (" + n + ") by " + rows.length,
        s ->
            s.backend()
                .gather(
                    s.put(Shape.of(n), table),
                    s.put(Shape.of(rows.length), rows),
                    s.result(Shape.of(rows.length))));
  }

  static Case gatherBytes(Draw d) {
    int n = d.positiveExtent();
    Shape shape = d.rows(n);
    byte[] table = d.bytes(shape.size());
    int[] rows = d.indices(d.extent(), n);
    double divisor = d.number(1, 255, 256, 0.75, -3);
    Operand out = d.blank(shape.with(0, rows.length));
    return new Case(
        "gather bytes " + shape + " / " + divisor + " by " + rows.length,
        s ->
            s.backend()
                .gather(
                    s.put(shape, table),
                    s.put(Shape.of(rows.length), rows),
                    divisor,
                    s.result(out, Tolerance.ROUNDED)));
  }

  static Case scatterAdd(Draw d) {
    int n = d.positiveExtent();
    Operand out = d.reals(d.rows(n));
    int[] rows = d.indices(d.extent(), d.flip() ? n : 1);
    Operand x = d.reals(out.shape().with(0, rows.length));
    return new Case(
        "scatter_add " + x.shape() + " into " + out.shape(),
        s ->
            s.backend()
                .scatterAddInPlace(
                    s.put(x),
                    s.put(Shape.of(rows.length), rows),
                    s.result(out, Tolerance.chain(rows.length))));
  }

  /** The extents M, N and K of a product. */
  private static int[] extents(Draw d) {
    int m = d.extent();
    int n = d.extent();
    int k = d.extent();
    // One long side at a time, beyond the edges of the blocks; a product that several threads
    // share;
    // or few rows or columns, a B that is packed in two parts among them.
    switch (d.below(6)) {
      case 1 -> m = d.pick(95, 96, 97, 193);
      case 2 -> n = d.pick(255, 256, 257, 511, 512, 513);
      case 3 -> k = d.pick(255, 256, 257, 511, 512, 513, 1025);
      case 4 -> {
        m = d.pick(64, 127, 130);
        n = d.pick(130, 161);
        k = d.pick(160, 257);
      }
      case 5 -> {
        int few = d.pick(1, 2, 5);
        boolean tall = d.flip();
        m = tall ? 2_050 : few;
        n = tall ? few : 2_050;
        k = 513;
      }
      default -> {}
    }
    return new int[] {m, n, k};
  }

  static Case gemm(Draw d) {
    int[] mnk = extents(d);
    double alpha = d.number(1, 0, -0.7f);
    double beta = d.number(0, 1, 1.3f);
    Operand.View a = d.view(mnk[0], mnk[2], d.flip(), false);
    Operand.View b = d.view(mnk[2], mnk[1], d.flip(), false);
    Operand.View c = d.view(mnk[0], mnk[1], false, beta == 0);
    Tolerance tolerance = Tolerance.chain(mnk[2] + 1);
    return new Case(
        "gemm " + alpha + "·[" + a + "]·[" + b + "] + " + beta + "·[" + c + "]",
        s -> {
          Matrix left = s.put(a);
          Matrix right = s.put(b);
          Matrix out = s.result(c, tolerance);
          s.backend().gemm(s.scalar(alpha), left, right, s.scalar(beta), out);
        });
  }

  static Case gemmWithEpilogue(Draw d) {
    int[] mnk = extents(d);
    double beta = d.number(0, 1, 1.3f);
    boolean relu = d.flip();
    Operand.View a = d.view(mnk[0], mnk[2], d.flip(), false);
    Operand.View b = d.view(mnk[2], mnk[1], d.flip(), false);
    Operand.View c = d.view(mnk[0], mnk[1], false, beta == 0);
    Operand bias = d.reals(Shape.of(mnk[1]));
    Tolerance tolerance = Tolerance.chain(mnk[2] + 2);
    return new Case(
        "gemm [" + a + "]·[" + b + "] + " + beta + "·[" + c + "] + bias" + (relu ? ", ReLU" : ""),
        s -> {
          Matrix left = s.put(a);
          Matrix right = s.put(b);
          Epilogue epilogue = new Epilogue(s.put(bias), relu);
          Matrix out = s.result(c, tolerance);
          s.backend().gemm(1, left, right, s.scalar(beta), out, epilogue);
        });
  }

  static Case gemmOfBatches(Draw d) {
    int count = d.pick(1, 2, 3, 7, 0, 33);
    int m = d.extent();
    int n = d.extent();
    int k = d.extent();
    if (d.below(4) == 3) {
      // Beyond what one thread takes alone.
      count = Math.min(count, 2);
      m = 67;
      n = 81;
      k = 103;
    }
    boolean repeatsA = d.flip();
    boolean repeatsB = d.flip();
    boolean turnsA = d.flip();
    boolean turnsB = d.flip();
    double alpha = d.number(1, -0.7f);
    double beta = d.number(0, 1, 1.3f);
    Operand a = d.reals(turned(repeatsA ? 1 : count, m, k, turnsA));
    Operand b = d.reals(turned(repeatsB ? 1 : count, k, n, turnsB));
    Shape result = Shape.of(count, m, n);
    Operand c = beta == 0 ? d.blank(result) : d.reals(result);
    int times = count;
    Tolerance tolerance = Tolerance.chain(k + 1);
    return new Case(
        "gemm of batches " + a.shape() + turnsA + "·" + b.shape() + turnsB + " + " + beta + "·" + c,
        s -> {
          MatrixBatch left = batch(s.put(a), times, repeatsA, turnsA);
          MatrixBatch right = batch(s.put(b), times, repeatsB, turnsB);
          Tensor out = s.result(c, tolerance);
          s.backend().gemm(s.scalar(alpha), left, right, s.scalar(beta), MatrixBatch.of(out));
        });
  }

  private static Shape turned(int count, int rows, int columns, boolean turns) {
    return turns ? Shape.of(count, columns, rows) : Shape.of(count, rows, columns);
  }

  private static MatrixBatch batch(Tensor x, int count, boolean repeats, boolean turns) {
    MatrixBatch all = MatrixBatch.of(x);
    MatrixBatch batch = repeats ? new MatrixBatch(all.first(), count, 0) : all;
    return turns ? batch.transpose() : batch;
  }

  private static Conv2dGeometry convolution(Draw d) {
    int kernelH = d.pick(1, 2, 3, 5);
    int kernelW = d.pick(1, 2, 3, 5);
    int stride = d.pick(1, 2, 3);
    int padding = d.pick(0, 1, 2, 3);
    int dilation = d.pick(1, 2, 3);
    int leastH = dilation * (kernelH - 1) + 1 - 2 * padding;
    int leastW = dilation * (kernelW - 1) + 1 - 2 * padding;
    int h = Math.max(leastH, d.pick(1, 2, 3, 4, 7, 8, 9, 14, 17, 28, 33));
    int w = Math.max(leastW, d.pick(1, 2, 3, 4, 7, 8, 9, 14, 17, 28, 33));
    int batch = d.pick(1, 2, 3, 5, 9, 0);
    int c = d.pick(1, 2, 3, 8, 29, 0);
    int o = d.pick(1, 2, 3, 8, 9, 16, 17, 0);
    int groups = d.pick(1, 1, 1, 1, 2, 3);
    c *= groups;
    o *= groups;
    var window = new Conv2dGeometry.Window(stride, padding, dilation, groups);
    var geometry = new Conv2dGeometry(batch, c, h, w, o, kernelH, kernelW, window);
    while ((long) geometry.outputShape().size() * geometry.taps() > 1_000_000) {
      c = Math.ceilDiv(c / groups, 2) * groups;
      o = Math.ceilDiv(o / groups, 2) * groups;
      batch = o == groups ? (batch + 1) / 2 : batch;
      geometry = new Conv2dGeometry(batch, c, h, w, o, kernelH, kernelW, window);
    }
    return geometry;
  }

  static Case conv2d(Draw d) {
    Conv2dGeometry g = convolution(d);
    Operand x = d.reals(g.inputShape());
    Operand w = d.reals(g.weightShape());
    Operand out = d.blank(g.outputShape());
    return new Case(
        "conv2d " + g,
        s -> s.backend().conv2d(g, s.put(x), s.put(w), s.result(out, Tolerance.chain(g.taps()))));
  }

  static Case conv2dInputGradient(Draw d) {
    Conv2dGeometry g = convolution(d);
    Operand dy = d.reals(g.outputShape());
    Operand w = d.reals(g.weightShape());
    Operand dx = d.blank(g.inputShape());
    int taps = g.kernelH() * g.kernelW() * g.outChannels() / g.window().groups();
    return new Case(
        "conv2dInputGradient " + g,
        s ->
            s.backend()
                .conv2dInputGradient(g, s.put(dy), s.put(w), s.result(dx, Tolerance.chain(taps))));
  }

  static Case conv2dWeightGradient(Draw d) {
    Conv2dGeometry g = convolution(d);
    Operand x = d.reals(g.inputShape());
    Operand dy = d.reals(g.outputShape());
    Operand dw = d.blank(g.weightShape());
    int positions = g.batch() * g.outH() * g.outW();
    return new Case(
        "conv2dWeightGradient " + g,
        s ->
            s.backend()
                .conv2dWeightGradient(
                    g, s.put(x), s.put(dy), s.result(dw, Tolerance.chain(positions))));
  }

  static Case conv2dBiasGradient(Draw d) {
    Conv2dGeometry g = convolution(d);
    Operand dy = d.reals(g.outputShape());
    Operand db = d.blank(Shape.of(g.outChannels()));
    int positions = g.batch() * g.outH() * g.outW();
    return new Case(
        "conv2dBiasGradient " + g,
        s ->
            s.backend().conv2dBiasGradient(g, s.put(dy), s.result(db, Tolerance.chain(positions))));
  }

  private static ConvBlocks blocks(Draw d) {
    int kernel = d.pick(3, 1, 2, 5);
    int padding = d.pick(1, 0, 2);
    int batch = d.pick(1, 2, 3, 9, 17, 0);
    int c = d.pick(1, 8, 2, 3, 9, 17);
    int h = Math.max(kernel + 1, d.pick(2, 3, 4, 7, 8, 14, 28));
    int w = Math.max(kernel + 1, d.pick(2, 3, 4, 7, 8, 14, 28, 70));
    List<ConvBlocks.Block> blocks = new ArrayList<>();
    blocks.add(new ConvBlocks.Block(d.pick(8, 1, 3, 4, 16, 17, 24), kernel, padding));
    int least = (Math.min(h, w) + 2 * padding - kernel + 1) / 2;
    for (int extra = d.pick(0, 1, 2); extra > 0; extra--) {
      kernel = d.pick(3, 1, 2);
      padding = Math.max(d.pick(1, 2), (kernel + 2 - least) / 2);
      blocks.add(new ConvBlocks.Block(d.pick(16, 8, 5, 33), kernel, padding));
      least = (least + 2 * padding - kernel + 1) / 2;
    }
    return new ConvBlocks(batch, c, h, w, blocks);
  }

  static Case convBlocks(Draw d) {
    ConvBlocks blocks = blocks(d);
    Operand x = d.whole(blocks.inputShape());
    List<Operand> weights = new ArrayList<>();
    List<Operand> biases = new ArrayList<>();
    for (Conv2dGeometry g : blocks.convolutions()) {
      weights.add(d.whole(g.weightShape()));
      biases.add(d.whole(Shape.of(g.outChannels())));
    }
    Operand out = d.blank(blocks.outputShape());
    return new Case(
        "convBlocks " + blocks,
        s -> {
          List<Tensor> w = weights.stream().map(s::put).toList();
          List<Tensor> b = biases.stream().map(s::put).toList();
          try (Scope scope = Scope.on(s.backend())) {
            Tensor y = s.result(out, Tolerance.chain(1_000));
            s.backend().convBlocks(blocks, s.put(x), w, b, y, scope);
          }
        });
  }

  static Case convBlocksGradient(Draw d) {
    ConvBlocks blocks = blocks(d);
    Operand x = d.whole(blocks.inputShape());
    List<Operand> weights = new ArrayList<>();
    List<Operand> biases = new ArrayList<>();
    List<Operand> gradients = new ArrayList<>();
    for (Conv2dGeometry g : blocks.convolutions()) {
      weights.add(d.whole(g.weightShape()));
      biases.add(d.whole(Shape.of(g.outChannels())));
      gradients.add(d.blank(g.weightShape()));
      gradients.add(d.blank(Shape.of(g.outChannels())));
    }
    Operand dy = d.whole(blocks.outputShape());
    Operand dx = d.blank(blocks.inputShape());
    boolean wantsInput = d.flip();
    Tolerance tolerance = Tolerance.chain(20_000);
    return new Case(
        "convBlocksGradient " + blocks + (wantsInput ? " with dx" : ""),
        s -> {
          Tensor images = s.put(x);
          List<Tensor> w = weights.stream().map(s::put).toList();
          List<Tensor> b = biases.stream().map(s::put).toList();
          List<Tensor> dw = new ArrayList<>();
          List<Tensor> db = new ArrayList<>();
          for (int i = 0; i < gradients.size(); i += 2) {
            dw.add(s.result(gradients.get(i), tolerance));
            db.add(s.result(gradients.get(i + 1), tolerance));
          }
          Optional<Tensor> target =
              wantsInput ? Optional.of(s.result(dx, tolerance)) : Optional.empty();
          try (Scope scope = Scope.on(s.backend())) {
            Tensor y = scope.tensor(blocks.outputShape());
            ConvBlocks.Trace trace = s.backend().convBlocks(blocks, images, w, b, y, scope);
            s.backend().convBlocksGradient(blocks, images, w, b, trace, s.put(dy), dw, db, target);
          }
        });
  }

  private static Shape images(Draw d, int kernel) {
    int h = Math.max(kernel, d.pick(1, 2, 3, 4, 5, 8, 14, 17, 28, 33));
    int w = Math.max(kernel, d.pick(1, 2, 3, 4, 5, 8, 14, 17, 28, 33, 34, 66));
    return Shape.of(d.pick(1, 2, 3, 9, 0), d.pick(1, 2, 8, 0), h, w);
  }

  static Case maxPool2d(Draw d) {
    int kernel = d.pick(1, 2, 3);
    int stride = d.pick(1, 2, 3);
    Operand x = d.any(images(d, kernel));
    Pool2dGeometry g = Pool2dGeometry.of(x.shape(), kernel, stride);
    Operand out = d.blank(x.shape().with(2, g.outH()).with(3, g.outW()));
    return new Case(
        "maxPool2d " + x.shape() + " " + g,
        s ->
            s.backend()
                .maxPool2d(g, s.put(x), s.result(out, Tolerance.ROUNDED), s.result(out.shape())));
  }

  static Case maxPool2dGradient(Draw d) {
    int kernel = d.pick(1, 2, 3);
    int stride = d.pick(1, 2, 3);
    Operand dx = d.blank(images(d, kernel));
    Pool2dGeometry g = Pool2dGeometry.of(dx.shape(), kernel, stride);
    Operand dy = d.reals(dx.shape().with(2, g.outH()).with(3, g.outW()));
    int[] argmax = d.indices(dy.values().length, g.height() * g.width());
    Tolerance tolerance = Tolerance.chain(g.outH() * g.outW());
    return new Case(
        "maxPool2dGradient " + dx.shape() + " " + g,
        s ->
            s.backend()
                .maxPool2dGradient(
                    g, s.put(dy), s.put(dy.shape(), argmax), s.result(dx, tolerance)));
  }

  static Case map(Draw d) {
    Unary f = d.one(Unary.values());
    Operand x = d.any(d.shape());
    Operand out = d.blank(x.shape());
    boolean inPlace = d.flip();
    Tolerance tolerance =
        switch (f) {
          case NEGATE, ABS, SQRT, RELU -> Tolerance.ROUNDED;
          case CUBE -> Tolerance.ulps(2);
          case EXP, LOG, TANH, ERF, SIGMOID -> Tolerance.ulps(2);
          case SILU, GELU_TANH -> Tolerance.ulps(3);
          case GELU -> Tolerance.ulps(5);
        };
    return new Case(
        "map " + f + " " + x.shape() + (inPlace ? " in place" : ""),
        s -> {
          Tensor result = s.result(inPlace ? x : out, tolerance);
          s.backend().map(f, inPlace ? result : s.put(x), result);
        });
  }

  static Case zip(Draw d) {
    Binary f = d.one(Binary.values());
    Shape shape = d.flip() ? d.alternating() : d.shape();
    Domain domain = Domain.of(f);
    Shape first = narrowed(d, shape);
    Operand a = domain == Domain.ANY ? d.any(first) : d.reals(first);
    Shape second = narrowed(d, shape);
    Operand b = domain == Domain.OUTPUT ? d.reals(second) : d.any(second);
    Tolerance tolerance =
        switch (domain) {
          case ANY -> Tolerance.ROUNDED;
          case OUTPUT -> Tolerance.ulps(2);
          // These gradients have zeros: their errors are relative to dy.
          case INPUT -> Tolerance.chain(2);
        };
    Operand out = d.blank(Shape.broadcast(a.shape(), b.shape()));
    boolean fitsA = a.shape().size() == out.shape().size();
    boolean fitsB = b.shape().size() == out.shape().size();
    // The output is a tensor of its own, a, b, or both.
    int alias = d.below(4);
    boolean isA = fitsA && (alias & 1) == 1;
    boolean isB = fitsB && (alias & 2) == 2 && (!isA || a.shape().equals(b.shape()));
    return new Case(
        "zip "
            + f
            + " "
            + a.shape()
            + (isA ? " in place, " : ", ")
            + b.shape()
            + (isB ? " in place" : ""),
        s -> {
          Tensor result = isA || isB ? s.result(isA ? a : b, tolerance) : s.result(out, tolerance);
          Tensor left = isA ? result : s.put(a);
          Tensor right = isB ? result : s.put(b);
          s.backend().zip(f, left, right, result.reshape(out.shape()));
        });
  }

  /** What arguments a function of two is defined for, with the same result in float64. */
  private enum Domain {
    /** Any. */
    ANY,
    /** A gradient dy that is not extreme, and any input. */
    INPUT,
    /** A gradient dy that is not extreme, and an output, which is not extreme either. */
    OUTPUT;

    static Domain of(Binary f) {
      return switch (f) {
        case ADD, SUBTRACT, MULTIPLY, DIVIDE, MAXIMUM, MINIMUM, EQUAL, GREATER -> ANY;
        case RELU_GRADIENT, ABS_GRADIENT, LEAKY_RELU -> ANY;
        case SILU_GRADIENT, GELU_GRADIENT, GELU_TANH_GRADIENT -> INPUT;
        case TANH_GRADIENT, SIGMOID_GRADIENT, SQUARED_ERROR, HUBER -> OUTPUT;
      };
    }
  }

  /** A shape that broadcasts to this one. */
  private static Shape narrowed(Draw d, Shape shape) {
    int drop = d.below(4) == 3 ? d.below(shape.rank() + 1) : 0;
    int[] dims = Arrays.copyOfRange(shape.dims(), drop, shape.rank());
    int ones = d.flip() ? d.below(1 << dims.length) : 0;
    for (int axis = 0; axis < dims.length; axis++) {
      dims[axis] = (ones >> axis & 1) == 1 ? 1 : dims[axis];
    }
    return Shape.of(dims);
  }

  static Case reduce(Draw d) {
    Reduction f = d.one(Reduction.values());
    Shape shape = d.flip() ? d.alternating() : d.shape();
    int kept = d.below(1 << shape.rank());
    int[] axes = IntStream.range(0, shape.rank()).filter(i -> (kept >> i & 1) == 0).toArray();
    Operand x = f == Reduction.MAX ? d.any(shape) : d.reals(shape);
    Shape ones = Rules.reduced(shape, axes);
    Operand out = d.blank(d.flip() ? ones : without(ones, axes));
    int count = shape.size() == 0 ? 0 : shape.size() / ones.size();
    Tolerance tolerance = f == Reduction.MAX ? Tolerance.EQUAL : Tolerance.chain(count + 4);
    return new Case(
        "reduce " + f + " " + shape + " over " + Arrays.toString(axes),
        s -> s.backend().reduce(f, s.put(x), axes, s.result(out, tolerance)),
        s -> {
          // A variance is at most the mean square.
          Tensor values = s.put(x);
          Tensor result = s.result(out, tolerance);
          if (f == Reduction.VARIANCE) {
            Tensor squares = Tensor.allocate(s.backend(), shape);
            s.backend().zip(Binary.MULTIPLY, values, values, squares);
            s.backend().reduce(Reduction.MEAN, squares, axes, result);
          } else {
            s.backend().reduce(f, values, axes, result);
          }
        });
  }

  private static Shape without(Shape ones, int[] axes) {
    int[] dims =
        IntStream.range(0, ones.rank())
            .filter(axis -> Arrays.binarySearch(axes, axis) < 0)
            .map(ones::dim)
            .toArray();
    return Shape.of(dims);
  }

  static Case argmax(Draw d) {
    int columns = Math.max(1, d.length() % 2_000);
    Operand x = d.any(Shape.of(d.extent(), columns));
    return new Case(
        "argmax " + x.shape(),
        s -> s.backend().argmax(s.put(x), s.result(Shape.of(x.shape().dim(0)))));
  }

  /**
   * Logits lie within ±8, so x − max rounds by at most 8·2⁻²³, a relative error of 16·2⁻²⁴·e in
   * each probability; a sum of C terms and a few more roundings come on top.
   */
  static Case softmaxCrossEntropy(Draw d) {
    int batch = d.positiveExtent();
    int classes = Math.max(1, d.length() % 2_000);
    Operand logits = d.reals(Shape.of(batch, classes));
    int[] labels = d.indices(batch, classes);
    Operand loss = d.blank(Shape.SCALAR);
    Operand probabilities = d.blank(logits.shape());
    int roundings = batch + classes + 64;
    return new Case(
        "softmaxCrossEntropy " + logits.shape(),
        s -> {
          Tensor x = s.put(logits);
          Indices l = s.put(Shape.of(batch), labels);
          Tensor mean = s.result(loss, Tolerance.within(roundings * 0x1p-22 * 16));
          Tensor p = s.result(probabilities, relative(roundings));
          s.backend().softmaxCrossEntropy(x, l, mean, p);
        });
  }

  /** So many roundings of the result itself. */
  private static Tolerance relative(int roundings) {
    return (actual, exact, magnitude) ->
        Tolerance.chain(roundings).allows(actual, exact, Math.abs(exact));
  }

  static Case softmaxCrossEntropyGradient(Draw d) {
    int batch = d.positiveExtent();
    int classes = Math.max(1, d.length() % 2_000);
    Operand p = d.reals(Shape.of(batch, classes));
    int[] labels = d.indices(batch, classes);
    Operand dLoss = d.reals(Shape.SCALAR);
    Operand out = d.blank(p.shape());
    return new Case(
        "softmaxCrossEntropyGradient " + p.shape(),
        s ->
            s.backend()
                .softmaxCrossEntropyGradient(
                    s.put(p),
                    s.put(Shape.of(batch), labels),
                    s.put(dLoss),
                    s.result(out, relative(1))));
  }

  static Case sgd(Draw d) {
    Shape shape = d.shape();
    double rate = d.number(1, 0.1, 0.001);
    double momentum = d.number(0, 0.9);
    double decay = d.number(0, 1e-4);
    boolean nesterov = d.flip();
    Operand p = d.reals(shape);
    Operand g = d.reals(shape);
    Operand v = d.reals(shape);
    return new Case(
        "sgd " + shape + (nesterov ? " nesterov" : ""),
        s -> {
          Tensor parameter = s.result(p, Tolerance.chain(5));
          Tensor velocity = s.result(v, Tolerance.chain(3));
          long before = parameter.version();
          SgdStep step = new SgdStep(s.subtracted(rate), momentum, decay, nesterov);
          s.backend().sgdInPlace(step, parameter, s.put(g), velocity);
          s.emit(() -> new double[] {parameter.version() - before}, Tolerance.EQUAL);
        });
  }

  static Case adam(Draw d) {
    Shape shape = d.shape();
    double size = d.number(1, 0.1, 0.001);
    double beta1 = d.number(0, 0.9);
    double beta2 = d.number(0.5, 0.999);
    double epsilon = d.number(1e-8, 0.1);
    double root = d.number(1, 0.0316);
    double decay = d.number(1, 0.99);
    Operand p = d.reals(shape);
    Operand g = d.reals(shape);
    Operand m = d.reals(shape);
    Operand v = d.reals(shape).magnitude();
    return new Case(
        "adam " + shape,
        s -> {
          Tensor parameter = s.result(p, Tolerance.chain(4));
          Tensor first = s.result(m, Tolerance.chain(2));
          Tensor second = s.result(v, Tolerance.chain(2));
          long before = parameter.version();
          AdamStep step = new AdamStep(s.subtracted(size), beta1, beta2, epsilon, root, decay);
          s.backend().adamInPlace(step, parameter, s.put(g), first, second);
          s.emit(() -> new double[] {parameter.version() - before}, Tolerance.EQUAL);
        });
  }
}
