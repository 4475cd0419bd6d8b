package dev.rankine.engine.opencl;

import dev.rankine.engine.BackendProvider;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The devices of this machine, and the one shared backend on each that is in use. */
final class Devices {
  private static final List<Device> ALL = Device.all();
  private static final Map<String, OpenClBackend> OPEN = new TreeMap<>();

  private Devices() {}

  static List<Device> all() {
    return ALL;
  }

  static List<BackendProvider.Device> described() {
    return ALL.stream()
        .map(
            d ->
                new BackendProvider.Device(
                    d.selector(),
                    d.platformName(),
                    d.name(),
                    d.memory(),
                    d.computeUnits(),
                    d.refusal()))
        .toList();
  }

  /**
   * The shared backend on a device.
   *
   * @param choice empty, {@code platform} or {@code platform:device}: of those that fit, the first
   *     that can be used
   * @throws IllegalArgumentException if none fits or can be used
   */
  static OpenClBackend open(String choice) {
    Device device = find(choice);
    synchronized (OPEN) {
      return OPEN.computeIfAbsent(device.selector(), missing -> OpenClBackend.on(device));
    }
  }

  /** Measures tile sizes on a device and stores the best; a backend opened later has them. */
  static String tune(String choice) {
    Device device = find(choice);
    BinaryCache cache = BinaryCache.ofUser();
    return new Tuner(device, cache).run(new TileStore(cache));
  }

  static Device find(String choice) {
    String selector = choice.isEmpty() ? "opencl" : "opencl:" + choice;
    List<Device> fitting =
        ALL.stream()
            .filter(d -> d.selector().equals(selector) || d.selector().startsWith(selector + ":"))
            .toList();
    for (Device device : fitting) {
      if (device.refusal().isEmpty()) {
        return device;
      }
    }
    if (fitting.isEmpty()) {
      throw new IllegalArgumentException(
          "backend opencl: no device is at '"
              + selector
              + "'; there are "
              + ALL.stream().map(Device::selector).toList());
    }
    Device refused = fitting.getFirst();
    throw new IllegalArgumentException(
        "backend opencl: "
            + refused.selector()
            + ", "
            + refused.name()
            + ", cannot be used: "
            + refused.refusal().orElseThrow());
  }
}
