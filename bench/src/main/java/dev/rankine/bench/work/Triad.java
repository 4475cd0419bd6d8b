package dev.rankine.bench.work;

/**
 * a ← b + s·c over three arrays (McCalpin's STREAM): the machine's limit for traffic at one
 * footprint.
 *
 * @param footprint bytes of the three arrays together
 */
public record Triad(int footprint) implements Workload {
  /** s. */
  public static final float SCALE = 3;

  private static final int TRAFFIC = 1 << 26;

  @Override
  public String name() {
    return "machine triad " + label();
  }

  /** Its footprint in words. */
  public String label() {
    return footprint < 1 << 20 ? footprint / 1024 + " KiB" : footprint / (1 << 20) + " MiB";
  }

  /** Elements of one array. */
  public int elements() {
    return footprint / 12;
  }

  /** How often one run walks through the arrays: small ones more often. */
  public int sweeps() {
    return Math.max(1, TRAFFIC / footprint);
  }

  /** b at i. */
  public static float b(int i) {
    return i & 1023;
  }

  /** c at i. */
  public static float c(int i) {
    return i & 255;
  }

  @Override
  public boolean limit() {
    return true;
  }

  @Override
  public double flops() {
    return 2.0 * elements() * sweeps();
  }

  @Override
  public double bytes() {
    return 12.0 * elements() * sweeps();
  }
}
