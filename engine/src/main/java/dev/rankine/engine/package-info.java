/**
 * Tensors and the primitives that compute them.
 *
 * <pre>
 *   Tensor ── view of ──► Storage ◄── owned by ── Scope
 *                            │
 *                            ▼ made by
 *                         Backend ── cpu, reference
 * </pre>
 *
 * <p>Letters in shapes: B batch, C channels, H height, W width, O output channels, S the axes that
 * a normalisation is over; (M, K)·(K, N) in matrix products.
 */
package dev.rankine.engine;
