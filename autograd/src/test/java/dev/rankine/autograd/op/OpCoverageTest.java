package dev.rankine.autograd.op;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rankine.autograd.CustomOp;
import dev.rankine.autograd.Op;
import dev.rankine.autograd.Recipe;
import dev.rankine.autograd.SquareOp;
import dev.rankine.autograd.Var;
import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/**
 * No op and no composite without a gradient check. A composite is a public static method of this
 * package that returns a value and is not an op's.
 */
class OpCoverageTest {
  private static final int FEWEST_TRIES = 20;

  @Test
  void everyOpHasACheck() {
    CustomOp.register(SquareOp.class);
    Set<String> checked =
        names(
            checks()
                .map(method -> method.getAnnotation(Checks.class).value())
                .filter(Op.class::isAssignableFrom));
    assertEquals(names(all(Op.class)), checked);
  }

  /** With a recipe it is asked for three wrong inputs, and for NaN and infinities. */
  @Test
  void everyOpHasARecipe() {
    CustomOp.register(SquareOp.class);
    assertEquals(names(all(Op.class)), names(Recipes.all().map(Recipe::type)));
  }

  @Test
  void everyCompositeHasACheck() throws Exception {
    Set<String> composites = new TreeSet<>();
    for (Class<?> type : classes(AddOp.class)) {
      for (Method method : type.getDeclaredMethods()) {
        int modifiers = method.getModifiers();
        boolean visible = Modifier.isPublic(modifiers) && Modifier.isPublic(type.getModifiers());
        boolean isOp = Op.class.isAssignableFrom(type);
        if (visible
            && Modifier.isStatic(modifiers)
            && !isOp
            && method.getReturnType() == Var.class) {
          composites.add(type.getSimpleName() + "." + method.getName());
        }
      }
    }
    assertTrue(composites.contains("Rearranging.stack"), "the composites were not found");
    Set<String> checked = new TreeSet<>();
    checks().forEach(method -> checked.addAll(composites(method.getAnnotation(Checks.class))));
    assertEquals(composites, checked);
  }

  private static List<String> composites(Checks checks) {
    return Stream.of(checks.methods())
        .map(name -> checks.value().getSimpleName() + "." + name)
        .toList();
  }

  @Test
  void everyCheckRunsOftenEnough() {
    assertTrue(
        checks()
            .map(method -> method.getAnnotation(Property.class))
            .allMatch(
                property ->
                    property != null
                        && (property.tries() == Property.TRIES_NOT_SET
                            || property.tries() >= FEWEST_TRIES)));
  }

  private static Stream<Method> checks() {
    try {
      return classes(OpCoverageTest.class).stream()
          .flatMap(type -> Stream.of(type.getDeclaredMethods()))
          .filter(method -> method.isAnnotationPresent(Checks.class));
    } catch (ReflectiveOperationException | IOException | URISyntaxException e) {
      throw new AssertionError(e);
    }
  }

  /** The classes that were compiled to the folder of this one. */
  private static List<Class<?>> classes(Class<?> neighbour)
      throws IOException, URISyntaxException, ReflectiveOperationException {
    Path root = Path.of(neighbour.getProtectionDomain().getCodeSource().getLocation().toURI());
    Path folder = root.resolve(neighbour.getPackageName().replace('.', '/'));
    List<Class<?>> types = new ArrayList<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.sorted().toList()) {
        String name = file.getFileName().toString();
        if (name.endsWith(".class") && !name.equals("package-info.class")) {
          String simple = name.substring(0, name.length() - ".class".length());
          types.add(Class.forName(neighbour.getPackageName() + "." + simple));
        }
      }
    }
    return types;
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
