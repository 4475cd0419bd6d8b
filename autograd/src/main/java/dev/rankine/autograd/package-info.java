/**
 * Reverse-mode automatic differentiation: a {@link dev.rankine.autograd.Tape} records {@link
 * dev.rankine.autograd.Op}s on {@link dev.rankine.autograd.Var}s, and one reverse loop gives the
 * {@link dev.rankine.autograd.Gradients}.
 *
 * <p>Letters in shapes: B batch, C channels, H height, W width, I in, O out.
 */
package dev.rankine.autograd;
