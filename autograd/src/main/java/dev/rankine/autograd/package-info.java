/**
 * Reverse-mode automatic differentiation: a {@link dev.rankine.autograd.Tape} records {@link
 * dev.rankine.autograd.Op}s on {@link dev.rankine.autograd.Var}s, and one reverse loop gives the
 * {@link dev.rankine.autograd.Gradients}.
 *
 * <pre>
 * forward    x ── Op ── Op ── Op ── loss      each Op put on the Tape as it runs
 *                 │     │     │
 * backward   dx ◄─┴─────┴─────┴──── 1         one loop from the last to the first: Gradients
 * </pre>
 *
 * <p>Letters in shapes: B batch, C channels, H height, W width, I in, O out; (M, K)·(K, N) in
 * matrix products.
 */
package dev.rankine.autograd;
