package dev.rankine.mnist.study;

import dev.rankine.autograd.metrics.ConfusionMatrix;

/**
 * A network after its training.
 *
 * @param name of the kind of network
 * @param confusion on the test images
 * @param trainable parameters that were trained on the task, 0 for a network that was not
 * @param weightsSha256 of what such a network saves
 * @param seconds of its training on the task
 */
public record Outcome(
    String name,
    long seed,
    ConfusionMatrix confusion,
    int trainable,
    String weightsSha256,
    double seconds) {
  /** The fraction of the test images that it gets right. */
  public double accuracy() {
    return confusion.accuracy();
  }
}
