package dev.rankine.engine.io;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.ArgumentsProvider;
import org.junit.jupiter.params.provider.ArgumentsSource;
import org.junit.jupiter.params.support.ParameterDeclarations;

/**
 * The readers under Jazzer, which looks for bytes that take a reader through code not seen yet. The
 * rule is that of {@link Fuzzing}; a method's name is a reader's, {@link Hostile#named}.
 */
class ReaderFuzzTest {
  /** The small whole files of the reader that a method is named after. */
  static final class Seeds implements ArgumentsProvider {
    @Override
    public Stream<? extends Arguments> provideArguments(
        ParameterDeclarations parameters, ExtensionContext context) throws IOException {
      Hostile reader = Hostile.named(context.getRequiredTestMethod().getName());
      return reader.seeds().stream().map(seed -> Arguments.of((Object) seed));
    }
  }

  @ArgumentsSource(Seeds.class)
  @FuzzTest
  void idx(byte[] bytes) throws IOException {
    take(Hostile.IDX, bytes);
  }

  @ArgumentsSource(Seeds.class)
  @FuzzTest
  void gzip(byte[] bytes) throws IOException {
    take(Hostile.GZIP, bytes);
  }

  @ArgumentsSource(Seeds.class)
  @FuzzTest
  void gzipContent(byte[] bytes) throws IOException {
    take(Hostile.GZIP_CONTENT, bytes);
  }

  @ArgumentsSource(Seeds.class)
  @FuzzTest
  void safetensors(byte[] bytes) throws IOException {
    take(Hostile.SAFETENSORS, bytes);
  }

  @ArgumentsSource(Seeds.class)
  @FuzzTest
  void safetensorsHeader(byte[] bytes) throws IOException {
    take(Hostile.SAFETENSORS_HEADER, bytes);
  }

  @ArgumentsSource(Seeds.class)
  @FuzzTest
  void stored(byte[] bytes) throws IOException {
    take(Hostile.STORED, bytes);
  }

  @ArgumentsSource(Seeds.class)
  @FuzzTest
  void npy(byte[] bytes) throws IOException {
    take(Hostile.NPY, bytes);
  }

  @ArgumentsSource(Seeds.class)
  @FuzzTest
  void npyHeader(byte[] bytes) throws IOException {
    take(Hostile.NPY_HEADER, bytes);
  }

  @ArgumentsSource(Seeds.class)
  @FuzzTest
  void npz(byte[] bytes) throws IOException {
    take(Hostile.NPZ, bytes);
  }

  private static void take(Hostile reader, byte[] bytes) throws IOException {
    Fuzzing.take(reader, reader.wrap(bytes));
  }
}
