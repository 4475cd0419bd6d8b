package dev.rankine.bench.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OptionsTest {
  @Test
  void reads() {
    Options options =
        Options.parse(
            "--rounds",
            "7",
            "--threads",
            "1,4",
            "--only",
            "gemm",
            "--seconds",
            ".5",
            "--bench",
            "b");
    assertEquals(7, options.rounds());
    assertEquals(List.of(1, 4), options.threads());
    assertTrue(options.only().matcher("gemm nn 64").find());
    assertEquals(0.5, options.seconds());
    assertEquals(Path.of("b"), options.bench());
  }

  @Test
  void fiveRoundsUnlessToldOtherwise() {
    assertEquals(5, Options.parse().rounds());
    assertTrue(Options.parse().everything());
  }

  @Test
  void nothingToMeasureIsSaidBeforehand() {
    Options none = Options.parse("--only", "gem nn");
    var thrown = assertThrows(IllegalArgumentException.class, none::requireFiles);
    assertTrue(thrown.getMessage().startsWith("--only is gem nn, which is in no"), "" + thrown);
  }

  @Test
  void aFolderWithoutMnistIsNamedBeforehand(@TempDir Path folder) throws IOException {
    Path demo = Files.createFile(folder.resolve("demo.jar"));
    Options options = Options.parse("--demo", demo.toString(), "--data", folder.toString());
    String said = assertThrows(IOException.class, options::requireFiles).getMessage();
    assertEquals(folder + " is no folder with MNIST's files; give --data", said);
    Files.createFile(folder.resolve("train-images-idx3-ubyte.gz"));
    options.requireFiles();
  }

  @Test
  void noRoundIsStartedThatWouldEndLate() {
    Options options = Options.parse("--minutes", "10");
    assertFalse(options.isLate(4, 7.9));
    assertTrue(options.isLate(4, 8.1));
    assertTrue(options.isLate(1, 5.1));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--rounds 0",
        "--rounds",
        "--threads 1,",
        "--threads 1,,2",
        "--threads x",
        "--only (",
        "--seconds 0",
        "--seconds -1",
        "--what"
      })
  void saysWhatIsWrong(String line) {
    var thrown = assertThrows(IllegalArgumentException.class, () -> Options.parse(line.split(" ")));
    assertTrue(thrown.getMessage().contains(line.split(" ")[0]), thrown.getMessage());
  }
}
