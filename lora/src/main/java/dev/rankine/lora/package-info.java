/**
 * Low-rank adaptation (Hu et al., "LoRA: Low-Rank Adaptation of Large Language Models", 2021), and
 * the widening of trained layers.
 *
 * <pre>
 * x (B, I) ─┬─► W (O, I), frozen ──────────────┬──► y (B, O)
 *           └─► A (R, I) ─► B (O, R) ─► × α/R ─┘
 * </pre>
 *
 * <p>Letters in shapes: B batch, I in, O out, R rank, F new inputs.
 */
package dev.rankine.lora;
