/**
 * What an adapted model trains, and what looks like a mistake in it.
 *
 * <pre>
 * model, optimizer, gradients ─ AdapterLint ─► Findings: what looks like a mistake
 * model ────────────────────── TrainableCount ─► how much of it trains
 * </pre>
 */
package dev.rankine.lora.check;
