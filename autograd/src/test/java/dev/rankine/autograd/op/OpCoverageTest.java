package dev.rankine.autograd.op;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rankine.autograd.CustomOp;
import dev.rankine.autograd.Op;
import dev.rankine.autograd.SquareOp;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** No op without a gradient check. */
class OpCoverageTest {
  @Test
  void everyOpHasACheck() {
    CustomOp.register(SquareOp.class);
    Set<String> ops = names(all(Op.class));
    Set<String> checked =
        names(
            Stream.of(OpGradientTest.class.getDeclaredMethods())
                .filter(method -> method.isAnnotationPresent(Checks.class))
                .map(method -> method.getAnnotation(Checks.class).value()));
    assertEquals(ops, checked);
  }

  @Test
  void everyCheckRuns() {
    assertTrue(
        Stream.of(OpGradientTest.class.getDeclaredMethods())
            .filter(method -> method.isAnnotationPresent(Checks.class))
            .allMatch(method -> method.isAnnotationPresent(Property.class)));
  }

  private static Set<String> names(Stream<? extends Class<?>> types) {
    return types.map(Class::getName).collect(Collectors.toCollection(TreeSet::new));
  }

  /** The classes behind a sealed interface, and what came through the open door. */
  private static Stream<? extends Class<?>> all(Class<?> type) {
    if (type == CustomOp.class) {
      return CustomOp.registered().stream();
    }
    return type.isSealed()
        ? Stream.of(type.getPermittedSubclasses()).flatMap(OpCoverageTest::all)
        : Stream.of(type);
  }
}
