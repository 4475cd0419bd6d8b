package dev.rankine.autograd.op;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rankine.autograd.Recipe;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What all ops have in common, asked of each. */
class RecipeTest {
  private static Stream<Recipe> recipes() {
    return Recipes.all();
  }

  @ParameterizedTest
  @MethodSource("recipes")
  void wrongInputsAreRefused(Recipe recipe) {
    assertTrue(recipe.requireRefusals() >= Recipe.FEWEST_WRONG, "more wrong inputs are needed");
  }

  @ParameterizedTest
  @MethodSource("recipes")
  void nanPasses(Recipe recipe) {
    recipe.requireFinite();
    recipe.requireNanPasses();
  }

  @ParameterizedTest
  @MethodSource("recipes")
  void theGradientOfASumIsTheSameInOneNumber(Recipe recipe) {
    recipe.requireSameGradientsOfNumber();
  }

  @ParameterizedTest
  @MethodSource("recipes")
  void whatIsNotFiniteIsTheSameOnBothBackends(Recipe recipe) {
    recipe.requireSameNonFinite();
  }
}
