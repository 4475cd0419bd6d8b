package dev.rankine.mnist.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CacheFolderTest {
  @TempDir Path home;

  private static Path cache(String home, Map<String, String> environment) {
    return new DataSource(environment, home, line -> {}).cacheFolder();
  }

  /** Java calls a home that it does not know "?", and a service's may not exist. */
  @Test
  void withoutAHomeTheCacheIsAmongTheTemporaryFiles() {
    Path temporary = Path.of(System.getProperty("java.io.tmpdir"), "rankine", "mnist");
    for (String none : new String[] {"", "?", home.resolve("gone").toString()}) {
      assertEquals(temporary, cache(none, Map.of()), none);
    }
    assertTrue(cache(home.toString(), Map.of()).startsWith(home));
    assertEquals(
        Path.of("/cache", "rankine", "mnist"), cache("", Map.of("XDG_CACHE_HOME", "/cache")));
  }
}
