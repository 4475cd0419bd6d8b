/**
 * Layers that grow: more inputs or outputs beside trained ones, which stay as they are.
 *
 * <p>Letters in shapes: B batch, I in, O out, C channels, F new inputs, P new outputs, H height, W
 * width.
 */
package dev.rankine.lora.surgery;
