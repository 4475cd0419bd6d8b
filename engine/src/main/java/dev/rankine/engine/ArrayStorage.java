package dev.rankine.engine;

/** A storage that is a Java array: what the cpu and the reference backend use. */
public final class ArrayStorage extends Storage {
  private final Object array;

  private ArrayStorage(Backend backend, Type type, int capacity, Object array) {
    super(backend, type, capacity);
    this.array = array;
  }

  /** Reals in single precision. */
  public static ArrayStorage floats(Backend backend, int capacity) {
    return new ArrayStorage(backend, Type.REAL, capacity, new float[capacity]);
  }

  /** Reals in double precision. */
  public static ArrayStorage doubles(Backend backend, int capacity) {
    return new ArrayStorage(backend, Type.REAL, capacity, new double[capacity]);
  }

  /** 32-bit integers. */
  public static ArrayStorage ints(Backend backend, int capacity) {
    return new ArrayStorage(backend, Type.INT32, capacity, new int[capacity]);
  }

  /** Unsigned bytes. */
  public static ArrayStorage bytes(Backend backend, int capacity) {
    return new ArrayStorage(backend, Type.UINT8, capacity, new byte[capacity]);
  }

  /** Unsigned bytes that are already there; the array is used, not copied. */
  public static ArrayStorage over(Backend backend, byte[] array) {
    return new ArrayStorage(backend, Type.UINT8, array.length, array);
  }

  @Override
  public long bytes() {
    return array instanceof double[] doubles ? (long) doubles.length * Double.BYTES : super.bytes();
  }

  /** The array of a float32 tensor; its first element is at {@link NdArray#offset()}. */
  public static float[] floats(Tensor x) {
    return (float[]) ((ArrayStorage) x.storage()).array;
  }

  /** The array of a float64 tensor. */
  public static double[] doubles(Tensor x) {
    return (double[]) ((ArrayStorage) x.storage()).array;
  }

  /** The array of an index array. */
  public static int[] ints(Indices x) {
    return (int[]) ((ArrayStorage) x.storage()).array;
  }

  /** The array of a byte array. */
  public static byte[] bytes(Bytes x) {
    return (byte[]) ((ArrayStorage) x.storage()).array;
  }
}
