package dev.rankine.mnist;

import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.reflect.InvocationTargetException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Properties;

/**
 * What {@code java -jar} starts. It is compiled for Java 11, so that an older Java gets here: it
 * looks for a JDK 25 and goes on with that. On JDK 25 it loads the incubating Vector API into the
 * running JVM and calls {@link Main}: no flags, no second process.
 */
public final class Launcher {
  private static final int NEEDED = 25;
  private static final String VECTOR = "jdk.incubator.vector";
  private static final String RELAUNCHED = "rankine.relaunched";
  private static final String FLAGGED = "rankine.flagged";
  private static final String START = "rankine.start.millis";

  private Launcher() {}

  /** Runs the program. */
  public static void main(String[] args) throws Exception {
    if (Runtime.version().feature() >= NEEDED) {
      if (vectorApiIsLoaded()) {
        runMain(args);
        return;
      }
      List<String> flags = Arrays.asList("--add-modules", VECTOR, "-D" + FLAGGED + "=true");
      System.exit(relaunch(Paths.get(System.getProperty("java.home")), flags, args));
    }
    Optional<Path> home = findJdk();
    if (home.isEmpty() || Boolean.getBoolean(RELAUNCHED)) {
      System.err.println(
          "Rankine needs JDK 25 or later, this is Java "
              + Runtime.version().feature()
              + ", and none was found; install one (https://adoptium.net) or set JAVA_HOME to it.");
      System.exit(1);
    }
    System.exit(relaunch(home.get(), Arrays.asList(), args));
  }

  private static boolean vectorApiIsLoaded() {
    if (canSeeVectors() || Boolean.getBoolean(FLAGGED)) {
      return true;
    }
    try {
      // The manifest's Add-Exports opens this internal API.
      Class.forName("jdk.internal.module.Modules")
          .getMethod("loadModule", String.class)
          .invoke(null, VECTOR);
      return canSeeVectors();
    } catch (ReflectiveOperationException | RuntimeException | LinkageError gone) {
      return false;
    }
  }

  private static boolean canSeeVectors() {
    try {
      Class.forName(VECTOR + ".FloatVector", false, Launcher.class.getClassLoader());
      return true;
    } catch (ClassNotFoundException absent) {
      return false;
    }
  }

  private static void runMain(String[] args) throws Exception {
    try {
      Class.forName("dev.rankine.mnist.Main")
          .getMethod("main", String[].class)
          .invoke(null, (Object) args);
    } catch (InvocationTargetException thrown) {
      if (thrown.getCause() instanceof Exception) {
        throw (Exception) thrown.getCause();
      }
      throw (Error) thrown.getCause();
    }
  }

  /**
   * Starts this jar in another JVM, with the user's own JVM options, and waits for it: when this
   * one is asked to end, too, for the other has a step to finish and a checkpoint to save.
   */
  private static int relaunch(Path home, List<String> flags, String[] args)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(java(home).toString());
    command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
    command.addAll(flags);
    command.add("-D" + RELAUNCHED + "=true");
    command.add("-D" + START + "=" + ManagementFactory.getRuntimeMXBean().getStartTime());
    command.addAll(Arrays.asList("-jar", System.getProperty("java.class.path")));
    command.addAll(Arrays.asList(args));
    Process child = new ProcessBuilder(command).inheritIO().start();
    Runtime.getRuntime().addShutdownHook(new Thread(() -> end(child)));
    return child.waitFor();
  }

  private static void end(Process child) {
    child.destroy();
    try {
      Runtime.getRuntime().halt(child.waitFor());
    } catch (InterruptedException impossible) {
      Thread.currentThread().interrupt();
    }
  }

  private static Path java(Path home) {
    boolean windows = File.separatorChar == '\\';
    return home.resolve("bin").resolve(windows ? "java.exe" : "java");
  }

  /** JAVA_HOME if it is new enough, else the newest in the usual install folders. */
  private static Optional<Path> findJdk() {
    Optional<Path> javaHome = javaHome();
    if (javaHome.isPresent() && feature(javaHome.get()) >= NEEDED) {
      return javaHome;
    }
    Path best = null;
    for (Path candidate : candidates()) {
      if (feature(candidate) >= NEEDED && (best == null || feature(candidate) > feature(best))) {
        best = candidate;
      }
    }
    return Optional.ofNullable(best);
  }

  /** What is no path here, such as one with letters that the locale has not, is as good as none. */
  private static Optional<Path> javaHome() {
    try {
      return Optional.ofNullable(System.getenv("JAVA_HOME")).map(Paths::get);
    } catch (InvalidPathException wrong) {
      return Optional.empty();
    }
  }

  private static List<Path> candidates() {
    String user = System.getProperty("user.home", "");
    List<Path> found = new ArrayList<>();
    for (String folder :
        Arrays.asList(
            "/usr/lib/jvm",
            "/usr/java",
            "/opt",
            "/opt/java",
            "/Library/Java/JavaVirtualMachines",
            user + "/Library/Java/JavaVirtualMachines",
            user + "/.sdkman/candidates/java",
            user + "/.jdks",
            user + "/.local/share/mise/installs/java",
            "C:\\Program Files\\Java",
            "C:\\Program Files\\Eclipse Adoptium",
            "C:\\Program Files\\Microsoft",
            "C:\\Program Files\\Zulu")) {
      try (DirectoryStream<Path> children = Files.newDirectoryStream(Paths.get(folder))) {
        for (Path child : children) {
          found.add(child);
          found.add(child.resolve("Contents/Home"));
        }
      } catch (IOException | RuntimeException absent) {
        continue;
      }
    }
    return found;
  }

  /** The feature number in a JDK's release file, or 0. */
  private static int feature(Path home) {
    Properties release = new Properties();
    try (var in = Files.newInputStream(home.resolve("release"))) {
      release.load(in);
      String version = release.getProperty("JAVA_VERSION", "0").replace("\"", "");
      return Files.isExecutable(java(home)) ? Runtime.Version.parse(version).feature() : 0;
    } catch (IOException | RuntimeException unreadable) {
      return 0;
    }
  }
}
