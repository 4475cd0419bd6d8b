package dev.rankine.lora.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rankine.autograd.Parameter;
import dev.rankine.autograd.Tape;
import dev.rankine.autograd.Var;
import dev.rankine.autograd.nn.Layer;
import dev.rankine.autograd.nn.Linear;
import dev.rankine.autograd.optim.Adam;
import dev.rankine.autograd.optim.Sgd;
import dev.rankine.engine.Philox;
import dev.rankine.engine.Shape;
import dev.rankine.lora.DenseLayer;
import dev.rankine.lora.LoraConfig;
import dev.rankine.lora.LoraLinear;
import dev.rankine.lora.Nets;
import dev.rankine.lora.check.Finding.Rule;
import dev.rankine.lora.config.AdapterConfig;
import dev.rankine.lora.model.AdaptedModel;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AdapterLintTest {
  private static AdaptedModel model(AdapterConfig config) {
    AdaptedModel model = AdaptedModel.of(Nets.net(Nets.CPU, 60, 40, 30, 3));
    model.add("a", config, new Philox(1, 1));
    return model;
  }

  private static List<Rule> rules(AdapterLint lint) {
    return lint.findings().stream().map(Finding::rule).toList();
  }

  @Test
  void aSoundAdapterHasNoFindings() {
    AdaptedModel model = model(AdapterConfig.of("fc1", "fc2").build());
    Adam adam = new Adam(model.trainable(), 1e-3);
    try (Tape tape = Tape.recording(Nets.CPU)) {
      Var y = model.forward(tape, tape.constant(Nets.normal(Nets.CPU, Shape.of(4, 60), 1)));
      AdapterLint lint =
          AdapterLint.of(model).optimizer(adam).gradients(tape.backward(y.mul(y).mean()));
      assertEquals(List.of(), lint.findings());
    }
  }

  /** fc2 of the experiment: 592 parameters beside a layer of 650. */
  @Test
  void aRankThatIsNotLow() {
    Layer net = Nets.net(Nets.CPU, 785, 64, 10, 3);
    List<LoraLinear> adapted =
        net instanceof Nets.Net(Layer fc1, Layer fc2)
            ? List.of(adapted("fc1", fc1), adapted("fc2", fc2))
            : List.of();
    net.parameters().forEach(Parameter::freeze);
    AdapterLint lint =
        AdapterLint.of(new Nets.Net(adapted.get(0), adapted.get(1)), adapted, net.parameters());
    assertEquals(
        "[fc2: r = 8 puts 592 parameters beside a weight of 640; up to r = 4 it is much smaller]",
        lint.findings().toString());
    assertEquals(592, Nets.count(adapted.get(1).adapter()));
    assertEquals(650, Nets.count(adapted.get(1).base().parameters()));
  }

  private static LoraLinear adapted(String path, Layer layer) {
    return LoraLinear.of(
        path, DenseLayer.of((Linear) layer), new LoraConfig(8, 16), new Philox(1, 1));
  }

  @Test
  void aLayerNarrowerThanTheRank() {
    AdaptedModel model = model(AdapterConfig.of("fc2").r(18).loraAlpha(18).build());
    assertEquals(List.of(Rule.RANK_NOT_LOW), rules(AdapterLint.of(model)));
    AdaptedModel lower = model(AdapterConfig.of("fc2").r(16).loraAlpha(16).build());
    assertEquals(List.of(), rules(AdapterLint.of(lower)));
  }

  @Test
  void nothingTrains() {
    AdaptedModel model = model(AdapterConfig.of("fc1").build());
    model.activate();
    assertEquals(List.of(Rule.NOTHING_TRAINS), rules(AdapterLint.of(model)));
  }

  @Test
  void aBaseThatTrains() {
    AdaptedModel model = model(AdapterConfig.of("fc1").build());
    model.base().parameters().get(2).unfreeze();
    List<Finding> findings = AdapterLint.of(model).findings();
    assertEquals("fc2.weight", findings.getFirst().where());
    assertEquals(Rule.BASE_TRAINS, findings.getFirst().rule());
    assertEquals(1, findings.size());
  }

  @Test
  void anOptimizerOfTheWrongParameters() {
    AdaptedModel model = model(AdapterConfig.of("fc1").build());
    Sgd sgd = new Sgd(model.trainable().subList(0, 1), 0.1);
    AdapterLint lint = AdapterLint.of(model).optimizer(sgd);
    assertEquals(List.of(Rule.NOT_IN_OPTIMIZER), rules(lint));
    assertEquals("fc1.lora_B.weight", lint.findings().getFirst().where());
    model.pin(model.trainable().subList(0, 1));
    assertEquals(
        List.of(Rule.FROZEN_IN_OPTIMIZER, Rule.NOT_IN_OPTIMIZER),
        rules(AdapterLint.of(model).optimizer(sgd)));
  }

  @Test
  void aParameterThatTheLossDoesNotReach() {
    AdaptedModel model = model(AdapterConfig.of("fc1", "fc2").build());
    Nets.Net net = (Nets.Net) model.base();
    try (Tape tape = Tape.recording(Nets.CPU)) {
      AdaptedModel half = AdaptedModel.of(net.fc1());
      half.add("b", AdapterConfig.of("fc1").build(), new Philox(1, 1));
      Var y = half.forward(tape, tape.constant(Nets.normal(Nets.CPU, Shape.of(4, 60), 1)));
      AdapterLint lint = AdapterLint.of(model).gradients(tape.backward(y.mul(y).mean()));
      assertEquals(4, lint.findings().size());
      assertTrue(rules(lint).stream().allMatch(rule -> rule == Rule.NOT_REACHED));
    }
  }

  @Test
  void surprisingScales() {
    for (double alpha : new double[] {0, -8, 1, 64}) {
      AdaptedModel model = model(AdapterConfig.of("fc1").loraAlpha(alpha).build());
      assertEquals(List.of(Rule.ODD_SCALE), rules(AdapterLint.of(model)), "alpha " + alpha);
    }
    AdapterConfig pattern =
        AdapterConfig.of("fc1", "fc2").loraAlpha(8).rankPattern(Map.of("fc2", 1)).build();
    List<Finding> findings = AdapterLint.of(model(pattern)).findings();
    assertEquals(1, findings.size());
    assertEquals(
        "fc2: scale 8.000 at r = 1; did r change without alpha?", findings.getFirst().toString());
  }
}
