package dev.rankine.engine.cpu;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.rankine.engine.Backend;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A setting that is not a choice is one line, as often as the backend is asked for. */
class SettingsTest {
  /** Asks three times. */
  static final class Asking {
    private Asking() {}

    static void main() {
      for (int i = 0; i < 3; i++) {
        try {
          System.out.println(Backend.cpu().name());
        } catch (IllegalStateException refused) {
          System.out.println(refused.getMessage());
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          kernels=fast     | choose scalar or vector, or leave it out
          vector.bits=1024 | choose 128, 256 or 512, or leave it out
          convolution=fft  | choose implicit or materialised
          threads=abc      | choose a number from 1 up, or leave it out
          threads=0        | choose a number from 1 up, or leave it out
          warmup=maybe     | choose on or off
          """)
  void areRefusedEachTime(String setting, String choices) throws Exception {
    ProcessBuilder program =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--add-modules=jdk.incubator.vector",
            "-XX:TieredStopAtLevel=1",
            "-Drankine." + setting,
            "-cp",
            System.getProperty("java.class.path"),
            Asking.class.getName());
    Process process = program.start();
    List<String> lines = process.inputReader().lines().toList();
    assertEquals(0, process.waitFor());
    String line = "-Drankine." + setting + ": " + choices;
    assertEquals(List.of(line, line, line), lines);
  }
}
