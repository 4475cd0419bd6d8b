package dev.rankine.lora.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Which layers of a model a configuration means, by PEFT's rules. */
public final class Targets {
  private Targets() {}

  /**
   * The paths of the layers that get an update, in the model's order.
   *
   * @param layers the model's layers, path to whether it is linear
   * @throws IllegalArgumentException if nothing is meant, or one of several names means nothing,
   *     with the names that come near
   */
  public static List<String> updated(AdapterConfig config, Map<String, Boolean> layers) {
    Map<String, Boolean> candidates = new LinkedHashMap<>(layers);
    candidates.keySet().removeIf(path -> isExcluded(config, path, layers.get(path)));
    List<String> paths = new ArrayList<>();
    candidates.forEach(
        (path, linear) -> {
          if (config.targetModules().matches(path, linear) && isChosenLayer(config, path)) {
            paths.add(path);
          }
        });
    if (config.targetModules() instanceof TargetModules.Names(List<String> names)) {
      for (String name : names) {
        requireMatch("target_modules", name, layers);
      }
    }
    if (paths.isEmpty()) {
      throw new IllegalArgumentException(
          "target_modules "
              + text(config.targetModules())
              + " leave no layer to adapt; the model has "
              + NearNames.of(text(config.targetModules()), layers.keySet()));
    }
    return paths;
  }

  /**
   * The paths of the layers that train as a whole.
   *
   * @throws IllegalArgumentException if one of the names means nothing
   */
  public static List<String> saved(AdapterConfig config, Map<String, Boolean> layers) {
    for (String name : config.modulesToSave()) {
      if (layers.keySet().stream().noneMatch(path -> isInside(name, path))) {
        throw none("modules_to_save", name, layers);
      }
    }
    return layers.keySet().stream().filter(path -> isSaved(config, path)).toList();
  }

  private static void requireMatch(String what, String name, Map<String, Boolean> layers) {
    if (layers.keySet().stream().noneMatch(path -> TargetModules.isSuffix(name, path))) {
      throw none(what, name, layers);
    }
  }

  private static IllegalArgumentException none(
      String what, String name, Map<String, Boolean> layers) {
    return new IllegalArgumentException(
        what
            + ": no layer is called '"
            + name
            + "'; near names are "
            + NearNames.of(name, layers.keySet()));
  }

  private static boolean isExcluded(AdapterConfig config, String path, boolean linear) {
    return isSaved(config, path)
        || config.excludeModules().map(names -> names.matches(path, linear)).orElse(false);
  }

  private static boolean isSaved(AdapterConfig config, String path) {
    return config.modulesToSave().stream().anyMatch(name -> isInside(name, path));
  }

  /** Whether a path goes through a module of this name. */
  private static boolean isInside(String name, String path) {
    return path.matches("(.*\\.)?" + Pattern.quote(name) + "(\\..*)?");
  }

  /** A name that is the whole path counts whatever its numbers, as in PEFT. */
  private static boolean isChosenLayer(AdapterConfig config, String path) {
    boolean whole =
        config.targetModules() instanceof TargetModules.Names(List<String> names)
            && names.contains(path);
    if (config.layersToTransform().isEmpty() || whole) {
      return true;
    }
    List<String> before =
        config.layersPattern().isEmpty() ? List.of("[^.]*") : config.layersPattern();
    for (String pattern : before) {
      String expression = "(?:.*?\\.)??(?:" + pattern + ")\\.(?<number>\\d+)\\..*";
      Matcher matcher = Pattern.compile(expression).matcher(path);
      if (matcher.matches()) {
        return config.layersToTransform().contains(Integer.valueOf(matcher.group("number")));
      }
    }
    return false;
  }

  private static String text(TargetModules targets) {
    return switch (targets) {
      case TargetModules.Names(List<String> names) -> names.toString();
      case TargetModules.Regex(String expression) -> "'" + expression + "'";
      case TargetModules.AllLinear() -> TargetModules.AllLinear.NAME;
    };
  }
}
