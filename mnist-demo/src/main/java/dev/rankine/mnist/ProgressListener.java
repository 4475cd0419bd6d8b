package dev.rankine.mnist;

import dev.rankine.autograd.train.EpochSummary;
import dev.rankine.autograd.train.Training;
import dev.rankine.autograd.train.TrainingListener;

/** Shows a training to a person. */
final class ProgressListener implements TrainingListener {
  private final Progress progress;
  private long seen;

  ProgressListener(Progress progress) {
    this.progress = progress;
  }

  @Override
  public void started(Training training) {
    begin(training);
  }

  private void begin(Training training) {
    if (!training.done()) {
      seen = training.seen();
      progress.begin(training.epoch(), training.epochs(), training.count(), seen);
    }
  }

  @Override
  public void stepped(Training training) {
    progress.advance((int) (training.seen() - seen), training.meanLoss());
    seen = training.seen();
  }

  @Override
  public void epochEnded(Training training, EpochSummary epoch) {
    progress.end(EpochResult.of(epoch));
    begin(training);
  }

  @Override
  public void ended(Training training) {
    if (!training.done()) {
      progress.interrupted();
    }
  }
}
