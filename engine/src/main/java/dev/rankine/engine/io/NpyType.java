package dev.rankine.engine.io;

/** The element types of an npy file that have a place in the engine. */
enum NpyType {
  /** float32: a tensor. */
  F4("f4", 4),
  /** float64: a tensor. */
  F8("f8", 8),
  /** int32: indices. */
  I4("i4", 4),
  /** int64: indices, where all fit into int32. */
  I8("i8", 8),
  /** uint8: bytes. */
  U1("u1", 1);

  private final String code;
  private final int width;

  NpyType(String code, int width) {
    this.code = code;
    this.width = width;
  }

  /** Bytes of an element. */
  int width() {
    return width;
  }

  /** NumPy's name: the byte order ({@code |} where there is none), the kind and the width. */
  String descr(boolean littleEndian) {
    return (width == 1 ? "|" : littleEndian ? "<" : ">") + code;
  }
}
