/**
 * Layers: parameters and the ops that use them.
 *
 * <p>Letters in shapes: B batch, C channels, H height, W width, I in, O out.
 */
package dev.rankine.autograd.nn;
