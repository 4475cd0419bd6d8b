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
        if (!hasTarget(name, layers)) {
          throw none("target_modules", name, layers);
        }
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
      if (!hasSaved(name, layers)) {
        throw none("modules_to_save", name, layers);
      }
    }
    return layers.keySet().stream().filter(path -> isSaved(config, path)).toList();
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

  /**
   * Whether a path is that of a module, or goes through one, whose own path ends in this name: in
   * PEFT {@code fc2} saves {@code myfc2} as well, other than with targets.
   */
  private static boolean isInside(String name, String path) {
    return path.matches(".*" + Pattern.quote(name) + "(\\..*)?");
  }

  /**
   * A configuration without those names that mean nothing in a model. PEFT takes no notice of them,
   * and puts some into its files by itself: {@code classifier} and {@code score} where the task is
   * to classify sequences.
   *
   * @param layers the model's layers, path to whether it is linear
   * @return the same, where no name of a target means something
   */
  public static AdapterConfig known(AdapterConfig config, Map<String, Boolean> layers) {
    AdapterConfigBuilder known = config.toBuilder();
    if (config.targetModules() instanceof TargetModules.Names(List<String> names)) {
      List<String> found = names.stream().filter(name -> hasTarget(name, layers)).toList();
      if (found.isEmpty()) {
        return config;
      }
      known.targetModules(new TargetModules.Names(found));
    }
    return known
        .modulesToSave(
            config.modulesToSave().stream()
                .filter(name -> hasSaved(name, layers))
                .toArray(String[]::new))
        .build();
  }

  /** The names among the targets and the layers to save. */
  public static List<String> names(AdapterConfig config) {
    List<String> all = new ArrayList<>(config.modulesToSave());
    if (config.targetModules() instanceof TargetModules.Names(List<String> names)) {
      all.addAll(names);
    }
    return all;
  }

  private static boolean hasTarget(String name, Map<String, Boolean> layers) {
    return layers.keySet().stream().anyMatch(path -> TargetModules.isSuffix(name, path));
  }

  private static boolean hasSaved(String name, Map<String, Boolean> layers) {
    return layers.keySet().stream().anyMatch(path -> isInside(name, path));
  }

  /** A name that is the whole path counts whatever its numbers, as in PEFT. */
  private static boolean isChosenLayer(AdapterConfig config, String path) {
    boolean whole =
        config.targetModules() instanceof TargetModules.Names(List<String> names)
            && names.contains(path);
    if (config.layersToTransform().isEmpty() || whole) {
      return true;
    }
    for (String before : beforeNumbers(config.layersPattern())) {
      Matcher matcher = Pattern.compile(before + "\\.(?<number>\\d+)\\..*").matcher(path);
      if (matcher.matches()) {
        return config.layersToTransform().contains(Integer.valueOf(matcher.group("number")));
      }
    }
    return false;
  }

  /**
   * What stands before a layer's number. Without a pattern that is at least two steps, as in PEFT.
   */
  private static List<String> beforeNumbers(List<String> patterns) {
    return patterns.isEmpty()
        ? List.of(".*?\\.[^.]*")
        : patterns.stream().map(pattern -> "(?:.*?\\.)??(?:" + pattern + ")").toList();
  }

  private static String text(TargetModules targets) {
    return switch (targets) {
      case TargetModules.Names(List<String> names) -> names.toString();
      case TargetModules.Regex(String expression) -> "'" + expression + "'";
      case TargetModules.AllLinear() -> TargetModules.AllLinear.NAME;
    };
  }
}
