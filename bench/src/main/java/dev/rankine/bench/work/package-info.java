/**
 * What is measured: {@link dev.rankine.bench.work.Workload}s with fixed operands, listed in {@link
 * dev.rankine.bench.work.Suite}, and the {@link dev.rankine.bench.work.Implementation}s that run
 * them.
 *
 * <pre>
 * Workload (name, operands, flops) × Implementation (rankine, openblas, libtorch) = Trial
 * </pre>
 *
 * <p>Letters in shapes: (M, K)·(K, N) in matrix products; B batch, C channels, H height, W width, O
 * output channels in convolutions.
 */
package dev.rankine.bench.work;
