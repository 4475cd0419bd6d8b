package dev.rankine.engine.linalg;

import dev.rankine.engine.Backend;
import dev.rankine.engine.Philox;
import dev.rankine.engine.Shape;
import dev.rankine.engine.Tensor;

/** A row-major float64 matrix with plain loops, for tests. */
record Dense(int rows, int columns, double[] values) {
  /** What the random matrices of a property look like. */
  enum Kind {
    GAUSSIAN,
    /** Columns from 1 down to 2⁻²⁰⁰. */
    GRADED_COLUMNS,
    /** Rows from 1 down to 2⁻²⁰⁰. */
    GRADED_ROWS,
    /** −1, 0 or 1: often dependent, with equal singular values. */
    SIGNS,
    /** A product through an inner extent of 2. */
    RANK_TWO,
    /** Equal columns. */
    REPEATED,
    /** Near the largest float64. */
    HUGE,
    /** Near the smallest normal float64. */
    TINY,
    ZERO
  }

  Dense(int rows, int columns) {
    this(rows, columns, new double[rows * columns]);
  }

  static Dense of(Tensor x) {
    return new Dense(x.shape().dim(0), x.shape().dim(1), x.toDoubles());
  }

  static Dense of(int rows, int columns, double... values) {
    return new Dense(rows, columns, values);
  }

  static Dense identity(int n) {
    Dense identity = new Dense(n, n);
    for (int i = 0; i < n; i++) {
      identity.set(i, i, 1);
    }
    return identity;
  }

  static Dense draw(Kind kind, int rows, int columns, long seed) {
    Philox random = new Philox(seed, 0);
    if (kind == Kind.RANK_TWO) {
      return draw(Kind.GAUSSIAN, rows, 2, seed).times(draw(Kind.GAUSSIAN, 2, columns, ~seed));
    }
    Dense drawn = new Dense(rows, columns);
    for (int i = 0; i < rows; i++) {
      double repeated = random.nextGaussian();
      for (int j = 0; j < columns; j++) {
        double g = random.nextGaussian();
        double value =
            switch (kind) {
              case GAUSSIAN -> g;
              case GRADED_COLUMNS -> Math.scalb(g, -200 * j / columns);
              case GRADED_ROWS -> Math.scalb(g, -200 * i / rows);
              case SIGNS -> random.nextInt(3) - 1;
              case REPEATED -> repeated;
              case HUGE -> Math.scalb(g, 1000);
              case TINY -> Math.scalb(g, -1000);
              case ZERO, RANK_TWO -> 0;
            };
        drawn.set(i, j, value);
      }
    }
    return drawn;
  }

  Tensor on(Backend backend) {
    return Tensor.of(backend, Shape.of(rows, columns), values);
  }

  double get(int i, int j) {
    return values[i * columns + j];
  }

  void set(int i, int j, double value) {
    values[i * columns + j] = value;
  }

  Dense times(Dense other) {
    Dense product = new Dense(rows, other.columns);
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < other.columns; j++) {
        double sum = 0;
        for (int l = 0; l < columns; l++) {
          sum += get(i, l) * other.get(l, j);
        }
        product.set(i, j, sum);
      }
    }
    return product;
  }

  Dense transpose() {
    Dense transpose = new Dense(columns, rows);
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        transpose.set(j, i, get(i, j));
      }
    }
    return transpose;
  }

  /** This matrix with column j multiplied by factors[j]. */
  Dense scaleColumns(double... factors) {
    Dense scaled = new Dense(rows, columns);
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        scaled.set(i, j, get(i, j) * factors[j]);
      }
    }
    return scaled;
  }

  /** The largest difference of two elements. */
  double distance(Dense other) {
    double largest = 0;
    for (int i = 0; i < values.length; i++) {
      largest = Math.max(largest, Math.abs(values[i] - other.values[i]));
    }
    return largest;
  }

  /** The largest magnitude. */
  double largest() {
    return distance(new Dense(rows, columns));
  }

  /** How far the columns are from orthonormal. */
  double orthogonality() {
    return transpose().times(this).distance(identity(columns));
  }
}
