package dev.rankine.lora.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rankine.engine.io.FormatException;
import dev.rankine.lora.Nets;
import dev.rankine.lora.model.AdaptedModel;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What may stand in the place of a configuration. */
class HostileFolderTest {
  @TempDir Path folder;

  private void assertRefused(String part) {
    AdaptedModel model = AdaptedModel.of(Nets.net(Nets.CPU, 4, 3, 2, 5));
    String message =
        assertThrows(FormatException.class, () -> AdapterFolder.load(model, "x", folder))
            .getMessage();
    assertTrue(message.contains(part), message);
    assertEquals(1, message.lines().count(), message);
  }

  @Test
  void aHugeConfigurationIsNotReadAtAll() throws IOException {
    Path file = folder.resolve("adapter_config.json");
    try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
      sparse.setLength(1L << 32);
    }
    assertRefused("it has 4294967296 bytes, an adapter's configuration is smaller");
  }

  @Test
  void aFolderIsNoConfiguration() throws IOException {
    Files.createDirectory(folder.resolve("adapter_config.json"));
    assertRefused("it is a folder, expected an adapter's configuration");
  }
}
