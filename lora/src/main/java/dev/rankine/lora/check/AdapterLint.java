package dev.rankine.lora.check;

import dev.rankine.autograd.Parameter;
import dev.rankine.autograd.ParameterGradients;
import dev.rankine.autograd.nn.Layer;
import dev.rankine.autograd.optim.Optimizer;
import dev.rankine.lora.LoraLinear;
import dev.rankine.lora.check.Finding.Rule;
import dev.rankine.lora.model.AdaptedModel;
import dev.rankine.lora.update.Base;
import dev.rankine.lora.update.Dora;
import dev.rankine.lora.update.LowRank;
import dev.rankine.lora.update.Update;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Looks for what is easily got wrong with adapters. Nothing it finds is an error in itself; in a
 * test, assert that it finds nothing, or just what you mean.
 *
 * <pre>
 * List&lt;Finding&gt; findings =
 *     AdapterLint.of(model).optimizer(optimizer).gradients(gradients).findings();
 * </pre>
 */
public final class AdapterLint {
  /** An update of more than four times, or less than a quarter of, B·A is worth a look. */
  private static final double WIDE = 4;

  private final List<Site> sites;
  private final List<Parameter> base;
  private final List<Parameter> all;
  private final List<Finding> findings = new ArrayList<>();

  /** A low-rank update of a weight; each of its ranks has the same number of parameters. */
  private record Site(String path, long weight, long parameters, int rank, double scale) {
    static Site of(String path, long weight, Parameter a, Parameter b, double scale) {
      return new Site(path, weight, a.shape().size() + b.shape().size(), a.shape().dim(0), scale);
    }

    /** The largest rank with fewer parameters in A and B than in W. */
    int usefulRank() {
      return (int) ((weight - 1) / (parameters / rank));
    }
  }

  private AdapterLint(List<Site> sites, List<Parameter> base, List<Parameter> all) {
    this.sites = sites;
    this.base = base;
    this.all = all;
    findRanks();
    findScales();
    findTrainable();
  }

  /** Looks at a model's active adapters. */
  public static AdapterLint of(AdaptedModel model) {
    List<Site> sites = new ArrayList<>();
    for (String name : model.active()) {
      for (Update update : model.adapter(name).updates().values()) {
        LowRank product =
            switch (update) {
              case LowRank lowRank -> lowRank;
              case Dora dora -> dora.direction();
              default -> null;
            };
        if (product != null) {
          Base base = product.base();
          int weight = base.weightShape().size();
          sites.add(Site.of(base.path(), weight, product.a(), product.b(), product.scale()));
        }
      }
    }
    return new AdapterLint(sites, model.base().parameters(), model.parameters());
  }

  /**
   * Looks at a model that was built by hand.
   *
   * @param adapted its adapted layers
   * @param base what should be frozen
   */
  public static AdapterLint of(Layer model, List<LoraLinear> adapted, List<Parameter> base) {
    List<Site> sites =
        adapted.stream()
            .map(
                layer ->
                    Site.of(
                        path(layer),
                        (long) layer.base().out() * layer.base().in(),
                        layer.a(),
                        layer.b(),
                        layer.scale()))
            .toList();
    return new AdapterLint(sites, base, model.parameters());
  }

  private static String path(LoraLinear layer) {
    return layer.a().name().replaceAll("\\.lora_A\\.weight$", "");
  }

  private void findRanks() {
    for (Site site : sites) {
      if (site.rank() >= site.usefulRank()) {
        find(
            Rule.RANK_NOT_LOW,
            site.path(),
            "r = %d puts %,d parameters beside a weight of %,d; up to r = %d it is much smaller",
            site.rank(),
            site.parameters(),
            site.weight(),
            Math.max(1, site.usefulRank() / 2));
      }
    }
  }

  private void findScales() {
    for (Site site : sites) {
      double scale = site.scale();
      if (scale == 0) {
        find(Rule.ODD_SCALE, site.path(), "alpha is 0, so the update is; choose another");
      } else if (scale < 0) {
        find(Rule.ODD_SCALE, site.path(), "scale %.4g is negative; is alpha?", scale);
      } else if (scale > WIDE || scale < 1 / WIDE) {
        find(
            Rule.ODD_SCALE,
            site.path(),
            "scale %.4g at r = %d; did r change without alpha?",
            scale,
            site.rank());
      }
    }
  }

  private void findTrainable() {
    if (all.stream().noneMatch(Parameter::trainable)) {
      find(Rule.NOTHING_TRAINS, "model", "every parameter is frozen; activate an adapter");
    }
    for (Parameter parameter : base) {
      if (parameter.trainable()) {
        find(Rule.BASE_TRAINS, parameter.name(), "it belongs to the base and trains; freeze it");
      }
    }
  }

  /** Looks at an optimizer too. */
  public AdapterLint optimizer(Optimizer optimizer) {
    Set<Parameter> held = new HashSet<>(optimizer.parameters());
    for (Parameter parameter : optimizer.parameters()) {
      if (!parameter.trainable()) {
        find(
            Rule.FROZEN_IN_OPTIMIZER,
            parameter.name(),
            "the optimizer updates it though it is frozen; make the optimizer after freezing");
      }
    }
    for (Parameter parameter : all) {
      if (parameter.trainable() && !held.contains(parameter)) {
        find(
            Rule.NOT_IN_OPTIMIZER,
            parameter.name(),
            "it trains and no optimizer updates it; add it or freeze it");
      }
    }
    return this;
  }

  /** Looks at the gradients of a loss too. */
  public AdapterLint gradients(ParameterGradients gradients) {
    for (Parameter parameter : all) {
      if (parameter.trainable() && !gradients.reached(parameter)) {
        find(
            Rule.NOT_REACHED,
            parameter.name(),
            "it trains and the loss does not depend on it; is its layer used?");
      }
    }
    return this;
  }

  private void find(Rule rule, String where, String message, Object... values) {
    findings.add(new Finding(rule, where, String.format(Locale.ROOT, message, values)));
  }

  /** What was found. */
  public List<Finding> findings() {
    return List.copyOf(findings);
  }
}
