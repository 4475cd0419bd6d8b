package dev.rankine.mnist;

import dev.rankine.autograd.Gradients;
import dev.rankine.autograd.Parameter;
import dev.rankine.autograd.Tape;
import dev.rankine.autograd.Var;
import dev.rankine.autograd.nn.Layer;
import dev.rankine.autograd.optim.Adam;
import dev.rankine.autograd.optim.Optimizer;
import dev.rankine.engine.Philox;
import dev.rankine.lora.config.AdaLoraConfig;
import dev.rankine.lora.config.AdapterConfig;
import dev.rankine.lora.config.AdapterConfigBuilder;
import dev.rankine.lora.model.AdaptedModel;
import dev.rankine.lora.model.Adapter;
import dev.rankine.lora.update.SigmaOnly;
import dev.rankine.lora.variant.LoraPlus;
import dev.rankine.lora.variant.RankAllocator;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A way to adapt fc1 and fc2 of a trained network.
 *
 * @param name in the table
 * @param start makes the model ready for training
 */
record Variant(String name, Start start) {
  /** α/r of all of them. */
  private static final double SCALE = 2;

  private static final int RANK = 8;

  /** LoRA+: B's rate is this many times A's, and their geometric mean is the rate of the others. */
  private static final double RATIO = 16;

  /** How many of a layer's singular values there are: fc1 is (64, 784), fc2 (10, 64). */
  private static int singularValues(String path) {
    return path.equals("fc1") ? BaseNet.HIDDEN : BaseNet.CLASSES;
  }

  /** Makes a model ready, for a run of this many steps. */
  @FunctionalInterface
  interface Start {
    Ready of(HeadNet head, int steps, double rate, Philox random);
  }

  /**
   * What is trained, and by what.
   *
   * @param allocator of AdaLoRA's ranks
   */
  record Ready(Layer model, Optimizer optimizer, Optional<RankAllocator> allocator) {
    private Ready(Layer model, Optimizer optimizer) {
      this(model, optimizer, Optional.empty());
    }

    List<Parameter> trainable() {
      return optimizer.parameters();
    }

    /** What is minimised. */
    Var loss(Tape tape, Var task) {
      return allocator.map(ranks -> task.add(ranks.regulariser(tape))).orElse(task);
    }

    void step(Gradients gradients) {
      optimizer.step(gradients);
      allocator.ifPresent(ranks -> ranks.step(gradients));
    }
  }

  /** All that are compared. */
  static List<Variant> all() {
    List<Variant> all = new ArrayList<>();
    all.add(
        new Variant(
            "full fine-tuning",
            (head, steps, rate, random) -> new Ready(head, new Adam(head.parameters(), rate))));
    for (int rank : new int[] {1, 2, 4, 8, 16}) {
      all.add(configured("LoRA r = " + rank, config(rank)));
    }
    all.add(configured("DoRA r = 8", config(RANK).useDora(true)));
    all.add(new Variant("AdaLoRA, r from 12 to 8", Variant::adaLora));
    all.add(new Variant("Σ alone", Variant::sigma));
    all.add(new Variant("LoRA+ r = 8", Variant::plus));
    return all;
  }

  private static AdapterConfigBuilder config(int rank) {
    return AdapterConfig.of("fc1", "fc2").r(rank).loraAlpha(SCALE * rank);
  }

  private static Variant configured(String name, AdapterConfigBuilder config) {
    return new Variant(
        name,
        (head, steps, rate, random) -> {
          AdaptedModel model = AdaptedModel.of(head);
          model.add("default", config.build(), random);
          return new Ready(model, new Adam(trainable(model), rate));
        });
  }

  private static List<Parameter> trainable(AdaptedModel model) {
    return model.parameters().stream().filter(Parameter::trainable).toList();
  }

  /** Pruned from a tenth of the steps to two thirds of them. */
  private static Ready adaLora(HeadNet head, int steps, double rate, Philox random) {
    AdaptedModel model = AdaptedModel.of(head);
    AdaLoraConfig budget =
        new AdaLoraConfig(12, RANK, steps / 10, steps / 3, 10, 0.85, 0.85, 0.1, steps);
    RankAllocator ranks =
        RankAllocator.add(model, "default", config(budget.initR()).build(), budget, random);
    return new Ready(model, new Adam(trainable(model), rate), Optional.of(ranks));
  }

  private static Ready sigma(HeadNet head, int steps, double rate, Philox random) {
    AdaptedModel model = AdaptedModel.of(head);
    Adapter adapter =
        Adapter.of(
            config(RANK).build(),
            model.bases(),
            base -> SigmaOnly.of(base, singularValues(base.path())));
    model.put("default", adapter);
    return new Ready(model, new Adam(trainable(model), rate));
  }

  private static Ready plus(HeadNet head, int steps, double rate, Philox random) {
    AdaptedModel model = AdaptedModel.of(head);
    model.add("default", config(RANK).build(), random);
    return new Ready(model, LoraPlus.adam(trainable(model), rate / Math.sqrt(RATIO), RATIO));
  }
}
