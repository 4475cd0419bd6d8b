package dev.rankine.lora.model;

import dev.rankine.autograd.Parameter;
import dev.rankine.autograd.Tape;
import dev.rankine.autograd.Var;
import dev.rankine.autograd.nn.IndexLayer;
import dev.rankine.autograd.nn.Layer;
import dev.rankine.autograd.nn.Model;
import dev.rankine.autograd.op.GatherOp;
import dev.rankine.engine.Indices;
import dev.rankine.engine.Philox;
import dev.rankine.lora.config.AdapterConfig;
import dev.rankine.lora.update.Base;
import dev.rankine.lora.update.Bases;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.SequencedMap;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A trained model with adapters. The base is frozen and never written to: activating, disabling and
 * merging choose what stands in the places of its layers. Switching back gives the same bits, and
 * unmerging the same bytes, since they never left. Batch normalisation runs as in evaluation, for
 * its running averages are a part of the base.
 *
 * <p>What is active trains; the parameters of other adapters are frozen. A model of one's own takes
 * part by implementing {@link dev.rankine.autograd.nn.Composite}.
 */
public final class AdaptedModel implements Layer, IndexLayer {
  /** The name that stands for no adapter at all. */
  public static final String BASE = "__base__";

  private final Model base;
  private final SequencedMap<String, Base> bases;
  private final Registry adapters = new Registry();
  private final Set<Parameter> pinned = new HashSet<>();
  private List<String> active = List.of();
  private Model adapted;
  private boolean disabled;
  private boolean merged;

  private AdaptedModel(Model base, SequencedMap<String, Base> bases) {
    this.base = base;
    this.bases = bases;
    this.adapted = base;
  }

  /**
   * Freezes a model and makes it ready for adapters.
   *
   * @throws IllegalArgumentException if it has no layer that can be adapted, or two of one path
   */
  public static AdaptedModel of(Model model) {
    Model base = Assembly.still(model);
    SequencedMap<String, Base> bases = Bases.in(base);
    if (bases.isEmpty()) {
      throw new IllegalArgumentException(
          "the model has no layer that can be adapted; make it a Composite of its layers");
    }
    model.parameters().forEach(Parameter::freeze);
    return new AdaptedModel(base, bases);
  }

  /** The layers that can be adapted, by path. */
  public SequencedMap<String, Base> bases() {
    return Collections.unmodifiableSequencedMap(bases);
  }

  /** The model as it was. */
  public Model base() {
    return base;
  }

  /** The names of the adapters, in the order in which they came. */
  public List<String> names() {
    return adapters.names();
  }

  /** The names of the active adapters. */
  public List<String> active() {
    return active;
  }

  /**
   * An adapter.
   *
   * @throws IllegalArgumentException if there is none of that name
   */
  public Adapter adapter(String name) {
    return adapters.find(name);
  }

  /**
   * Adds a new adapter. The first one becomes active.
   *
   * @throws IllegalArgumentException if the name is taken, or the configuration does not fit
   */
  public Adapter add(String name, AdapterConfig config, Philox random) {
    adapters.requireFree(name);
    return put(name, Adapter.of(config, bases, random));
  }

  /**
   * As {@link #add}, with an adapter that is there already.
   *
   * @throws IllegalArgumentException if the name is taken, or the model lacks a layer of the
   *     adapter
   */
  public Adapter put(String name, Adapter adapter) {
    adapters.requireFree(name);
    adapter.requireFit(bases);
    requireUnmerged();
    adapters.put(name, adapter);
    if (adapters.names().size() == 1) {
      activate(name);
    } else {
      adapter.parameters().forEach(Parameter::freeze);
    }
    return adapter;
  }

  private void requireUnmerged() {
    if (merged) {
      throw new IllegalStateException("the adapters are merged; unmerge them first");
    }
  }

  /**
   * Makes some adapters active, and no others; of none, the base alone computes.
   *
   * @throws IllegalArgumentException if one does not exist, or two of them do not go together; then
   *     nothing changes
   */
  public void activate(String... names) {
    requireUnmerged();
    List<String> chosen = List.of(names);
    adapted = with(chosen);
    active = chosen;
    adapters.all().forEach(adapter -> adapter.parameters().forEach(Parameter::freeze));
    for (String name : chosen) {
      adapter(name).trainable().stream()
          .filter(parameter -> !pinned.contains(parameter))
          .forEach(Parameter::unfreeze);
    }
  }

  private Model with(List<String> names) {
    return Assembly.of(base, Assembly.named(names, this::adapter));
  }

  /** Keeps parameters of adapters frozen also where they are active, as LoRA-FA does with A. */
  public void pin(List<Parameter> parameters) {
    pinned.addAll(parameters);
    parameters.forEach(Parameter::freeze);
  }

  /** Until it is closed, the base alone computes, in the bits of the base. */
  public Disabled disable() {
    boolean before = disabled;
    disabled = true;
    return () -> disabled = before;
  }

  /** Ends the time in which adapters are disabled. */
  @FunctionalInterface
  public interface Disabled extends AutoCloseable {
    @Override
    void close();
  }

  /**
   * Removes an adapter; of those that were active the others stay so.
   *
   * @throws IllegalArgumentException if there is none of that name
   */
  public void delete(String name) {
    requireUnmerged();
    Adapter adapter = adapter(name);
    List<String> rest = new ArrayList<>(active);
    rest.remove(name);
    activate(rest.toArray(String[]::new));
    adapters.remove(name);
    adapter.parameters().forEach(pinned::remove);
  }

  /** Gives an adapter another name; it keeps its place and its parameters. */
  public void rename(String name, String other) {
    adapters.rename(name, other);
    active = active.stream().map(key -> key.equals(name) ? other : key).toList();
  }

  /**
   * Puts another adapter in the place of one, active if that was. An optimizer of the old one's
   * parameters knows nothing of the new one's.
   *
   * @throws IllegalArgumentException if it does not go with the model or the active ones; nothing
   *     changes then
   */
  public void swap(String name, Adapter other) {
    requireUnmerged();
    other.requireFit(bases);
    Adapter before = adapter(name);
    adapters.put(name, other);
    try {
      activate(active.toArray(String[]::new));
    } catch (IllegalArgumentException unfit) {
      adapters.put(name, before);
      throw unfit;
    }
  }

  /**
   * From now on the active adapters compute as one plain layer each, with the updates added to
   * copies of the weights.
   *
   * @throws ArithmeticException if a merged weight is not finite, naming it; nothing changes then
   * @throws IllegalArgumentException if a layer cannot take up its update, with the reason; nothing
   *     changes then
   */
  public void merge() {
    requireUnmerged();
    adapted = Assembly.merged(with(active));
    merged = true;
  }

  /** Undoes {@link #merge()}; the base has its bytes, for it never lost them. */
  public void unmerge() {
    if (!merged) {
      throw new IllegalStateException("no adapters are merged");
    }
    merged = false;
    adapted = with(active);
  }

  /** Whether {@link #merge()} is in effect. */
  public boolean isMerged() {
    return merged;
  }

  /**
   * The base with these adapters merged into it, as a model that knows nothing of adapters; layers
   * that change are copies.
   *
   * @throws ArithmeticException if a merged weight is not finite, naming it
   * @throws IllegalArgumentException if a layer cannot take up its update, with the reason
   */
  public Model plain(String... names) {
    return Assembly.merged(with(List.of(names)));
  }

  @Override
  public Var forward(Tape tape, Var x) {
    return layer(disabled ? base : adapted).forward(tape, x);
  }

  @Override
  public Var forward(Tape tape, Indices rows) {
    return indexLayer(disabled ? base : adapted).forward(tape, rows);
  }

  private static Layer layer(Model model) {
    if (model instanceof Layer layer) {
      return layer;
    }
    throw new IllegalArgumentException("this model begins with an embedding; give it indices");
  }

  private static IndexLayer indexLayer(Model model) {
    if (model instanceof IndexLayer layer) {
      return layer;
    }
    throw new IllegalArgumentException("this model does not take indices; give it reals");
  }

  /**
   * Each row of a batch with an adapter of its own, {@link #BASE} for none. A row is one index of
   * the first dimension with all that it holds: of (B, T, I) a whole sequence. Its output has the
   * bits that it has with that adapter alone. Only what is active trains.
   *
   * @param x (B, …)
   * @param names B names
   * @throws IllegalArgumentException if there are not B names, or one does not exist
   */
  public Var forward(Tape tape, Var x, List<String> names) {
    RowGroups groups = RowGroups.of(names, x.shape());
    return groups.forward(
        tape, (name, rows) -> layer(alone(name)).forward(tape, GatherOp.of(x, rows.on(tape))));
  }

  /** As {@link #forward(Tape, Var, List)}, for indices (B, …). */
  public Var forward(Tape tape, Indices x, List<String> names) {
    RowGroups groups = RowGroups.of(names, x.shape());
    return groups.forward(
        tape, (name, rows) -> indexLayer(alone(name)).forward(tape, rows.of(tape, x)));
  }

  private Model alone(String name) {
    requireUnmerged();
    return name.equals(BASE) || disabled ? base : with(List.of(name));
  }

  /** The base's, then those of each adapter. */
  @Override
  public List<Parameter> parameters() {
    List<Parameter> all = new ArrayList<>(base.parameters());
    adapters.all().forEach(adapter -> all.addAll(adapter.parameters()));
    return all;
  }

  /** The base's, then those of each adapter's dropout. */
  @Override
  public List<Philox> streams() {
    Stream<Philox> drawn =
        adapters.all().stream()
            .flatMap(adapter -> adapter.updates().values().stream())
            .flatMap(update -> update.streams().stream());
    return Stream.concat(base.streams().stream(), drawn).distinct().toList();
  }
}
