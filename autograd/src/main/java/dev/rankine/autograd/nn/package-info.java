/**
 * Layers: parameters and the ops that use them.
 *
 * <pre>
 * Parameters ── names, initial or stored values ──► Layer.of(…)
 *                                                       │
 * x (B, …) ────────────── forward(tape, x) ─────────────┴──► y (B, …)
 * </pre>
 *
 * <p>Letters in shapes: B batch, C channels, H height, W width, I in, O out, N rows of a table, D
 * their width; S is a shape of its own, of any rank.
 */
package dev.rankine.autograd.nn;
