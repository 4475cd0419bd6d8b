package dev.rankine.engine.opencl;

import dev.rankine.engine.Backend;
import dev.rankine.engine.BackendProvider;
import java.util.List;
import java.util.Optional;

/**
 * Finds the OpenCL backend under its name. This class names none of JOCL's: it loads where JOCL is
 * missing, and says so.
 */
public final class OpenClProvider implements BackendProvider {
  private static final String PACKAGES =
      "on Debian ocl-icd-opencl-dev has the loader, and pocl-opencl-icd a driver for the processor";

  @Override
  public String name() {
    return "opencl";
  }

  @Override
  public Optional<String> unavailable() {
    try {
      Class.forName("org.jocl.CL", false, OpenClProvider.class.getClassLoader());
    } catch (ClassNotFoundException missing) {
      return Optional.of(
          "JOCL is missing: add org.jocl:jocl:2.0.6 to the class path, or to the module path with"
              + " --add-modules jocl");
    }
    try {
      return Devices.all().isEmpty()
          ? Optional.of("no OpenCL driver is installed: " + PACKAGES)
          : Optional.empty();
    } catch (LinkageError | UnsupportedOperationException noLoader) {
      return Optional.of("the OpenCL library libOpenCL cannot be loaded: " + PACKAGES);
    }
  }

  @Override
  public Backend open() {
    return Devices.open("");
  }

  @Override
  public Backend open(String choice) {
    return Devices.open(choice);
  }

  @Override
  public List<Device> devices() {
    return Devices.described();
  }

  @Override
  public String tune(String choice) {
    return Devices.tune(choice);
  }
}
