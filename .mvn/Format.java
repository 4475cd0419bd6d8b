import com.google.googlejavaformat.java.Formatter;
import com.google.googlejavaformat.java.ImportOrderer;
import com.google.googlejavaformat.java.JavaFormatterOptions;
import com.google.googlejavaformat.java.RemoveUnusedImports;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Checks or applies google-java-format over every Java file below the current folder. */
final class Format {
  public static void main(String[] args) throws Exception {
    boolean apply = args[0].equals("apply");
    Formatter formatter = new Formatter(JavaFormatterOptions.defaultOptions());
    List<Path> different = new ArrayList<>();
    try (var tree = Files.walk(Path.of(""))) {
      for (Path file : tree.filter(Format::isSource).sorted().toList()) {
        String source = Files.readString(file);
        String ordered = ImportOrderer.reorderImports(source, JavaFormatterOptions.Style.GOOGLE);
        String formatted = formatter.formatSource(RemoveUnusedImports.removeUnusedImports(ordered));
        if (!formatted.equals(source)) {
          different.add(file);
          if (apply) {
            Files.writeString(file, formatted);
          }
        }
      }
    }
    different.forEach(
        file -> System.out.println((apply ? "formatted " : "not formatted: ") + file));
    if (!apply && !different.isEmpty()) {
      System.out.println("Format them with: ./mvnw -N -Pformat compile");
      System.exit(1);
    }
  }

  private static boolean isSource(Path path) {
    return path.toString().endsWith(".java") && !path.toString().contains("target/");
  }
}
