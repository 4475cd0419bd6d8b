package dev.rankine.engine.cpu;

import dev.rankine.engine.Shape;

/**
 * Two operands walked together under broadcasting: the output's axes, collapsed where both operands
 * move on alike, with each operand's stride (0 where it repeats). The last axis is the innermost
 * run, on which each operand's step is 0 or 1.
 */
record Broadcast(int[] extents, int[] aStrides, int[] bStrides) {
  /** The operands' shapes and what they broadcast to. */
  record Key(Shape a, Shape b, Shape out) {
    @Override
    public boolean equals(Object other) {
      return other instanceof Key k && a.equals(k.a) && b.equals(k.b) && out.equals(k.out);
    }

    @Override
    public int hashCode() {
      int hash = a.hashCode();
      hash = 31 * hash + b.hashCode();
      return 31 * hash + out.hashCode();
    }
  }

  static Broadcast of(Key key) {
    Shape a = key.a();
    Shape b = key.b();
    Shape out = key.out();
    int rank = out.rank();
    int[] extents = new int[rank + 1];
    int[] as = new int[rank + 1];
    int[] bs = new int[rank + 1];
    int count = 0;
    int aSize = 1;
    int bSize = 1;
    for (int axis = 1; axis <= rank; axis++) {
      int da = axis <= a.rank() ? a.dim(-axis) : 1;
      int db = axis <= b.rank() ? b.dim(-axis) : 1;
      int extent = out.dim(-axis);
      int sa = da == 1 ? 0 : aSize;
      int sb = db == 1 ? 0 : bSize;
      aSize *= da;
      bSize *= db;
      if (extent == 1) {
        continue;
      }
      int inner = count - 1;
      if (count > 0 && sa == as[inner] * extents[inner] && sb == bs[inner] * extents[inner]) {
        extents[inner] *= extent;
      } else {
        extents[count] = extent;
        as[count] = sa;
        bs[count++] = sb;
      }
    }
    if (count == 0) {
      extents[count++] = 1;
    }
    return new Broadcast(reversed(extents, count), reversed(as, count), reversed(bs, count));
  }

  private static int[] reversed(int[] values, int count) {
    int[] result = new int[count];
    for (int i = 0; i < count; i++) {
      result[i] = values[count - 1 - i];
    }
    return result;
  }

  int inner() {
    return extents[extents.length - 1];
  }

  /** Number of innermost runs. */
  int runs() {
    int product = 1;
    for (int i = 0; i < extents.length - 1; i++) {
      product *= extents[i];
    }
    return product;
  }

  int aStep() {
    return aStrides[extents.length - 1];
  }

  int bStep() {
    return bStrides[extents.length - 1];
  }

  int aOffset(int run) {
    return offset(run, aStrides);
  }

  int bOffset(int run) {
    return offset(run, bStrides);
  }

  private int offset(int run, int[] strides) {
    int at = 0;
    for (int i = extents.length - 2; i >= 0; i--) {
      at += run % extents[i] * strides[i];
      run /= extents[i];
    }
    return at;
  }
}
