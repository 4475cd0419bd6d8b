package dev.rankine.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.constantpool.MemberRefEntry;
import java.lang.classfile.constantpool.PoolEntry;
import java.lang.classfile.constantpool.Utf8Entry;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** What the compiled classes of the engine may refer to. */
class ArchitectureTest {
  private static final String VECTOR_PACKAGE = "dev/rankine/engine/cpu/vector/";
  private static final String INCUBATOR = "jdk/incubator/";

  /** Functions whose last bit may differ between machines. */
  private static final Set<String> INEXACT =
      Set.of(
          "acos", "asin", "atan", "atan2", "cbrt", "cos", "cosh", "exp", "expm1", "hypot", "log",
          "log10", "log1p", "pow", "sin", "sinh", "tan", "tanh");

  private static List<ClassModel> classes() throws IOException {
    List<ClassModel> models = new ArrayList<>();
    try {
      Path root =
          Path.of(Backend.class.getProtectionDomain().getCodeSource().getLocation().toURI());
      try (var files = Files.walk(root)) {
        for (Path file : files.filter(path -> path.toString().endsWith(".class")).toList()) {
          models.add(ClassFile.of().parse(file));
        }
      }
    } catch (URISyntaxException impossible) {
      throw new AssertionError(impossible);
    }
    assertTrue(models.size() > 20, "the engine's classes were not found");
    return models;
  }

  private static Set<String> classesWith(Predicate<PoolEntry> found) throws IOException {
    Set<String> names = new TreeSet<>();
    for (ClassModel model : classes()) {
      for (PoolEntry entry : model.constantPool()) {
        if (found.test(entry)) {
          names.add(model.thisClass().asInternalName());
        }
      }
    }
    return names;
  }

  /** Names of classes and descriptors alike stand in the constant pool as text. */
  @Test
  void onlyTheVectorPackageKnowsTheIncubator() throws IOException {
    Set<String> users =
        classesWith(e -> e instanceof Utf8Entry text && text.stringValue().contains(INCUBATOR));
    assertFalse(users.isEmpty());
    users.removeIf(name -> name.startsWith(VECTOR_PACKAGE));
    assertEquals(Set.of(), users);
  }

  @Test
  void noFunctionWhoseBitsDependOnTheMachine() throws IOException {
    assertEquals(Set.of(), classesWith(e -> e instanceof MemberRefEntry m && isInexact(m)));
  }

  @Test
  void noReductionAcrossLanes() throws IOException {
    assertEquals(
        Set.of(),
        classesWith(
            e ->
                e instanceof MemberRefEntry m
                    && m.owner().asInternalName().startsWith(INCUBATOR + "vector/FloatVector")
                    && m.name().stringValue().startsWith("reduceLanes")));
  }

  private static boolean isInexact(MemberRefEntry member) {
    String owner = member.owner().asInternalName();
    String name = member.name().stringValue();
    return switch (owner) {
      case "java/lang/Math", INCUBATOR + "vector/FloatVector" -> INEXACT.contains(name);
      case INCUBATOR + "vector/VectorOperators" ->
          INEXACT.contains(name.toLowerCase(java.util.Locale.ROOT));
      default -> false;
    };
  }

  /** The scan itself finds what it looks for. */
  @Test
  void thePredicateSeesAForbiddenCall() throws IOException {
    byte[] bytes;
    try (var in = ArchitectureTest.class.getResourceAsStream("ArchitectureTest$Offender.class")) {
      bytes = in.readAllBytes();
    }
    boolean seen = false;
    for (PoolEntry entry : ClassFile.of().parse(bytes).constantPool()) {
      seen |= entry instanceof MemberRefEntry member && isInexact(member);
    }
    assertTrue(seen);
  }

  /** Calls a forbidden function. */
  static final class Offender {
    private Offender() {}

    static double offend(double x) {
      return Math.exp(x);
    }
  }
}
