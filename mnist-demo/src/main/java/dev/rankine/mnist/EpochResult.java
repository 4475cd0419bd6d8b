package dev.rankine.mnist;

import dev.rankine.autograd.train.EpochSummary;

/**
 * What one epoch came to. Accuracies are fractions.
 *
 * @param trainSeconds everything that the steps needed: shuffling, gathering, conversion
 * @param trainLoss mean over the images, each as the model was when it saw it
 * @param weightsSha256 of the parameters that train, after the epoch
 */
record EpochResult(
    int epoch,
    double trainSeconds,
    double evalSeconds,
    double trainLoss,
    double trainAccuracy,
    double testAccuracy,
    String weightsSha256) {
  static final String TRAIN_ACCURACY = "train accuracy";
  static final String TEST_ACCURACY = "test accuracy";

  static EpochResult of(EpochSummary epoch) {
    return new EpochResult(
        epoch.epoch(),
        epoch.trainSeconds(),
        epoch.measureSeconds(),
        epoch.loss(),
        epoch.measure(TRAIN_ACCURACY),
        epoch.measure(TEST_ACCURACY),
        epoch.weightsSha256());
  }
}
