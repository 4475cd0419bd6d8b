/**
 * The built-in ops, one record each: the factory {@code of} computes and records, {@code backward}
 * goes back.
 *
 * <p>Letters in shapes: B batch, C channels, H height, W width, I in, O out; (M, K)·(K, N) in
 * matrix products.
 */
package dev.rankine.autograd.op;
