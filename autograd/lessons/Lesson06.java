import dev.rankine.autograd.*;
import dev.rankine.engine.*;
import java.nio.file.Path;
import java.util.*;

/** The tape: what it writes down, and how it goes back. */
class Lesson06 {
  static final Backend CPU = Backend.cpu();

  static Tensor vector(double... values) {
    return Tensor.of(CPU, Shape.of(values.length), values);
  }

  static void print(String name, Tensor x) {
    System.out.println(name + " " + Arrays.toString(x.toFloats()));
  }

  static void main(String[] args) throws Exception {
    Parameter w = new Parameter("w", vector(1));
    Parameter b = new Parameter("b", vector(0.5));
    try (Tape tape = Tape.recording(CPU)) {
      Var x = tape.constant(vector(1, 2, 3)), t = tape.constant(vector(2, 4.5, 5.5));
      Var r = tape.parameter(w).mul(x).add(tape.parameter(b)).sub(t);
      Var loss = r.mul(r).sum();
      Gradients gradients = tape.backward(loss);
      System.out.println(tape.explain());
      System.out.println();
      System.out.println(tape.explain().mermaid());
      print("dr", gradients.of(r));
      print("dw", gradients.of(w));
      print("db", gradients.of(b));
      if (args.length > 0) tape.explain(gradients).writeHtml(Path.of(args[0]));
    }

    System.out.println();
    w.freeze();
    try (Tape tape = Tape.recording(CPU)) {
      Var x = tape.constant(vector(1, 2, 3)), t = tape.constant(vector(2, 4.5, 5.5));
      Var y = tape.parameter(w).mul(x);
      System.out.println("w frozen, after w·x: " + tape.ops().size() + " ops on the tape");
      Var r = y.add(tape.parameter(b)).sub(t);
      tape.backward(r.mul(r).sum());
      System.out.println("with the rest:      " + tape.ops().size() + " ops");
    }
    try (Tape tape = Tape.none(CPU)) {
      tape.parameter(b).mul(tape.constant(vector(1, 2, 3))).sum();
      System.out.println("for inference:      " + tape.ops().size() + " ops");
    }
  }
}
