package dev.rankine.mnist;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rankine.engine.io.FormatException;
import dev.rankine.mnist.data.IdxFiles;
import dev.rankine.mnist.receipt.Claim;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Receipts, and what is done again after them. */
class ReplayTest {
  @TempDir Path folder;

  private String trained;

  @BeforeEach
  void writeData() throws IOException {
    IdxFiles.write(folder.resolve("data"), 320, 100);
  }

  private String path(String name) {
    return folder.resolve(name).toString();
  }

  /** Of the last training. */
  private Path receipt() {
    return folder.resolve("out/" + trained + ".receipt.json");
  }

  private Path train(String command, String... more) {
    Stream<String> first =
        Stream.of(
            command, "--data", path("data"), "--epochs", "2", "--out", path("out"), "--no-report");
    Ran ran = Ran.of(Stream.concat(first, Stream.of(more)).toArray(String[]::new));
    assertEquals(0, ran.code(), ran.err());
    trained = command;
    return receipt();
  }

  private static Ran replay(Path receipt, String... more) {
    Stream<String> first = Stream.of("replay", receipt.toString(), "--quiet");
    return Ran.of(Stream.concat(first, Stream.of(more)).toArray(String[]::new));
  }

  private Path edited(String pattern, String replacement) throws IOException {
    String text = Files.readString(receipt());
    String other = text.replaceFirst(pattern, replacement);
    assertFalse(text.equals(other), pattern);
    return Files.writeString(folder.resolve("edited.json"), other);
  }

  private static void assertOneLine(int code, String message, Ran ran) {
    assertEquals(code, ran.code(), ran.err());
    assertEquals(1, ran.err().lines().count(), ran.err());
    assertTrue(ran.err().contains(message), ran.err());
  }

  @Test
  void theReceiptHasWhatTheRunWas() throws Exception {
    Claim claim = Claim.read(train("base", "--seed", "7", "--lr", "0.005", "--threads", "2"));
    assertEquals("base", claim.command());
    assertEquals("7", claim.options().get("--seed"));
    assertEquals("0.005", claim.options().get("--lr"));
    assertEquals("64", claim.options().get("--batch"), "defaults too");
    assertEquals(path("data"), claim.options().get("--data"));
    assertFalse(claim.options().containsKey("--threads"), "no result depends on them");
    assertEquals(2, claim.epochs().size());
    assertEquals(claim.weightsSha256(), claim.epochs().getLast());
    for (String part : new String[] {"train_images", "train_labels", "test_images"}) {
      assertEquals(idxSha256(part), claim.data().get(part + "_sha256"));
    }
  }

  private String idxSha256(String part) throws Exception {
    String name =
        part.replace("test", "t10k")
            .replace("_images", "-images-idx3-ubyte")
            .replace("_labels", "-labels-idx1-ubyte");
    Path file = folder.resolve("data").resolve(name);
    Path packed = folder.resolve("data").resolve(name + ".gz");
    byte[] bytes =
        Files.exists(file)
            ? Files.readAllBytes(file)
            : new GZIPInputStream(Files.newInputStream(packed)).readAllBytes();
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
  }

  @Test
  void jsonAndTheReceiptAreTheSame() throws IOException {
    train("base", "--json", path("run.json"));
    assertEquals(-1, Files.mismatch(receipt(), folder.resolve("run.json")));
  }

  @Test
  void aReplayWithOtherThreadsAgreesAndLeavesNothing() throws IOException {
    Ran ran = replay(train("base"), "--threads", "3");
    assertEquals(0, ran.code(), ran.err());
    assertTrue(ran.out().contains("The bits agree"), ran.out());
    try (Stream<Path> left = Files.list(folder)) {
      assertEquals(2, left.count(), "data and out");
    }
  }

  @Test
  void anAdapterIsReplayedWithTheBaseItTrainedOrFound() throws IOException {
    train("feature-lora", "--merge", "--rank", "3");
    Ran trained = replay(receipt(), "--out", path("again"));
    assertEquals(0, trained.code(), trained.err());
    assertTrue(Files.exists(folder.resolve("again/feature-lora-merged.safetensors")));
    train("feature-lora", "--seed", "9");
    Ran found = replay(receipt());
    assertEquals(0, found.code(), found.err());
    train("base", "--seed", "2");
    Ran replaced = replay(folder.resolve("again/feature-lora.receipt.json"));
    assertEquals(0, replaced.code(), "it trains a base of its own");
  }

  @Test
  void eachCommandKeepsItsOwnReceipt() throws IOException {
    Path base = train("base");
    byte[] before = Files.readAllBytes(base);
    Path adapted = train("feature-lora");
    assertArrayEquals(before, Files.readAllBytes(base));
    assertEquals("base", Claim.read(base).command());
    assertEquals("feature-lora", Claim.read(adapted).command());
    assertEquals(0, replay(base).code());
    assertEquals(0, replay(adapted).code());
  }

  @Test
  void anotherBaseIsNamed() throws IOException {
    train("base");
    train("feature-lora");
    Path receipt = Files.copy(receipt(), folder.resolve("kept.json"));
    train("base", "--seed", "2");
    assertOneLine(1, "the base network differs: weights sha256 is ", replay(receipt));
  }

  @Test
  void theFirstEpochThatDiffersIsNamed() throws IOException {
    train("base");
    String zeros = "0".repeat(64);
    Path second =
        edited("(?s)(\"epoch\" : 2,.*?\"weights_sha256\" : \")[0-9a-f]{64}", "$1" + zeros);
    Ran ran = replay(second);
    assertOneLine(1, "epoch 2 differs: weights sha256 is ", ran);
    assertTrue(ran.err().contains("the receipt has " + zeros), ran.err());
    assertOneLine(1, "epoch 1 differs", replay(edited("\"--seed\" : \"1\"", "\"--seed\" : \"2\"")));
    assertOneLine(
        1,
        "the receipt has 2 epochs, the replay 1",
        replay(edited("\"--epochs\" : \"2\"", "\"--epochs\" : \"1\"")));
  }

  @Test
  void otherDataAreNamed() throws IOException {
    Path receipt = train("base");
    IdxFiles.write(folder.resolve("others"), 320, 99);
    Ran ran = replay(receipt, "--data", path("others"));
    assertOneLine(1, "the data are others: test_images_sha256 is ", ran);
  }

  @Test
  void receiptsThatAreNoneAreOneLine() throws IOException {
    train("base");
    assertOneLine(1, "there is no such file", replay(folder.resolve("nothing")));
    assertOneLine(1, "it is a folder, expected a receipt", replay(folder));
    assertOneLine(1, "is no option that a receipt", replay(edited("\"--lr\"", "\"--out\"")));
    assertOneLine(1, "is no option that a receipt", replay(edited("\"--lr\"", "\"--x\"")));
    assertOneLine(1, "which no receipt can have", replay(edited("\"base\"", "\"replay\"")));
    assertOneLine(1, "which no receipt can have", replay(edited("\"base\"", "\"a\\\\nb\"")));
    assertOneLine(
        1, "receipt should be 1, found 2", replay(edited("\"receipt\" : 1", "\"receipt\" : 2")));
    assertOneLine(
        1, "64 hexadecimal digits", replay(edited("(?s)[0-9a-f]{64}(?=[^0-9a-f]*\"total_s)", "x")));
    assertOneLine(1, "options.--lr should be a text", replay(edited("\"0.001\"", "[1]")));
    assertOneLine(2, "--lr is 2.0, it must be", replay(edited("\"0.001\"", "\"2\"")));
    assertOneLine(1, "Duplicate", replay(edited("\"seed\" : 1", "\"data\" : 1")));
    assertOneLine(1, "not valid JSON", replay(edited("\\{", "{\"x\":" + "[".repeat(99))));
    assertOneLine(1, "should begin with {", replay(write(new byte[0])));
    assertOneLine(1, "not UTF-8", replay(write(new byte[] {'{', '"', (byte) 0xFF, '"'})));
    assertOneLine(1, "a receipt is smaller", replay(write(new byte[20 << 20])));
  }

  private Path write(byte[] bytes) throws IOException {
    return Files.write(folder.resolve("bytes.json"), bytes);
  }

  @Test
  void everyCutReceiptIsRefused() throws IOException {
    byte[] whole = Files.readAllBytes(train("base"));
    for (int length = 0; length < whole.length; length++) {
      Path cut = write(new String(whole, 0, length, StandardCharsets.UTF_8).getBytes());
      int at = length;
      FormatException refused =
          assertThrows(FormatException.class, () -> Claim.read(cut), () -> "cut at " + at);
      assertEquals(1, refused.getMessage().lines().count());
    }
  }

  @Test
  void aCommandWithoutReceiptsIsRefusedBeforeItTrains() throws IOException {
    train("base");
    assertOneLine(1, "which no receipt can have", replay(edited("\"base\"", "\"variants\"")));
    Path empty = edited("(?s)\"base\"(.*)\"options\" : \\{.*?\\}", "\"compare\"$1\"options\" : {}");
    assertOneLine(1, "which no receipt can have", replay(empty));
  }

  /** The signal itself, in a JVM of its own. */
  @Test
  void aReplayThatIsStoppedNamesNoCheckpoint() throws Exception {
    train("base");
    Path receipt = edited("\"--epochs\" : \"2\"", "\"--epochs\" : \"9999\"");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("--add-modules", "jdk.incubator.vector"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
    command.addAll(List.of("replay", receipt.toString(), "--out", path("again")));
    Path log = folder.resolve("log");
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    while (!Files.readString(log).contains("epoch 1 ")) {
      assertFalse(process.waitFor(5, TimeUnit.MILLISECONDS), Files.readString(log));
    }
    process.destroy();
    assertEquals(130, process.waitFor(), Files.readString(log));
    String said = Files.readString(log);
    assertTrue(said.contains("the replay was stopped after "), said);
    assertFalse(said.contains("--resume"), said);
    assertFalse(Files.exists(folder.resolve("again/base.checkpoint.safetensors")));
  }

  @Test
  void aFolderWithSomethingInItIsNotTaken() throws IOException {
    assertOneLine(
        2, "it must be an empty or a new folder", replay(train("base"), "--out", path("out")));
  }

  @Test
  void aBaseThatTheRunDidNotReadIsRefused() throws IOException {
    String file = path("out/base.safetensors");
    for (String command : List.of("base", "feature-lora")) {
      folder.resolve("out/base.safetensors").toFile().delete();
      Ran refused = replay(train(command), "--base", file);
      assertOneLine(2, "--base is given, but the run of " + receipt() + " read no base", refused);
    }
  }
}
