package dev.rankine.bench.peer;

import dev.rankine.bench.work.AdamUpdate;
import dev.rankine.bench.work.Blocks;
import dev.rankine.bench.work.Convolution;
import dev.rankine.bench.work.CrossEntropy;
import dev.rankine.bench.work.Elementwise;
import dev.rankine.bench.work.Implementation;
import dev.rankine.bench.work.Pooling;
import dev.rankine.bench.work.Program;
import dev.rankine.bench.work.TrainingStep;
import dev.rankine.bench.work.Trial;
import dev.rankine.bench.work.Workload;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.pytorch.AutoGradMode;
import org.bytedeco.pytorch.global.torch;

/**
 * PyTorch's C++ library. It leaves products to OpenBLAS, which is measured on its own, so they are
 * not repeated here.
 */
public final class LibTorch implements Implementation {
  private AutoGradMode withoutGradients;

  @Override
  public String name() {
    return "libtorch";
  }

  @Override
  public boolean exact() {
    return false;
  }

  /** Threads of OpenBLAS would fight those of OpenMP for the cores. */
  @Override
  public Map<String, String> environment(int threads) {
    return Map.of("OMP_NUM_THREADS", String.valueOf(threads), "OPENBLAS_NUM_THREADS", "1");
  }

  @Override
  public Limited avx2() {
    return new Limited(
        List.of(), Map.of("ATEN_CPU_CAPABILITY", "avx2", "ONEDNN_MAX_CPU_ISA", "AVX2"));
  }

  @Override
  public String start(int threads) {
    torch.set_num_threads(threads);
    withoutGradients = new AutoGradMode(false);
    Blas.load().setThreads(1);
    return "PyTorch "
        + torch.TORCH_VERSION_MAJOR
        + "."
        + torch.TORCH_VERSION_MINOR
        + "."
        + torch.TORCH_VERSION_PATCH
        + "; kernels "
        + torch.get_cpu_capability().getString()
        + "; "
        + oneDnn();
  }

  private static String oneDnn() {
    return Arrays.stream(torch.show_config().getString().split("\n"))
        .filter(line -> line.contains("MKL-DNN"))
        .findFirst()
        .map(line -> line.replaceAll("^ *- |\\(R\\)| *\\(Git.*", "").strip())
        .orElse("without oneDNN");
  }

  /** Its Java part is thin and starts fastest without the second compiler. */
  @Override
  public Optional<List<String>> command(Program program) {
    return Optional.of(
        List.of(
            "-XX:TieredStopAtLevel=1",
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            TorchDemo.class.getName(),
            program.data().toString(),
            String.valueOf(program.epochs()),
            String.valueOf(program.threads())));
  }

  @Override
  public Optional<Trial> open(Workload workload) {
    return switch (workload) {
      case Convolution convolution -> Optional.of(TorchConvolution.open(convolution));
      case Blocks blocks -> Optional.of(TorchBlocks.open(blocks));
      case Pooling pooling -> Optional.of(TorchPasses.pooling(pooling));
      case CrossEntropy crossEntropy -> Optional.of(TorchPasses.crossEntropy(crossEntropy));
      case Elementwise elementwise -> TorchPasses.elementwise(elementwise);
      case AdamUpdate adam -> Optional.of(TorchAdam.open(adam));
      case TrainingStep step -> Optional.of(TorchStep.open(step));
      default -> Optional.empty();
    };
  }
}
