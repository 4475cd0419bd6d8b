package dev.rankine.autograd;

import dev.rankine.engine.Backend;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Stands before a backend and counts the primitives that do arithmetic. */
public final class CountingBackend {
  private static final Set<String> ARITHMETIC =
      Set.of(
          "gemm",
          "conv2d",
          "conv2dInputGradient",
          "conv2dWeightGradient",
          "conv2dBiasGradient",
          "convBlocks",
          "convBlocksGradient",
          "maxPool2dGradient",
          "map",
          "zip",
          "reduce",
          "copy",
          "softmaxCrossEntropyGradient");

  private final Map<String, Integer> calls = new TreeMap<>();
  private final Backend target;
  private final Backend proxy;

  public CountingBackend(Backend target) {
    this.target = target;
    this.proxy =
        (Backend)
            Proxy.newProxyInstance(
                Backend.class.getClassLoader(),
                new Class<?>[] {Backend.class},
                (self, method, arguments) -> count(method, arguments));
  }

  private Object count(Method method, Object[] arguments) throws Throwable {
    if (ARITHMETIC.contains(method.getName())) {
      calls.merge(method.getName(), 1, Integer::sum);
    }
    try {
      return method.invoke(target, arguments);
    } catch (InvocationTargetException failure) {
      throw failure.getCause();
    }
  }

  public Backend backend() {
    return proxy;
  }

  /** The calls since the last time, by name. */
  public Map<String, Integer> take() {
    Map<String, Integer> taken = new TreeMap<>(calls);
    calls.clear();
    return taken;
  }
}
