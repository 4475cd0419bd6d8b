package dev.rankine.engine.io;

import dev.rankine.engine.Backend;
import dev.rankine.engine.Shape;
import dev.rankine.engine.Tensor;
import dev.rankine.engine.reference.ReferenceBackend;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;

/** A process that saves as fast as it can, until it is killed: FILE. */
final class SavingLoop {
  /** Elements of the one tensor, all of which are the number of the save. */
  static final int SIZE = 40_000;

  private SavingLoop() {}

  /** Saves 0, 1, 2, … without end; prints a line when the first stands. */
  public static void main(String[] args) throws IOException {
    Backend backend = new ReferenceBackend();
    for (int i = 0; true; i++) {
      double[] values = new double[SIZE];
      Arrays.fill(values, i);
      Tensor tensor = Tensor.of(backend, Shape.of(SIZE), values);
      new Safetensors(Map.of("x", tensor), Map.of()).write(Path.of(args[0]));
      if (i == 0) {
        System.out.println("saved");
      }
    }
  }
}
