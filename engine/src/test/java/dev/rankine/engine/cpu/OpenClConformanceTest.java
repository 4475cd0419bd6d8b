package dev.rankine.engine.cpu;

import dev.rankine.engine.OpenClDriver;
import dev.rankine.engine.cpu.Draw.Choices;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.PropertyDefaults;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.BeforeContainer;

/**
 * The opencl backend is as close to the float64 reference as the cpu backend has to be, on the
 * first device of this machine.
 */
@PropertyDefaults(tries = 12)
class OpenClConformanceTest extends BackendProperties {
  @BeforeContainer
  static void needsDriver() {
    OpenClDriver.assume();
  }

  @Provide
  Arbitrary<Choices> choices() {
    return Choices.arbitrary(false);
  }

  @Override
  void check(Case sample) {
    BackendConformanceTest.compare(sample, OpenClDriver.backend());
  }
}
