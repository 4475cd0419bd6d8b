import dev.rankine.autograd.*;
import dev.rankine.autograd.nn.*;
import dev.rankine.engine.*;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/**
 * A layer with one gain and one shift for each feature: y = x·gain + shift, x (B, I), gain (I) from
 * 1, shift (I) from 0. Ask {@code parameters} for them under these names, so that they can also be
 * loaded, and compute with the methods of {@link Var}.
 */
class AddALayer {
  record Affine(Parameter gain, Parameter shift) implements Layer {
    static Affine of(Parameters parameters, int in) {
      return new Affine(
          parameters.get("gain", Shape.of(in), Initial.constant(1)),
          parameters.get("shift", Shape.of(in), Initial.zeros()));
    }

    @Override
    public Var forward(Tape tape, Var x) {
      return x.mul(tape.parameter(gain)).add(tape.parameter(shift));
    }

    @Override
    public List<Parameter> parameters() {
      return List.of(gain, shift);
    }
  }

  static void require(boolean holds, String what) {
    if (!holds) {
      throw new AssertionError(what);
    }
  }

  static void main() {
    Backend exact = GradientCheck.backend();
    Affine layer = Affine.of(Parameters.initialise(exact, new Philox(1, 0)).at("norm"), 3);
    require(layer.gain().name().equals("norm.gain"), "the gain's name is " + layer.gain().name());
    Tensor x = Tensor.of(exact, Shape.of(2, 3), 1, -2, 3, 4, 5, -6);
    try (Tape tape = Tape.none(exact)) {
      double[] y = layer.forward(tape, tape.constant(x)).value().toDoubles();
      require(java.util.Arrays.equals(x.toDoubles(), y), "a new layer must change nothing");
    }
    SequencedMap<String, Tensor> inputs = new LinkedHashMap<>();
    inputs.put("x", x);
    GradientCheck.of("Affine", 1)
        .assertGradients((tape, in) -> layer.forward(tape, in.get(0)), inputs, layer.parameters());
    System.out.println("solved");
  }
}
