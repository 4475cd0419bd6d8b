package dev.rankine.autograd.train;

/** Where a training is: between two steps of an epoch. */
final class Position {
  /** From 1 up. */
  int epoch = 1;

  /** Steps of this epoch that are made. */
  int batches;

  /** All steps that are made. */
  long steps;

  /** Where the data's random stream was when the epoch began. */
  long order;

  /** Whether it is over before its last epoch. */
  boolean finished;

  /** Of this epoch: examples seen, the sum of their losses, and the time it took. */
  long seen;

  double lossSum;
  double seconds;

  void stepped(int examples, double meanLoss) {
    batches++;
    steps++;
    seen += examples;
    lossSum += meanLoss * examples;
  }

  void nextEpoch(long newOrder) {
    epoch++;
    batches = 0;
    seen = 0;
    lossSum = 0;
    seconds = 0;
    order = newOrder;
  }

  void save(Checkpoint to) {
    to.put("epoch", epoch);
    to.put("batches", batches);
    to.put("steps", steps);
    to.put("order", order);
    to.put("finished", finished ? 1 : 0);
    to.put("seen", seen);
    to.put("loss_sum", lossSum);
    to.put("seconds", seconds);
  }

  static Position restore(Checkpoint from) {
    Position position = new Position();
    position.epoch = Math.toIntExact(from.integer("epoch"));
    position.batches = Math.toIntExact(from.integer("batches"));
    position.steps = from.integer("steps");
    position.order = from.integer("order");
    position.finished = from.integer("finished") == 1;
    position.seen = from.integer("seen");
    position.lossSum = from.real("loss_sum");
    position.seconds = from.real("seconds");
    if (position.epoch < 1 || position.batches < 0 || position.steps < position.batches) {
      throw new IllegalArgumentException(
          "its place is epoch %d, after %d of its batches and %d in all; it is damaged"
              .formatted(position.epoch, position.batches, position.steps));
    }
    return position;
  }
}
