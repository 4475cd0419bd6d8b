package dev.rankine.mnist;

import dev.rankine.mnist.inspect.Contents;
import dev.rankine.mnist.inspect.Listing;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code inspect}: what is in a file. */
@Command(
    name = "inspect",
    description =
        "Lists what is in safetensors, npy and npz files and in folders of adapters: names, shapes,"
            + " statistics, hashes and metadata.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  mnist-demo inspect rankine-out/base.safetensors",
      "  mnist-demo inspect my-adapter/adapter_config.json"
    })
final class InspectCommand implements Callable<Integer> {
  @Parameters(
      paramLabel = "FILE",
      arity = "1..*",
      description = "A file, or a folder with an adapter_config.json.")
  List<Path> files;

  @Override
  public Integer call() throws Exception {
    for (Path file : files) {
      System.out.println(Listing.of(Contents.read(file)));
    }
    return 0;
  }
}
