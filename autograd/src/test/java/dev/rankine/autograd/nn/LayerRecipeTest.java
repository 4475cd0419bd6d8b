package dev.rankine.autograd.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rankine.autograd.Parameter;
import dev.rankine.autograd.Recipe;
import dev.rankine.autograd.Var;
import dev.rankine.engine.Conv2dGeometry;
import dev.rankine.engine.Indices;
import dev.rankine.engine.Philox;
import dev.rankine.engine.Shape;
import java.io.IOException;
import java.lang.reflect.Modifier;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What all layers have in common, asked of each; none can be forgotten. */
class LayerRecipeTest {
  private static Recipe of(Class<?> type, Function<Parameters, Layer> layer, int... dims) {
    return Recipe.of(type, x -> call(layer, x), dims);
  }

  private static Var call(Function<Parameters, Layer> layer, Var x) {
    return layer.apply(parameters(x)).forward(x.tape(), x);
  }

  private static Parameters parameters(Var x) {
    return Parameters.initialise(x.tape().backend(), new Philox(1, 0));
  }

  private static Stream<Recipe> recipes() {
    return Stream.of(contractions(), plain(), normalisations()).flatMap(recipes -> recipes);
  }

  private static Stream<Recipe> contractions() {
    return Stream.of(
        of(Linear.class, p -> Linear.of(p, 3, 2), 2, 3)
            .refuses(
                "linear: (2, 4) and (2, 3): input (B, I) and weight blocks (O, I₁), (O, I₂), … with I₁ + I₂ + … = I are needed; flatten the input, or build the layer for its width",
                2,
                4)
            .refuses(
                "linear: (3) and (2, 3): input (B, I) and weight blocks (O, I₁), (O, I₂), … with I₁ + I₂ + … = I are needed; flatten the input, or build the layer for its width",
                3),
        of(Conv2d.class, p -> Conv2d.of(p, 2, 3, 3, new Conv2dGeometry.Window(1, 1, 1)), 1, 2, 4, 4)
            .refuses(
                "conv2d: (1, 3, 4, 4) and (3, 2, 3, 3): input (B, C, H, W) and weight (O, C, kernelH, kernelW) with the same C are needed; reshape the input, or build the layer for its channels",
                1,
                3,
                4,
                4)
            .refuses(
                "conv2d: (1, 3, 4, 4) and (2, 1, 1, 1): input (B, C, H, W) and weight (O, C / 2, kernelH, kernelW) with the same C are needed; reshape the input, or build the layer for its channels",
                x -> call(p -> Conv2d.of(p, 3, 2, 1, new Conv2dGeometry.Window(1, 0, 1, 2)), x),
                1,
                3,
                4,
                4),
        of(Sequential.class, p -> Sequential.of(Linear.of(p, 3, 2), new Relu()), 2, 3)
            .refuses(
                "linear: (2, 4) and (2, 3): input (B, I) and weight blocks (O, I₁), (O, I₂), … with I₁ + I₂ + … = I are needed; flatten the input, or build the layer for its width",
                2,
                4),
        of(Concat.class, p -> new Concat(1, List.of(Linear.of(p, 3, 2), new Relu())), 2, 3)
            .refuses(
                "concat: at least one branch is needed",
                x -> call(p -> new Concat(1, List.of()), x),
                2,
                3)
            .refuses(
                "concat: (2, 2) and (2, 3): all extents but that of axis 0 must be equal; reshape the parts to match",
                x -> call(p -> new Concat(0, List.of(Linear.of(p, 3, 2), new Relu())), x),
                2,
                3),
        Recipe.of(
                Embedding.class,
                x ->
                    new Embedding(new Parameter("table", x.value()))
                        .forward(x.tape(), words(x))
                        .add(x), // so that x has a gradient too
                4,
                3)
            .refuses("gather: index 3 is not in 0 … 1; check the labels or rows", 2, 3)
            .refuses("gather: (): a table (N, …) is needed; reshape it to one axis or more"));
  }

  private static Indices words(Var x) {
    return Indices.of(x.tape().backend(), Shape.of(1, 4), 0, 3, 1, 0);
  }

  private static Stream<Recipe> plain() {
    return Stream.of(
        of(Relu.class, p -> new Relu(), 2, 3),
        of(LeakyRelu.class, p -> new LeakyRelu(0.1), 2, 3),
        of(Activation.class, p -> Activation.GELU, 2, 3),
        of(Flatten.class, p -> new Flatten(), 2, 3, 2).refuses("shape () has no axis 0"),
        of(Dropout.class, p -> new Dropout(0.1, new Philox(1, 1)), 2, 3)
            .refuses(
                "dropout: probability 1.0: choose one from 0 and below 1",
                x -> call(p -> new Dropout(1, new Philox(1, 1)), x),
                2,
                3),
        of(Evaluated.class, p -> new Evaluated(Linear.of(p, 3, 2)), 2, 3)
            .refuses(
                "linear: (2, 4) and (2, 3): input (B, I) and weight blocks (O, I₁), (O, I₂), … with I₁ + I₂ + … = I are needed; flatten the input, or build the layer for its width",
                2,
                4),
        of(MaxPool2d.class, p -> new MaxPool2d(2), 1, 2, 4, 4)
            .refuses(
                "max_pool2d: kernel 2, stride 2 on 1x4: both start at 1 and the kernel must fit; enlarge the image or shrink the kernel",
                1,
                2,
                1,
                4)
            .refuses("max_pool2d: (2, 4, 4): (B, C, H, W) is needed; reshape the input", 2, 4, 4),
        of(AvgPool2d.class, p -> new AvgPool2d(2), 1, 2, 4, 4)
            .refuses(
                "avg_pool2d: (1, 2, 1, 4): kernel 2, stride 2: both start at 1 and the kernel must fit; enlarge the image or shrink the kernel",
                1,
                2,
                1,
                4)
            .refuses("avg_pool2d: (2, 4, 4): (B, C, H, W) is needed; reshape the input", 2, 4, 4),
        of(AdaptiveAvgPool2d.class, p -> new AdaptiveAvgPool2d(2, 3), 1, 2, 4, 4)
            .refuses(
                "adaptive_avg_pool2d: (1, 2, 4, 2): an output of 2x3: it starts at 1x1 and ends at the input's extents; choose a smaller output or a larger image",
                1,
                2,
                4,
                2)
            .refuses("avg_pool2d: (2, 4, 4): (B, C, H, W) is needed; reshape the input", 2, 4, 4));
  }

  private static Stream<Recipe> normalisations() {
    return Stream.of(
        of(LayerNorm.class, p -> LayerNorm.of(p, 3), 2, 3)
            .refuses(
                "layer_norm: (2, 4) and (3): the scale's shape must be that of the input's innermost axes; build the layer for that shape",
                2,
                4)
            .refuses(
                "layer_norm: () and (3): the scale's shape must be that of the input's innermost axes; build the layer for that shape"),
        of(RmsNorm.class, p -> RmsNorm.of(p, 3), 2, 3)
            .refuses(
                "rms_norm: (2, 4) and (3): the scale's shape must be that of the input's innermost axes; build the layer for that shape",
                2,
                4)
            .refuses(
                "rms_norm: () and (3): the scale's shape must be that of the input's innermost axes; build the layer for that shape"),
        of(BatchNorm2d.class, p -> BatchNorm2d.of(p, 3), 2, 3, 2, 2)
            .refuses(
                "batch_norm: (2, 2, 3, 3) and (3): an input (B, C, …) and a scale (C) are needed; build the layer for the input's channels",
                2,
                2,
                3,
                3)
            .refuses(
                "batch_norm: (1, 3, 1, 1): one value a channel has no variance; train with larger batches, or use Evaluated",
                1,
                3,
                1,
                1)
            .refuses(
                "batch_norm: (3) and (3): an input (B, C, …) and a scale (C) are needed; build the layer for the input's channels",
                3));
  }

  @Test
  void everyLayerHasARecipe() throws IOException, URISyntaxException, ReflectiveOperationException {
    Path root = Path.of(Linear.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    Set<String> layers = new TreeSet<>();
    try (Stream<Path> files = Files.list(root.resolve("dev/rankine/autograd/nn"))) {
      for (Path file : files.toList()) {
        String name = file.getFileName().toString().replace(".class", "");
        Class<?> type = Class.forName("dev.rankine.autograd.nn." + name);
        boolean layer = Model.class.isAssignableFrom(type) && !type.isInterface();
        if (layer && Modifier.isPublic(type.getModifiers())) {
          layers.add(type.getSimpleName());
        }
      }
    }
    assertTrue(layers.contains("Linear"), "the layers were not found");
    Set<String> known =
        recipes().map(Recipe::toString).collect(Collectors.toCollection(TreeSet::new));
    assertEquals(layers, known);
  }

  @ParameterizedTest
  @MethodSource("recipes")
  void wrongInputsAreRefused(Recipe recipe) {
    assertTrue(recipe.requireRefusals() >= Recipe.FEWEST_WRONG, "more wrong inputs are needed");
  }

  /** An embedding's are those of its table, see {@link LayerGradientTest}. */
  private static Stream<Recipe> ofValues() {
    return recipes().filter(recipe -> recipe.type() != Embedding.class);
  }

  @ParameterizedTest
  @MethodSource("ofValues")
  void gradients(Recipe recipe) {
    recipe.requireGradients();
  }

  @ParameterizedTest
  @MethodSource("recipes")
  void nanPasses(Recipe recipe) {
    recipe.requireFinite();
    recipe.requireNanPasses();
  }

  @ParameterizedTest
  @MethodSource("recipes")
  void whatIsNotFiniteIsTheSameOnBothBackends(Recipe recipe) {
    recipe.requireSameNonFinite();
  }
}
