package dev.rankine.engine.opencl;

import java.nio.ByteBuffer;
import java.util.Optional;

/** The tile sizes that were measured to be the best of a device, beside its compiled programs. */
record TileStore(BinaryCache cache) {
  private static String key(Device device) {
    return BinaryCache.key("tiles", device.platformName(), device.name(), device.driver());
  }

  /** What was stored for a device. */
  Optional<Tiles> find(Device device) {
    return cache
        .find(key(device))
        .filter(content -> content.length == 3 * Integer.BYTES)
        .map(ByteBuffer::wrap)
        .map(content -> new Tiles(content.getInt(), content.getInt(), content.getInt()));
  }

  void keep(Device device, Tiles tiles) {
    ByteBuffer content = ByteBuffer.allocate(3 * Integer.BYTES);
    content.putInt(tiles.rows()).putInt(tiles.vectors()).putInt(tiles.depth());
    cache.keep(key(device), content.array());
  }
}
