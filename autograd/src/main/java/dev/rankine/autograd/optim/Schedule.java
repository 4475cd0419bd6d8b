package dev.rankine.autograd.optim;

/** The learning rate of each update. A composition of these few, or any function of the step. */
@FunctionalInterface
public interface Schedule {
  /**
   * The rate of an update.
   *
   * @param step how many updates came before, from 0
   */
  double at(long step);

  /**
   * The same rate always.
   *
   * @throws IllegalArgumentException if it is not positive
   */
  static Schedule constant(double rate) {
    Trained.positive("rate", rate);
    return step -> rate;
  }

  /**
   * rate·factor^⌊step / every⌋: the rate falls in stairs.
   *
   * @param every updates between two falls
   * @throws IllegalArgumentException if a number is not positive
   */
  static Schedule stairs(double rate, long every, double factor) {
    Trained.positive("rate", rate);
    Trained.positive("factor", factor);
    requireSteps(every);
    return step -> rate * StrictMath.pow(factor, Math.floorDiv(step, every));
  }

  /**
   * Half a wave of cosine from a rate down to another, which then stays (Loshchilov and Hutter,
   * "SGDR", ICLR 2017, equation 5, without restarts): last + (rate − last)·(1 + cos(π·step /
   * steps)) / 2.
   *
   * @param last the rate from update {@code steps} on, 0 or more
   * @throws IllegalArgumentException if a number is out of its range
   */
  static Schedule cosine(double rate, double last, long steps) {
    Trained.positive("rate", rate);
    Trained.notNegative("last rate", last);
    requireSteps(steps);
    return step -> {
      double passed = (double) Math.min(step, steps) / steps;
      return last + (rate - last) * (0.5 * (1 + StrictMath.cos(Math.PI * passed)));
    };
  }

  /**
   * This schedule after a linear warm-up (Goyal et al., "Accurate, large minibatch SGD", 2017): the
   * first updates have 1, 2, …, {@code steps} parts in {@code steps} + 1 of its first rate, and
   * then it begins.
   *
   * @throws IllegalArgumentException if there is not at least one such update
   */
  default Schedule warmedUp(long steps) {
    requireSteps(steps);
    return step -> step < steps ? at(0) * ((step + 1.0) / (steps + 1.0)) : at(step - steps);
  }

  private static void requireSteps(long steps) {
    if (steps < 1) {
      throw new IllegalArgumentException(
          "schedule: " + steps + " steps: at least 1 is needed; leave the schedule out for none");
    }
  }
}
