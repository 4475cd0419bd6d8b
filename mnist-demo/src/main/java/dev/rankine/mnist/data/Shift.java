package dev.rankine.mnist.data;

import dev.rankine.engine.Philox;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** How the images that a network is adapted to differ from those it was trained on. */
public enum Shift {
  /** Not at all. */
  NONE {
    @Override
    public DigitData of(DigitData data) {
      return data;
    }
  },

  /** Half of them, in both parts, are inverted: black digits on white. Labels stay. */
  INVERT {
    @Override
    public DigitData of(DigitData data) {
      return new DigitData(
          data.name() + "-half-inverted",
          halfInverted(data.train(), 0),
          halfInverted(data.test(), 1));
    }
  };

  /** Of the choice, which belongs to the data: every seed of a run meets the same images. */
  private static final long SEED = 255;

  /** The data, shifted; what was given is unchanged. */
  public abstract DigitData of(DigitData data);

  /** The value of an option, in lower case. */
  public static Optional<Shift> named(String name) {
    return Arrays.stream(values()).filter(shift -> shift.toString().equals(name)).findFirst();
  }

  /** All names, for a message. */
  public static String names() {
    return Arrays.stream(values()).map(Shift::toString).collect(Collectors.joining(" or "));
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Of the images 2i and 2i + 1 one is inverted, which a coin decides. */
  private static DigitData.Digits halfInverted(DigitData.Digits digits, int stream) {
    Philox coin = new Philox(SEED, stream);
    byte[] images = digits.images().clone();
    for (int pair = 0; pair < digits.count(); pair += 2) {
      int inverted = pair + coin.nextInt(2);
      if (inverted < digits.count()) {
        int from = inverted * DigitData.PIXELS;
        for (int i = from; i < from + DigitData.PIXELS; i++) {
          images[i] = (byte) ~images[i];
        }
      }
    }
    return new DigitData.Digits(images, digits.labels());
  }
}
