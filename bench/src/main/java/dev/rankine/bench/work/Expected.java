package dev.rankine.bench.work;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What workloads must give, by name. One process computes it for all others of a comparison: the
 * processes that are timed then never load the scalar kernels.
 */
public record Expected(Map<String, List<Patch>> patches) {
  /**
   * Runs a trial once and compares what it computed.
   *
   * @throws IllegalStateException if it is wrong
   */
  public void require(Workload workload, Trial trial, boolean exact) {
    float[] result = trial.result();
    for (Patch patch : patches.get(workload.name())) {
      patch.require(workload.name(), exact ? 0 : workload.tolerance(), result);
    }
  }

  /** Writes it for {@link #read}. */
  public void write(Path file) throws IOException {
    try (DataOutputStream out =
        new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file)))) {
      out.writeInt(patches.size());
      for (var entry : patches.entrySet()) {
        out.writeUTF(entry.getKey());
        out.writeInt(entry.getValue().size());
        for (Patch patch : entry.getValue()) {
          write(patch, out);
        }
      }
    }
  }

  private static void write(Patch patch, DataOutputStream out) throws IOException {
    out.writeInt(patch.offset());
    out.writeInt(patch.values().length);
    for (float value : patch.values()) {
      out.writeFloat(value);
    }
  }

  /** Reads what {@link #write} wrote. */
  public static Expected read(Path file) throws IOException {
    try (DataInputStream in =
        new DataInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
      Map<String, List<Patch>> patches = new LinkedHashMap<>();
      int workloads = in.readInt();
      for (int i = 0; i < workloads; i++) {
        String name = in.readUTF();
        int count = in.readInt();
        List<Patch> list = new ArrayList<>();
        for (int p = 0; p < count; p++) {
          list.add(readPatch(in));
        }
        patches.put(name, list);
      }
      return new Expected(patches);
    }
  }

  private static Patch readPatch(DataInputStream in) throws IOException {
    int offset = in.readInt();
    float[] values = new float[in.readInt()];
    for (int i = 0; i < values.length; i++) {
      values[i] = in.readFloat();
    }
    return new Patch(offset, values);
  }
}
