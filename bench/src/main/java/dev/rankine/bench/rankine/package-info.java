/**
 * Workloads on Rankine, and what they must give.
 *
 * <pre>
 * Workload ─┬─ Rankine: the operands on a backend ─► Trial
 *           └─ Oracle: the scalar kernels, once ───► Expected
 * </pre>
 */
package dev.rankine.bench.rankine;
