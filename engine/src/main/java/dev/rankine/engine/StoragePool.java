package dev.rankine.engine;

/**
 * Buffers of closed scopes, waiting for the next one. Capacities are rounded up to four classes per
 * power of two, so that a reused buffer wastes at most a quarter. Thread-safe.
 *
 * <p>Waiting buffers of a class are a stack that is linked through the buffers themselves: taking
 * and giving allocate nothing.
 */
public final class StoragePool {
  private static final int CLASSES = 4 * Integer.SIZE;

  private final Backend backend;
  private final Storage[][] waiting = new Storage[Storage.Type.values().length][CLASSES];
  private long misses;

  /** A pool for one backend, which it asks for new buffers. */
  public StoragePool(Backend backend) {
    this.backend = backend;
  }

  synchronized Storage take(Storage.Type type, int size) {
    int capacity = capacityFor(size);
    Storage[] stacks = waiting[type.ordinal()];
    int which = classOf(capacity);
    Storage top = stacks[which];
    if (top == null) {
      misses++;
      return allocate(type, capacity);
    }
    stacks[which] = top.next;
    top.next = null;
    return top;
  }

  /** Where memory is short, what waits in other classes is given up for it. */
  private Storage allocate(Storage.Type type, int capacity) {
    try {
      return backend.allocate(type, capacity);
    } catch (OutOfMemoryError full) {
      clear();
      return backend.allocate(type, capacity);
    }
  }

  synchronized void give(Storage storage) {
    storage.recycle();
    Storage[] stacks = waiting[storage.type().ordinal()];
    int which = classOf(storage.capacity());
    storage.next = stacks[which];
    stacks[which] = storage;
  }

  /** How often no buffer was waiting and a new one had to be allocated. */
  public synchronized long misses() {
    return misses;
  }

  /** Gives up all waiting buffers. */
  public synchronized void clear() {
    for (Storage[] stacks : waiting) {
      for (Storage top : stacks) {
        for (Storage storage = top; storage != null; storage = storage.next) {
          storage.discard();
        }
      }
      java.util.Arrays.fill(stacks, null);
    }
  }

  static int capacityFor(int size) {
    int smallest = 64;
    if (size <= smallest) {
      return smallest;
    }
    int step = Math.max(smallest, Integer.highestOneBit(size - 1) >> 2);
    long rounded = ((long) size + step - 1) / step * step;
    return (int) Math.min(rounded, Math.max(size, Integer.MAX_VALUE - 64));
  }

  /**
   * Numbers the capacities that {@link #capacityFor} gives: their power of two, and the quarter.
   */
  static int classOf(int capacity) {
    int power = Integer.SIZE - 1 - Integer.numberOfLeadingZeros(capacity - 1);
    return 4 * power + (capacity - 1 >>> power - 2 & 3);
  }
}
