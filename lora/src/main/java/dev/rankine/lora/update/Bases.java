package dev.rankine.lora.update;

import dev.rankine.autograd.Parameter;
import dev.rankine.autograd.nn.Composite;
import dev.rankine.autograd.nn.Conv2d;
import dev.rankine.autograd.nn.Embedding;
import dev.rankine.autograd.nn.IndexLayer;
import dev.rankine.autograd.nn.Layer;
import dev.rankine.autograd.nn.LayerNorm;
import dev.rankine.autograd.nn.Linear;
import dev.rankine.autograd.nn.Model;
import dev.rankine.autograd.nn.RmsNorm;
import dev.rankine.lora.DenseLayer;
import dev.rankine.lora.WidenedLinear;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** The layers of a model that updates can sit on, by path. */
public final class Bases {
  private Bases() {}

  /** A layer as a base, if it is of a kind that can be adapted. */
  public static Optional<Base> of(Model layer) {
    return switch (layer) {
      case Linear linear ->
          Optional.of(new LinearBase(path(linear.weight()), linear, DenseLayer.of(linear)));
      case DenseLayer dense -> Optional.of(linear(dense, dense));
      case WidenedLinear widened -> Optional.of(linear(widened, widened.layer()));
      case Conv2d conv -> Optional.of(new ConvBase(path(conv.weight()), conv));
      case Embedding table -> Optional.of(new EmbeddingBase(path(table.weight()), table));
      case LayerNorm norm -> Optional.of(NormBase.of(path(norm.weight()), norm));
      case RmsNorm norm -> Optional.of(NormBase.of(path(norm.weight()), norm));
      case Adaptable adaptable -> Optional.of(adaptable.base());
      default -> Optional.empty();
    };
  }

  private static Base linear(Layer layer, DenseLayer dense) {
    return new LinearBase(path(dense.blocks().getFirst()), layer, dense);
  }

  /** {@code fc1} for a weight called {@code fc1.weight}. */
  private static String path(Parameter weight) {
    int dot = weight.name().lastIndexOf('.');
    return dot < 0 ? weight.name() : weight.name().substring(0, dot);
  }

  /**
   * All of a model, in its order.
   *
   * @throws IllegalArgumentException if two layers have the same path
   */
  public static SequencedMap<String, Base> in(Model model) {
    SequencedMap<String, Base> found = new LinkedHashMap<>();
    replace(
        model,
        base -> {
          Base other = found.put(base.path(), base);
          if (other != null && other.layer() != base.layer()) {
            throw new IllegalArgumentException(
                "two layers are called " + base.path() + "; give each a path of its own");
          }
          return base.layer();
        });
    return found;
  }

  /** The paths, and whether {@code all-linear} means each. */
  public static Map<String, Boolean> linear(Map<String, Base> bases) {
    Map<String, Boolean> linear = new LinkedHashMap<>();
    bases.forEach((path, base) -> linear.put(path, base.isLinear()));
    return linear;
  }

  /** A model with each layer that can be adapted replaced by what the change makes of it. */
  public static Model replace(Model model, Function<Base, Model> change) {
    Optional<Base> base = of(model);
    if (base.isPresent()) {
      return change.apply(base.get());
    }
    return model instanceof Composite composite
        ? composite.rebuilt(each(part -> replace(part, change)))
        : model;
  }

  /** A change of parts by one function, which gives a part of the same kind. */
  public static Composite.Change each(UnaryOperator<Model> function) {
    return new Composite.Change() {
      @Override
      public Layer apply(Layer part) {
        return (Layer) function.apply(part);
      }

      @Override
      public IndexLayer apply(IndexLayer part) {
        return (IndexLayer) function.apply(part);
      }
    };
  }
}
