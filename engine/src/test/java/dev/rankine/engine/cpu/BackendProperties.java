package dev.rankine.engine.cpu;

import dev.rankine.engine.cpu.Draw.Choices;
import java.util.function.Function;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** One property for each method of the backend; a subclass says what holds for a case. */
abstract class BackendProperties {
  /** Checks one case. */
  abstract void check(Case sample);

  private void check(Function<Draw, Case> factory, Choices choices) {
    Case sample = factory.apply(new Draw(choices));
    try {
      check(sample);
    } catch (RuntimeException thrown) {
      throw new AssertionError(sample.label() + " throws " + thrown, thrown);
    }
  }

  @Property
  void uploadFloats(@ForAll("choices") Choices choices) {
    check(Cases::uploadFloats, choices);
  }

  @Property
  void uploadDoubles(@ForAll("choices") Choices choices) {
    check(Cases::uploadDoubles, choices);
  }

  @Property
  void uploadIndices(@ForAll("choices") Choices choices) {
    check(Cases::uploadIndices, choices);
  }

  @Property
  void uploadBytes(@ForAll("choices") Choices choices) {
    check(Cases::uploadBytes, choices);
  }

  @Property
  void downloadFloats(@ForAll("choices") Choices choices) {
    check(Cases::downloadFloats, choices);
  }

  @Property
  void downloadDoubles(@ForAll("choices") Choices choices) {
    check(Cases::downloadDoubles, choices);
  }

  @Property
  void downloadIndices(@ForAll("choices") Choices choices) {
    check(Cases::downloadIndices, choices);
  }

  @Property
  void downloadBytes(@ForAll("choices") Choices choices) {
    check(Cases::downloadBytes, choices);
  }

  @Property
  void fill(@ForAll("choices") Choices choices) {
    check(Cases::fill, choices);
  }

  @Property
  void copy(@ForAll("choices") Choices choices) {
    check(Cases::copy, choices);
  }

  @Property
  void gatherReals(@ForAll("choices") Choices choices) {
    check(Cases::gatherReals, choices);
  }

  @Property
  void gatherIndices(@ForAll("choices") Choices choices) {
    check(Cases::gatherIndices, choices);
  }

  @Property
  void gatherBytes(@ForAll("choices") Choices choices) {
    check(Cases::gatherBytes, choices);
  }

  @Property
  void scatterAdd(@ForAll("choices") Choices choices) {
    check(Cases::scatterAdd, choices);
  }

  @Property
  void gemm(@ForAll("choices") Choices choices) {
    check(Cases::gemm, choices);
  }

  @Property
  void gemmWithEpilogue(@ForAll("choices") Choices choices) {
    check(Cases::gemmWithEpilogue, choices);
  }

  @Property
  void gemmOfBatches(@ForAll("choices") Choices choices) {
    check(Cases::gemmOfBatches, choices);
  }

  @Property
  void conv2d(@ForAll("choices") Choices choices) {
    check(Cases::conv2d, choices);
  }

  @Property
  void conv2dInputGradient(@ForAll("choices") Choices choices) {
    check(Cases::conv2dInputGradient, choices);
  }

  @Property
  void conv2dWeightGradient(@ForAll("choices") Choices choices) {
    check(Cases::conv2dWeightGradient, choices);
  }

  @Property
  void conv2dBiasGradient(@ForAll("choices") Choices choices) {
    check(Cases::conv2dBiasGradient, choices);
  }

  @Property
  void convBlocks(@ForAll("choices") Choices choices) {
    check(Cases::convBlocks, choices);
  }

  @Property
  void convBlocksGradient(@ForAll("choices") Choices choices) {
    check(Cases::convBlocksGradient, choices);
  }

  @Property
  void maxPool2d(@ForAll("choices") Choices choices) {
    check(Cases::maxPool2d, choices);
  }

  @Property
  void maxPool2dGradient(@ForAll("choices") Choices choices) {
    check(Cases::maxPool2dGradient, choices);
  }

  @Property
  void map(@ForAll("choices") Choices choices) {
    check(Cases::map, choices);
  }

  @Property
  void zip(@ForAll("choices") Choices choices) {
    check(Cases::zip, choices);
  }

  @Property
  void reduce(@ForAll("choices") Choices choices) {
    check(Cases::reduce, choices);
  }

  @Property
  void argmax(@ForAll("choices") Choices choices) {
    check(Cases::argmax, choices);
  }

  @Property
  void softmaxCrossEntropy(@ForAll("choices") Choices choices) {
    check(Cases::softmaxCrossEntropy, choices);
  }

  @Property
  void softmaxCrossEntropyGradient(@ForAll("choices") Choices choices) {
    check(Cases::softmaxCrossEntropyGradient, choices);
  }

  @Property
  void sgd(@ForAll("choices") Choices choices) {
    check(Cases::sgd, choices);
  }

  @Property
  void adam(@ForAll("choices") Choices choices) {
    check(Cases::adam, choices);
  }

  @Property
  void copyViews(@ForAll("choices") Choices choices) {
    check(MoreCases::copyViews, choices);
  }

  @Property
  void gatherAlong(@ForAll("choices") Choices choices) {
    check(MoreCases::gatherAlong, choices);
  }

  @Property
  void scatterAddAlong(@ForAll("choices") Choices choices) {
    check(MoreCases::scatterAddAlong, choices);
  }

  @Property
  void select(@ForAll("choices") Choices choices) {
    check(MoreCases::select, choices);
  }

  @Property
  void compute(@ForAll("choices") Choices choices) {
    check(MoreCases::compute, choices);
  }

  @Property
  void mean(@ForAll("choices") Choices choices) {
    check(MoreCases::mean, choices);
  }

  @Property
  void keep(@ForAll("choices") Choices choices) {
    check(MoreCases::keep, choices);
  }

  @Property
  void averagePool2d(@ForAll("choices") Choices choices) {
    check(MoreCases::averagePool2d, choices);
  }

  @Property
  void averagePool2dGradient(@ForAll("choices") Choices choices) {
    check(MoreCases::averagePool2dGradient, choices);
  }

  @Property
  void softmax(@ForAll("choices") Choices choices) {
    check(MoreCases::softmax, choices);
  }

  @Property
  void softmaxGradient(@ForAll("choices") Choices choices) {
    check(MoreCases::softmaxGradient, choices);
  }

  @Property
  void logSoftmax(@ForAll("choices") Choices choices) {
    check(MoreCases::logSoftmax, choices);
  }

  @Property
  void logSoftmaxGradient(@ForAll("choices") Choices choices) {
    check(MoreCases::logSoftmaxGradient, choices);
  }

  @Property
  void logSumExp(@ForAll("choices") Choices choices) {
    check(MoreCases::logSumExp, choices);
  }

  @Property
  void logSumExpGradient(@ForAll("choices") Choices choices) {
    check(MoreCases::logSumExpGradient, choices);
  }

  @Property
  void standardize(@ForAll("choices") Choices choices) {
    check(NormalizationCases::standardize, choices);
  }

  @Property
  void standardizeGradient(@ForAll("choices") Choices choices) {
    check(NormalizationCases::standardizeGradient, choices);
  }

  @Property
  void layerNormalization(@ForAll("choices") Choices choices) {
    check(NormalizationCases::layerNormalization, choices);
  }

  @Property
  void layerNormalizationInputGradient(@ForAll("choices") Choices choices) {
    check(NormalizationCases::layerNormalizationInputGradient, choices);
  }

  @Property
  void layerNormalizationParameterGradients(@ForAll("choices") Choices choices) {
    check(NormalizationCases::layerNormalizationParameterGradients, choices);
  }

  @Property
  void rmsNormalize(@ForAll("choices") Choices choices) {
    check(NormalizationCases::rmsNormalize, choices);
  }

  @Property
  void rmsNormalizeGradient(@ForAll("choices") Choices choices) {
    check(NormalizationCases::rmsNormalizeGradient, choices);
  }
}
