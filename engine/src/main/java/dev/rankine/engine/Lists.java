package dev.rankine.engine;

import java.util.List;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/** Immutable lists that training makes in every step. Of one or two elements they hold no array. */
public final class Lists {
  private Lists() {}

  /** The elements 0 … n − 1, made in order. */
  public static <T> List<T> generate(int n, IntFunction<T> element) {
    return switch (n) {
      case 0 -> List.of();
      case 1 -> List.of(element.apply(0));
      case 2 -> {
        T first = element.apply(0);
        yield List.of(first, element.apply(1));
      }
      default -> IntStream.range(0, n).mapToObj(element).toList();
    };
  }

  /** A function of each element, in order. */
  public static <S, T> List<T> map(List<S> source, Function<? super S, ? extends T> function) {
    return generate(source.size(), i -> function.apply(source.get(i)));
  }
}
