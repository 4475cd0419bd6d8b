/**
 * Feeding data: which examples, in which order, and what of them is computed once. Letters in
 * shapes: N examples, B batch, C channels, H height, W width.
 *
 * <pre>
 * (N, …) ── Batches: rows (B) in the order of an epoch ──► DataSet.gather ──► (B, …)
 *                                                          FrozenPrefix: computed once
 * </pre>
 */
package dev.rankine.autograd.data;
