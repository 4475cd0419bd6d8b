/**
 * Workloads on Rankine, and what they must give.
 *
 * <pre>
 * Workload ─┬─ Rankine: the operands on a backend ─► Trial
 *           └─ Oracle: the scalar kernels, once ───► Expected
 * </pre>
 *
 * <p>Letters in shapes: B batch, H height, W width.
 */
package dev.rankine.bench.rankine;
