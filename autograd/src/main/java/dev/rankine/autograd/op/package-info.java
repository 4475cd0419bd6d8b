/**
 * The built-in ops, one record each: the factory {@code of} computes and records, {@code backward}
 * goes back.
 *
 * <pre>
 * of(x, …)      ─► computes y with the backend, and puts the record (x, …, y) on x's tape
 * backward(dy)  ─► adds dx to the gradients, where x wants one
 * </pre>
 *
 * <p>Letters in shapes: B batch, C channels, H height, W width, I in, O out; (M, K)·(K, N) in
 * matrix products; S is a shape of its own, of any rank.
 */
package dev.rankine.autograd.op;
