/**
 * The SIMD kernels, and the only package that imports the incubating Vector API.
 *
 * <pre>
 * a kernel:   size check   if (n &lt;= 0) return;
 *             body         COUNT lanes a step
 *             tail         the same operations, one element a step
 *
 * a product:  B (K, N) ─ Packing ─► Panels ─┐
 *             A (M, K) ─────────────────────┴► MicroKernel, a tile in registers ─► C (M, N)
 * </pre>
 *
 * <p>Where C2 has seen vectors of two classes in one of FloatVector's own methods, it compiles
 * both, and now and then leaves a loop with vectors that are objects, for good: the first block's
 * weight gradient in one process of four. So kernels of another width than that of {@link
 * dev.rankine.engine.cpu.vector.Lanes} call {@code lanewise}, which each class has for itself, not
 * {@code fma} or {@code add}, and what is stored without having been computed in the same pass, a
 * copy or a sum to which nothing may have come, names its class with {@code check}.
 *
 * <p>Letters in shapes: C channels, H height, W width, O output channels, K length of a
 * contraction; (M, K)·(K, N) in matrix products.
 */
package dev.rankine.engine.cpu.vector;
