/**
 * The program that people run: {@code base} trains a small CNN, {@code feature-lora} adapts it.
 *
 * <pre>
 * files ─ data ─► Examples (B, 1, H, W) ─ Trainer ─► BaseNet ─► base.safetensors
 *                                                       │
 *                                      FeatureLoraNet ◄─┘ ─► feature-lora.safetensors
 * </pre>
 *
 * <p>Letters in shapes: N examples, B batch, H height, W width.
 */
package dev.rankine.mnist;
