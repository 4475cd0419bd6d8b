package dev.rankine.autograd.op;

import dev.rankine.autograd.Samples;
import dev.rankine.engine.Indices;
import dev.rankine.engine.Shape;
import dev.rankine.engine.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** Every op that moves elements against central differences, over random shapes. */
class MovementGradientTest extends GradientProperties {
  @Property
  @Checks(PermuteOp.class)
  void permute(@ForAll("shapes") Shape shape, @ForAll long seed) {
    Samples random = new Samples(seed);
    int[] axes = random.order(shape.rank());
    checkUnary(PermuteOp.class, seed, x -> x.permute(axes), random.normal(shape));
    int[] fromInside = IntStream.of(axes).map(axis -> axis - axes.length).toArray();
    checkUnary(PermuteOp.class, seed, x -> x.permute(fromInside), random.normal(shape));
  }

  @Property
  @Checks(value = Rearranging.class, methods = "transpose")
  void transpose(
      @ForAll @Size(min = 2, max = 4) List<@IntRange(max = 3) Integer> dims,
      @ForAll @IntRange(max = 1) int a,
      @ForAll @IntRange(max = 1) int b,
      @ForAll long seed) {
    Tensor x = new Samples(seed).normal(dims.stream().mapToInt(dim -> dim).toArray());
    check("transpose", seed, (tape, in) -> in.get(0).transpose(a, -1 - b), x);
  }

  @Property
  @Checks(SliceOp.class)
  void slice(
      @ForAll @Size(min = 1, max = 3) List<@IntRange(max = 4) Integer> dims,
      @ForAll @IntRange(max = 2) int which,
      @ForAll @IntRange(max = 4) int start,
      @ForAll @IntRange(max = 4) int length,
      @ForAll @IntRange(min = 1, max = 3) int step,
      @ForAll long seed) {
    Shape shape = Shape.of(dims.stream().mapToInt(dim -> dim).toArray());
    int axis = which % shape.rank();
    int from = Math.min(start, shape.dim(axis));
    int to = Math.min(from + length, shape.dim(axis));
    Tensor x = new Samples(seed).normal(shape);
    checkUnary(SliceOp.class, seed, v -> SliceOp.of(v, axis, from, to, step), x);
  }

  @Property
  @Checks(PadOp.class)
  void pad(@ForAll("shapes") Shape shape, @ForAll @IntRange(max = 63) int how, @ForAll long seed) {
    int[] before = new int[shape.rank()];
    int[] after = new int[shape.rank()];
    Arrays.setAll(before, axis -> how >> 2 * axis & 1);
    Arrays.setAll(after, axis -> how >> 2 * axis & 2);
    Tensor x = new Samples(seed).normal(shape);
    checkUnary(PadOp.class, seed, v -> PadOp.of(v, before, after, 0.5), x);
  }

  @Property
  @Checks(ExpandOp.class)
  void expand(
      @ForAll("shapes") Shape shape, @ForAll @IntRange(max = 31) int how, @ForAll long seed) {
    Tensor x = new Samples(seed).normal(narrowed(shape, how));
    checkUnary(ExpandOp.class, seed, v -> v.expand(shape.dims()), x);
  }

  @Property
  @Checks(value = Rearranging.class, methods = "stack")
  void stack(
      @ForAll("shapes") Shape shape,
      @ForAll @IntRange(min = 1, max = 3) int parts,
      @ForAll @IntRange(max = 7) int where,
      @ForAll long seed) {
    Samples random = new Samples(seed);
    int rank = shape.rank() + 1;
    int axis = where % (2 * rank) - rank;
    Tensor[] inputs =
        IntStream.range(0, parts).mapToObj(i -> random.normal(shape)).toArray(Tensor[]::new);
    check("stack", seed, (tape, in) -> Rearranging.stack(in, axis), inputs);
  }

  @Property
  @Checks(GatherOp.class)
  void gather(
      @ForAll("shapes") Shape row,
      @ForAll("shapes") Shape rows,
      @ForAll @IntRange(min = 1, max = 4) int count,
      @ForAll long seed) {
    Samples random = new Samples(seed);
    int[] dims = new int[row.rank() + 1];
    Arrays.setAll(dims, axis -> axis == 0 ? count : row.dim(axis - 1));
    Indices index = random.labels(rows.size(), count).reshape(rows);
    checkUnary(GatherOp.class, seed, v -> GatherOp.of(v, index), random.normal(dims));
  }

  @Property
  @Checks(GatherAlongOp.class)
  void gatherAlong(
      @ForAll @Size(min = 1, max = 3) List<@IntRange(min = 1, max = 3) Integer> dims,
      @ForAll @IntRange(max = 2) int which,
      @ForAll @IntRange(max = 4) int picked,
      @ForAll long seed) {
    Samples random = new Samples(seed);
    Shape shape = Shape.of(dims.stream().mapToInt(dim -> dim).toArray());
    int axis = which % shape.rank();
    Shape result = shape.with(axis, picked);
    Indices index = random.labels(result.size(), shape.dim(axis)).reshape(result);
    Tensor x = random.normal(shape);
    checkUnary(GatherAlongOp.class, seed, v -> GatherAlongOp.of(v, axis - shape.rank(), index), x);
  }

  @Property(tries = 100)
  @Checks(MatMulOp.class)
  void matmulOfBatches(
      @ForAll("shapes") Shape leading,
      @ForAll @IntRange(max = 31) int a,
      @ForAll @IntRange(max = 31) int b,
      @ForAll @IntRange(max = 2) int k,
      @ForAll long seed) {
    Samples random = new Samples(seed);
    Tensor left = random.normal(matrices(narrowed(leading, a), 2, k));
    Tensor right = random.normal(matrices(narrowed(leading, b), k, 3));
    check(MatMulOp.class, seed, (tape, in) -> in.get(0).matmul(in.get(1)), left, right);
  }

  private static Shape matrices(Shape leading, int rows, int columns) {
    int[] dims = Arrays.copyOf(leading.dims(), leading.rank() + 2);
    dims[leading.rank()] = rows;
    dims[leading.rank() + 1] = columns;
    return Shape.of(dims);
  }
}
