package dev.rankine.mnist;

import dev.rankine.engine.Backend;
import dev.rankine.engine.io.IoProblem;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.TypeConversionException;
import picocli.CommandLine.UnmatchedArgumentException;

/** The command line. Exit codes: 0 done, 1 failure, 2 usage, 130 interrupted. */
@Command(
    name = "mnist-demo",
    description = "Trains a small CNN on MNIST, then adapts it with LoRA, in pure Java.",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    footer = {
      "",
      "Examples:",
      "  java -jar mnist-demo.jar base --epochs 3",
      "  java -jar mnist-demo.jar feature-lora --rank 8 --merge",
      "  java -jar mnist-demo.jar predict digit.png",
      "  java -jar mnist-demo.jar inspect rankine-out/base.safetensors",
      "  java -jar mnist-demo.jar replay rankine-out/base.receipt.json",
      "  java -jar mnist-demo.jar compare --seeds 5 --shift invert",
      "",
      "Exit codes: 0 done, 1 failure, 2 usage, 130 interrupted."
    })
public final class Main implements Runnable {
  private static final String DEBUG = "--debug";
  private static final String COMPLETION = "completion";
  private static final String WARM_UP = "rankine.warmup";
  private static final List<String> TRAINING =
      List.of("base", "feature-lora", "mlp", "variants", "replay", "compare", "sweep");

  /** In the order of the help. */
  private static final Map<String, Class<?>> COMMANDS = new LinkedHashMap<>();

  static {
    COMMANDS.put("base", BaseCommand.class);
    COMMANDS.put("feature-lora", FeatureLoraCommand.class);
    COMMANDS.put("mlp", MlpCommand.class);
    COMMANDS.put("compare", CompareCommand.class);
    COMMANDS.put("variants", VariantsCommand.class);
    COMMANDS.put("predict", PredictCommand.class);
    COMMANDS.put("inspect", InspectCommand.class);
    COMMANDS.put("sweep", SweepCommand.class);
    COMMANDS.put("data", DataCommand.class);
    COMMANDS.put("replay", ReplayCommand.class);
    COMMANDS.put("devices", DevicesCommand.class);
    COMMANDS.put(COMPLETION, CompletionCommand.class);
  }

  @CommandLine.Spec CommandLine.Model.CommandSpec spec;

  @CommandLine.Option(
      names = DEBUG,
      scope = CommandLine.ScopeType.INHERIT,
      description = "Show where a failure came from.")
  boolean debug;

  private Main() {}

  /** Runs the program and ends the JVM with its exit code. */
  public static void main(String[] args) {
    if (args.length > 0 && args[0].equals("predict") && System.getProperty(WARM_UP) == null) {
      System.setProperty(WARM_UP, "off"); // one image is answered sooner than a loop compiles
    }
    int code = execute(args);
    if (code == 0 && System.out.checkError()) {
      System.err.println("mnist-demo: the output was closed or is full, not all of it was written");
      code = 1;
    }
    Interruption.done(code);
    System.exit(code);
  }

  /** Name and version. */
  static String program() {
    String version = Main.class.getPackage().getImplementationVersion();
    return "Rankine " + (version == null ? "from source" : version);
  }

  /** The program's commands. */
  static CommandLine commandLine() {
    CommandLine program = new CommandLine(new Main());
    COMMANDS.forEach(program::addSubcommand);
    return program;
  }

  /** The command that these arguments begin with, alone: reading all takes a quarter second. */
  private static CommandLine commandLine(String... args) {
    String name = args.length == 0 ? "" : args[0];
    if (!COMMANDS.containsKey(name) || name.equals(COMPLETION)) {
      return commandLine();
    }
    return new CommandLine(new Main()).addSubcommand(name, COMMANDS.get(name));
  }

  static int execute(String... args) {
    boolean debug = Arrays.asList(args).contains(DEBUG);
    try {
      if (trains(args)) {
        Backend.cpu();
      }
    } catch (IllegalStateException refused) {
      return failed(commandLine(), refused, debug);
    }
    CommandLine program =
        commandLine(args)
            .registerConverter(Path.class, Main::path)
            .setExecutionExceptionHandler(
                (exception, line, parsed) -> failed(line, exception, debug))
            .setParameterExceptionHandler(
                (exception, rest) -> {
                  CommandLine line = exception.getCommandLine();
                  line.getErr().println("mnist-demo: " + misused(exception));
                  return 2;
                });
    try {
      return program.execute(args);
    } catch (OutOfMemoryError full) {
      return failed(program, new IllegalStateException(tooLarge(program), full), debug);
    } finally {
      OutLock.release();
    }
  }

  private static Path path(String text) {
    try {
      return Path.of(text);
    } catch (InvalidPathException wrong) {
      throw new TypeConversionException(
          text
              + " is no path here: "
              + wrong.getReason()
              + "; letters beyond ASCII need a UTF-8 locale, such as LC_ALL=C.UTF-8");
    }
  }

  /**
   * Whether the default backend will be needed: its kernels are compiled while the arguments are
   * read.
   */
  private static boolean trains(String... args) {
    List<String> list = Arrays.asList(args);
    return TRAINING.stream().anyMatch(list::contains)
        && !list.contains("--help")
        && list.stream().noneMatch(argument -> argument.startsWith("--backend"));
  }

  private static int failed(CommandLine line, Throwable failure, boolean debug) {
    if (debug) {
      failure.printStackTrace();
    }
    line.getErr().println("mnist-demo: " + explain(failure));
    return failure instanceof StoppedException ? Interruption.EXIT : 1;
  }

  private static String tooLarge(CommandLine program) {
    CommandLine.ParseResult command = program.getParseResult().subcommand();
    CommandLine.Model.OptionSpec batch = command.commandSpec().findOption("--batch");
    return String.format(
        Locale.ROOT,
        "out of memory: Java may use %,d MB%s larger -Xmx",
        Runtime.getRuntime().maxMemory() >> 20,
        batch == null
            ? "; choose a"
            : ", --batch is " + batch.getValue() + "; choose a smaller batch or a");
  }

  /** What is wrong on the command line, and the nearest command or option to one that is not. */
  private static String misused(ParameterException wrong) {
    if (!(wrong instanceof UnmatchedArgumentException unmatched)) {
      return explain(wrong);
    }
    boolean command = wrong.getCommandLine().getParent() == null && !unmatched.isUnknownOption();
    List<String> near = unmatched.getSuggestions();
    return (command
            ? "there is no command " + IoProblem.oneLine(unmatched.getUnmatched().getFirst())
            : explain(wrong))
        + (near.isEmpty() ? "; --help tells more" : "; did you mean " + near.getFirst() + "?");
  }

  /** One line for a person. */
  private static String explain(Throwable failure) {
    return switch (failure) {
      case IOException file -> IoProblem.line(file);
      case Throwable silent when silent.getMessage() == null -> silent.toString();
      default -> IoProblem.oneLine(failure.getMessage());
    };
  }

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "choose a command, such as base; --help tells more");
  }

  /** What {@code --version} prints. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      Backend backend = Backend.cpu();
      return new String[] {
        program(),
        "JDK " + Runtime.version() + ", " + System.getProperty("java.vendor"),
        backend.name()
            + " backend, "
            + backend.kernels()
            + " kernels, "
            + backend.vectorBits()
            + "-bit vectors"
      };
    }
  }
}
