package dev.rankine.engine.cpu;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.rankine.engine.Backend;
import dev.rankine.engine.cpu.Draw.Choices;
import dev.rankine.engine.reference.ReferenceBackend;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tag;

/** The cpu backend, with the kernels in force, is as close to the float64 reference as it says. */
@Tag("kernels")
class BackendConformanceTest extends BackendProperties {
  private static final Backend REFERENCE = new ReferenceBackend();
  private static final Backend CPU =
      new CpuBackend(KernelChoice.best(), 3, CpuBackend.Convolution.IMPLICIT);

  /** What describes or manages a backend and computes nothing. */
  private static final Set<String> ADMINISTRATION =
      Set.of(
          "name",
          "kernels",
          "vectorBits",
          "realBytes",
          "limitThreads",
          "allocate",
          "pool",
          "deviceUse");

  @Provide
  Arbitrary<Choices> choices() {
    return Choices.arbitrary(false);
  }

  @Override
  void check(Case sample) {
    compare(sample, CPU);
  }

  /** A case on a backend is as close to the reference as it says. */
  static void compare(Case sample, Backend backend) {
    List<Session.Result> exact = sample.run(REFERENCE);
    List<Session.Result> magnitude = sample.magnitudes(REFERENCE);
    List<Session.Result> actual = sample.run(backend);
    for (int r = 0; r < exact.size(); r++) {
      double[] values = actual.get(r).values();
      for (int i = 0; i < values.length; i++) {
        double wanted = exact.get(r).values()[i];
        double scale = magnitude.get(r).values()[i];
        if (!actual.get(r).tolerance().allows(values[i], wanted, scale)) {
          throw new AssertionError(
              sample.label()
                  + ": operand "
                  + r
                  + "["
                  + i
                  + "] is "
                  + values[i]
                  + " instead of "
                  + wanted
                  + ", magnitude "
                  + scale);
        }
      }
    }
  }

  @Example
  void everyMethodOfTheBackendHasAProperty() throws ReflectiveOperationException {
    Set<String> called = new TreeSet<>();
    Backend recording =
        (Backend)
            Proxy.newProxyInstance(
                Backend.class.getClassLoader(),
                new Class<?>[] {Backend.class},
                (proxy, method, arguments) -> {
                  if (!ADMINISTRATION.contains(method.getName())) {
                    called.add(signature(method));
                  }
                  return method.invoke(CPU, arguments);
                });
    BackendProperties recorder =
        new BackendProperties() {
          @Override
          void check(Case sample) {
            sample.run(CPU, recording);
          }
        };
    for (Method property : BackendProperties.class.getDeclaredMethods()) {
      if (property.isAnnotationPresent(Property.class)) {
        property.invoke(recorder, Choices.SIMPLEST);
      }
    }
    Set<String> needed = new TreeSet<>();
    for (Method method : Backend.class.getMethods()) {
      if (!Modifier.isStatic(method.getModifiers()) && !ADMINISTRATION.contains(method.getName())) {
        needed.add(signature(method));
      }
    }
    assertEquals(needed, called);
  }

  private static String signature(Method method) {
    return Arrays.stream(method.getParameterTypes())
        .map(Class::getSimpleName)
        .collect(Collectors.joining(", ", method.getName() + "(", ")"));
  }
}
