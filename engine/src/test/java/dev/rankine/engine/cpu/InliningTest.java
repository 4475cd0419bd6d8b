package dev.rankine.engine.cpu;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.MethodModel;
import java.lang.classfile.attribute.CodeAttribute;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * C2 inlines a hot method of at most 325 bytes of code. Functions on vectors must be inlined into
 * their loops, or every vector is boxed: the same bits, three to ten times slower, and no other
 * test would notice.
 */
class InliningTest {
  private static final int FREQ_INLINE_SIZE = 325;

  @ParameterizedTest
  @ValueSource(strings = {"VectorMath", "VectorErf", "VectorLogistic"})
  void functionsOnVectorsAreSmallEnough(String name) throws IOException {
    int functions = 0;
    String file = "vector/" + name + ".class";
    try (var in = Kernels.class.getResourceAsStream(file)) {
      for (MethodModel method : ClassFile.of().parse(in.readAllBytes()).methods()) {
        if (method.methodType().stringValue().endsWith(")Ljdk/incubator/vector/FloatVector;")) {
          int size = ((CodeAttribute) method.code().orElseThrow()).codeLength();
          String what = method.methodName() + ": " + size + " bytes";
          assertTrue(size <= FREQ_INLINE_SIZE, what);
          functions++;
        }
      }
    }
    assertTrue(functions > 0, "no function on vectors in " + file);
  }
}
