/**
 * Weights and optimizer states in four and eight bits.
 *
 * <pre>
 * W (O, I) ─ blocks of 64 ─► 4 bits an element, a scale a block ─► W within a stated error
 * </pre>
 *
 * <p>Letters in shapes: O out, I in.
 */
package dev.rankine.lora.quant;
