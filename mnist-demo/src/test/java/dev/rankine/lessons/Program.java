package dev.rankine.lessons;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringWriter;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** Compiles one Java file as the project's code is compiled, and runs its main in this process. */
record Program(Path file, Path classes) {
  /** Compiles to a folder; a warning is an error. */
  static Program compile(Path file, Path classes) throws IOException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter messages = new StringWriter();
    List<String> flags =
        List.of(
            "-d",
            classes.toString(),
            "-cp",
            classPath(),
            "-proc:none",
            "-Xlint:all,-incubating,-classfile,-path",
            "-Werror",
            "--add-modules",
            "jdk.incubator.vector");
    try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
      boolean done =
          compiler
              .getTask(messages, files, null, flags, null, files.getJavaFileObjects(file))
              .call();
      if (!done) {
        throw new AssertionError(file + " does not compile:\n" + messages);
      }
    }
    return new Program(file, classes);
  }

  /** What this process sees: surefire keeps it in a property of its own. */
  static String classPath() {
    return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
  }

  /** Runs main, with numbers as in English; what it throws is thrown on. */
  String run(String... arguments) throws Throwable {
    Locale locale = Locale.getDefault();
    PrintStream before = System.out;
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    URL[] place = {classes.toUri().toURL()};
    try (URLClassLoader loader = new URLClassLoader(place, getClass().getClassLoader())) {
      Locale.setDefault(Locale.ROOT);
      System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
      Method main = main(loader.loadClass(name()));
      main.setAccessible(true);
      main.invoke(null, main.getParameterCount() == 0 ? null : new Object[] {arguments});
    } catch (InvocationTargetException thrown) {
      throw thrown.getCause();
    } finally {
      System.setOut(before);
      Locale.setDefault(locale);
    }
    return printed.toString(StandardCharsets.UTF_8);
  }

  private String name() {
    return file.getFileName().toString().replace(".java", "");
  }

  private static Method main(Class<?> type) {
    return Stream.of(type.getDeclaredMethods())
        .filter(method -> method.getName().equals("main"))
        .findFirst()
        .orElseThrow(() -> new AssertionError(type + " has no main"));
  }
}
