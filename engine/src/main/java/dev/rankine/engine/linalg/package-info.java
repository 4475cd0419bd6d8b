/**
 * Decompositions of small, dense matrices: {@link dev.rankine.engine.linalg.Qr} and {@link
 * dev.rankine.engine.linalg.Svd}.
 *
 * <pre>
 * A (M, N) ─ Householder ─► Q, R ─ Jacobi, on the rows of R ─► U (M, K), s (K), Vᵀ (K, N)
 *               Qr                     Svd
 * </pre>
 *
 * <p>They run on the host, in float64 and on one thread, with +, −, ·, / and √ alone, in an order
 * that follows from the shape and the values: the bits are the same on every machine. Results are
 * new tensors on the argument's backend, outside any scope; a float32 backend rounds them once.
 *
 * <p>Letters in shapes: M rows, N columns, K = min(M, N).
 */
package dev.rankine.engine.linalg;
