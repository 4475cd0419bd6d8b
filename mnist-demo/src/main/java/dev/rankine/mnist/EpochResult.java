package dev.rankine.mnist;

/**
 * What one epoch came to. Accuracies are fractions.
 *
 * @param trainSeconds everything that the steps needed: shuffling, gathering, conversion, training
 *     accuracy
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
    String weightsSha256) {}
