package dev.rankine.mnist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rankine.autograd.Parameter;
import dev.rankine.autograd.data.FrozenPrefix;
import dev.rankine.autograd.nn.Parameters;
import dev.rankine.engine.Backend;
import dev.rankine.engine.Philox;
import dev.rankine.mnist.data.DigitData;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class VariantTableTest {
  /** Parameters by hand: r·(784 + 64) + r·(64 + 10), and what each variant has beside. */
  @Test
  void everyVariantTrainsWhatItShould() throws IOException {
    Backend backend = Backend.cpu();
    Random random = new Random(1);
    byte[] images = new byte[130 * DigitData.PIXELS];
    random.nextBytes(images);
    int[] labels = random.ints(130, 0, 10).toArray();
    Examples examples = Examples.on(backend, new DigitData.Digits(images, labels));
    Progress silent = Progress.of(new PrintStream(OutputStream.nullOutputStream()), true);
    BaseNet base = BaseNet.of(Parameters.initialise(backend, new Philox(1, 1)));
    base.parameters().forEach(Parameter::freeze);
    FrozenPrefix prefix = FrozenPrefix.of(base.conv(), examples.inputs());
    Trainer trainer = new Trainer(backend, examples, examples, silent).on(prefix, prefix);
    VariantTable table = new VariantTable();
    for (Variant variant : Variant.all()) {
      Trainer.Plan plan = new Trainer.Plan(1, 16, 0.001, new Philox(1, 2));
      table.train(variant, HeadNet.copyOf(base), trainer, plan, new Philox(1, 3));
    }
    List<String> rows = table.markdown().lines().skip(2).toList();
    List<String> counts = List.of("50,890", "922", "1,844", "3,688", "7,376", "14,752");
    for (int i = 0; i < counts.size(); i++) {
      assertTrue(rows.get(i).contains(" | " + counts.get(i) + " | "), rows.get(i));
    }
    assertTrue(rows.get(6).startsWith("| DoRA r = 8 | 7,450 | "), rows.get(6));
    assertTrue(rows.get(7).contains(" | 11,088 | "), rows.get(7));
    assertTrue(rows.get(8).startsWith("| Σ alone | 74 | "), rows.get(8));
    assertTrue(rows.get(9).startsWith("| LoRA+ r = 8 | 7,376 | "), rows.get(9));
    assertEquals(10, rows.size());
  }
}
