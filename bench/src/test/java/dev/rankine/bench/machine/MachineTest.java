package dev.rankine.bench.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class MachineTest {
  @Test
  void namesTheFirstProcessor() {
    assertEquals(
        "AMD EPYC (family 26, model 2)",
        Machine.describe(
            List.of(
                "processor\t: 0",
                "cpu family\t: 26",
                "model\t\t: 2",
                "model name\t: AMD EPYC",
                "",
                "model\t\t: 9")));
  }

  @Test
  void slugIsAFileName() {
    assertEquals(
        "intel-r-xeon-r-8-cores-512-bit",
        new Machine("Intel(R) Xeon(R)", 8, 512, "Linux", "25").slug());
  }
}
