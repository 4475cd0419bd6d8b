package dev.rankine.bench.work;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class SuiteTest {
  @Test
  void namesAreOneOfAKind() {
    List<String> names = Suite.all().stream().map(Workload::name).toList();
    assertEquals(names.size(), names.stream().distinct().count());
  }

  @Test
  void selectsByName() {
    assertEquals(
        List.of("gemm nn 64", "gemm nt 64", "gemm tn 64"),
        Suite.matching(Pattern.compile("gemm .. 64$")).stream().map(Workload::name).toList());
  }
}
