/**
 * One adapter out of several, each with a weight: PEFT's {@code add_weighted_adapter}.
 *
 * <pre>
 * ΔW₁·w₁ + ΔW₂·w₂ + … ─ Method ─► one ΔW of rank R, and its error for each layer
 * </pre>
 *
 * <p>Letters in shapes: O out, R rank; ΔW (O, I).
 */
package dev.rankine.lora.combine;
