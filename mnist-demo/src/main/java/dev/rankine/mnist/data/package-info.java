/**
 * Where the digits come from: files, a cache, the public mirrors, or the program's own pen.
 *
 * <pre>
 * --data ─► MNIST_DIR ─► cache ─► Download ─► DrawnDigits      the first that has them
 * </pre>
 */
package dev.rankine.mnist.data;
