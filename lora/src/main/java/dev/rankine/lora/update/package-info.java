/**
 * What an adapter adds to one layer: the {@link dev.rankine.lora.update.Base} it sits on, the
 * {@link dev.rankine.lora.update.Update}, and how that starts.
 *
 * <pre>
 * Base: W (O, K) and what it computes ─┐
 *                                      ├─► y + added(x)      in the forward pass
 * Update: A, B, … from a Start ────────┘   W + delta()       merged: the same, written once
 * </pre>
 *
 * <p>Letters in shapes: B batch, I in, O out, R rank, C channels, K inputs of one output (I, or
 * C·kernelH·kernelW), N rows of a table, D their width; S is a shape of its own.
 */
package dev.rankine.lora.update;
