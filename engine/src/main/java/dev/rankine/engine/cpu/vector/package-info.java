/**
 * The SIMD kernels, and the only package that imports the incubating Vector API.
 *
 * <p>Letters in shapes: C channels, H height, W width, O output channels, K length of a
 * contraction; (M, K)·(K, N) in matrix products.
 */
package dev.rankine.engine.cpu.vector;
