/**
 * Other ways to train adapters: other rates, other frozen parts, ranks that move between layers.
 *
 * <p>Letters in shapes: I in, O out, R rank.
 */
package dev.rankine.lora.variant;
