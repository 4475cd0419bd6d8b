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
 * <p>Kernels of another width than that of {@link dev.rankine.engine.cpu.vector.Lanes} call {@code
 * lanewise}, not {@code fma} or {@code add}. Those are methods of FloatVector that call the
 * vector's own {@code lanewise}: where C2 has seen two classes there, it compiles both, and in one
 * process of four it left a weight gradient with vectors that are objects, for good.
 *
 * <p>Letters in shapes: C channels, H height, W width, O output channels, K length of a
 * contraction; (M, K)·(K, N) in matrix products.
 */
package dev.rankine.engine.cpu.vector;
